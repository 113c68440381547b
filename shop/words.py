"""Names that people wrote in two languages: which one the reader gets."""

from typing import Any

from django.utils.translation import get_language


def in_readers_language(thing: Any, field: str) -> str:
    """The English text of `thing.<field>` for an English reader when there is one, else the Chinese.

    Takes any object with `<field>` and `<field>_en`; gives a str.
    """
    chinese: str = getattr(thing, field)
    if (get_language() or "").startswith("en"):
        return getattr(thing, f"{field}_en", "") or chinese
    return chinese
