"""A number that rises whenever orders or lots change, so that nothing worked out before is trusted after."""

from django.core.cache import cache
from django.db import transaction

KEY = "dispatch-world"


def version() -> int:
    """The number now."""
    found = cache.get(KEY)
    if found is None:
        cache.add(KEY, 1, timeout=None)
        found = cache.get(KEY)
    return int(found or 0)


def has_changed() -> None:
    """Let the number rise once the running transaction is committed."""
    transaction.on_commit(_rise)


def _rise() -> None:
    version()
    cache.incr(KEY)
