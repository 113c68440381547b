"""Write logs as JSON lines in production and as readable lines elsewhere, without the secrets in addresses."""

import re
from typing import Any

import structlog
from structlog.dev import ConsoleRenderer, plain_traceback
from structlog.processors import JSONRenderer
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor

# A signed value, a UUID that stands for a permission, the key of a new password, and all that follows a question mark.
SECRETS = re.compile(
    r"(?<=/)[^\s/?]*:[\w-]{27,}|(?<=/)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=/key/)[^\s/?]+|(?<=/\?)\S+"
)


def without_secrets(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Hide the parts of an address by which anyone who reads the log could act for someone else."""
    return {name: SECRETS.sub("…", value) if isinstance(value, str) else value for name, value in event.items()}


BEFORE: list[Processor] = [
    structlog.contextvars.merge_contextvars,  # the ids of request, user and task
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
]


def configure(*, level: str, as_json: bool) -> dict[str, Any]:
    """Set structlog up and return Django's LOGGING, which sends both kinds of loggers through the same steps."""
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *BEFORE, ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    steps: list[Processor] = [ProcessorFormatter.remove_processors_meta, without_secrets]
    if as_json:  # a traceback without the values of its variables
        steps += [structlog.processors.format_exc_info, JSONRenderer(ensure_ascii=False)]
    else:
        steps.append(ConsoleRenderer(exception_formatter=plain_traceback))
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": ProcessorFormatter, "processors": steps, "foreign_pre_chain": BEFORE}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": "NOTSET"},  # else each line is written twice
            "django.request": {"level": "CRITICAL"},  # RequestMiddleware says the same, with the ids
        },
    }
