"""Word errors as Stripe does: type, code, message and the parameter at fault."""

from typing import Any


class ApiError(Exception):
    """A refusal that the caller receives as a JSON error body."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.error: dict[str, Any] = {"type": kind, "message": message}
        self.error |= {name: value for name, value in (("code", code), ("param", param)) if value}


class InvalidParam(ApiError):
    """A parameter that cannot be read. Nothing has run, so no answer is kept for its idempotency key."""


def missing(noun: str, identifier: str, param: str = "id") -> ApiError:
    """Return the error for an object that is not there."""
    return ApiError(f"No such {noun}: '{identifier}'", status=404, code="resource_missing", param=param)
