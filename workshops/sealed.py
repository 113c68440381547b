"""Text that is encrypted before it reaches the database: identity numbers, disability status."""

from functools import cache
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import models


@cache
def _box() -> Fernet:
    return Fernet(settings.SEALING_KEY)


class SealedTextField(models.TextField):  # type: ignore[type-arg]
    """A text stored as a Fernet token. Python sees the clear text; a look at the table shows nothing."""

    def get_prep_value(self, value: Any) -> Any:
        return _box().encrypt(str(value).encode()).decode() if value else ""

    def from_db_value(self, value: str | None, *_: Any) -> str:
        return _box().decrypt(value.encode()).decode() if value else ""
