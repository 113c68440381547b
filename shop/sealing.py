"""Encrypt text before it reaches the database, with the key in `SEALING_KEY`."""

from functools import cache

from cryptography.fernet import Fernet
from django.conf import settings


@cache
def _box() -> Fernet:
    return Fernet(settings.SEALING_KEY)


def seal(text: str) -> str:
    """Return a text as a Fernet token."""
    return _box().encrypt(text.encode()).decode()


def unseal(token: str) -> str:
    """Return the text of a token. Raises InvalidToken for what was not sealed with this key."""
    return _box().decrypt(token.encode()).decode()
