"""Name the command of each process once: for `make run`, for `make dev`, and for a container."""

import os
import sys

from shop import settings

HOST, PORT = settings.env.str("HOST", "127.0.0.1"), settings.env.int("PORT", 8000)
THREADS = min(2 * (os.cpu_count() or 1) + 1, 8)  # pages wait for the database more than for the processor
CELERY = [sys.executable, "-m", "celery", "-A", "shop", "--quiet"]
# A pool of processes keeps the time limit of tasks; one of threads starts sooner and needs less memory.
POOL = "prefork" if settings.PRODUCTION else "threads"


def web(*options: str) -> list[str]:
    """Return the command that serves the pages."""
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(PORT)]
    threads = ["--workers", settings.env.str("WEB_WORKERS", "1"), "--blocking-threads", str(THREADS)]
    return [*granian, *threads, "--log-level", "warning", *options, "shop.wsgi:application"]


def worker() -> list[str]:
    """Return the command that does the tasks."""
    tasks = settings.env.str("WORKER_TASKS", "2")
    return [*CELERY, "worker", "--pool", POOL, "--concurrency", tasks]


def beat() -> list[str]:
    """Return the command that asks for tasks at their times. There must be only one such process."""
    file = settings.VAR / "beat.pid"
    file.unlink(missing_ok=True)  # left behind when the machine was switched off
    return [*CELERY, "beat", "--pidfile", str(file)]


PROCESSES = {"web": web, "worker": worker, "beat": beat}
