"""A number that rises whenever orders or lots change, so that nothing worked out before is trusted after."""

from celery import current_app
from django.core.cache import cache
from django.db import transaction

KEY = "dispatch-world"
WAITING = "dispatch-world-waiting"  # a task that prepares promises is on its way


def version() -> int:
    """The number now."""
    found = cache.get(KEY)
    if found is None:
        cache.add(KEY, 1, timeout=None)
        found = cache.get(KEY)
    return int(found or 0)


def is_seen() -> None:
    """Whoever prepares begins now: what changes from here on needs another task."""
    cache.delete(WAITING)


def has_changed() -> None:
    """Let the number rise once the running transaction is committed, and have promises prepared anew."""
    transaction.on_commit(_rise)


def _rise() -> None:
    version()
    cache.incr(KEY)
    if cache.add(WAITING, 1, timeout=60):
        current_app.send_task("dispatch.tasks.prepare_promises", countdown=1)
