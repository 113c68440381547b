"""Store a text encrypted: identity numbers, disability status, account numbers."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from shop.sealing import seal, unseal


def masked(number: str) -> str:
    """Return an account number as pages show it: its last four characters."""
    return _("ending in %(last)s") % {"last": number[-4:]}


class SealedTextField(models.TextField):  # type: ignore[type-arg]
    """A text stored as a Fernet token. Python sees the clear text, the table only the token."""

    def get_prep_value(self, value: Any) -> Any:
        return seal(str(value)) if value else ""

    def from_db_value(self, value: str | None, *_about: Any) -> str:
        return unseal(value) if value else ""
