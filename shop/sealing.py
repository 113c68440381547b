"""Encrypt text before it is stored anywhere."""

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
    """Return the text of a token. Raises InvalidToken for one that is not ours."""
    return _box().decrypt(token.encode()).decode()
