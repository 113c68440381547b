"""Version what plans and promises rest on. The version rises whenever orders, lots or tech sheets change."""

from time import time

from django.core.cache import cache
from django.db import transaction

from shop.queueing import queue

KEY = "planning-version"
PREPARING = "planning-version-preparing"  # a task that prepares promises is on its way


def current() -> int:
    """Return the present version."""
    known = cache.get(KEY)
    if known is None:
        cache.add(KEY, int(time()), timeout=None)  # later than any version before a loss of the cache
        known = cache.get(KEY)
    return int(known or 0)


def start_preparing() -> None:
    """Note that promises are being prepared, so that the next change sends another task."""
    cache.delete(PREPARING)


def bump() -> None:
    """Raise the version once the running transaction is committed, and have promises prepared anew."""
    transaction.on_commit(_raise, robust=True)


def _raise() -> None:
    current()
    cache.incr(KEY)
    if cache.add(PREPARING, 1, timeout=60):
        queue("dispatch.tasks.prepare_promises", countdown=1)
