"""Word things in the reader's language: names that people wrote in two, and numbers with their units."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.utils.text import slugify
from django.utils.translation import get_language, gettext, ngettext

HOME_CODE = 86
UNNAMED_ADDRESS = "item"  # in the address of what has a name without letters


def reads_english() -> bool:
    """Return whether the reader is to see what people wrote in English. All others see the Chinese."""
    return (get_language() or "").startswith("en")


def in_readers_language(thing: Any, field: str) -> str:
    """Return the English text of a thing's field for an English reader when there is one, else the Chinese.

    Takes an object or a row of values with `<field>` and `<field>_en`, and returns a str.
    """
    texts = SimpleNamespace(**thing) if isinstance(thing, dict) else thing
    chinese: str = getattr(texts, field)
    return (getattr(texts, f"{field}_en", "") if reads_english() else "") or chinese


def paragraph(*sentences: str) -> str:
    """Join sentences, empty ones left out. Chinese has no space between them."""
    return ("" if get_language() == "zh-hans" else " ").join(each for each in sentences if each)


def counted(number: int, unit: str = "piece") -> str:
    """Return a number with its unit: "5,000 metres", "1 piece". `unit` is piece or metre."""
    if unit == "metre":
        words = ngettext("%(shown)s metre", "%(shown)s metres", number)
    else:
        words = ngettext("%(shown)s piece", "%(shown)s pieces", number)
    return words % {"shown": f"{number:,}"}


def phone_number(number: Any) -> str:
    """Return a phone as people of China dial it, any other with its country code, or "" for none."""
    if not number:
        return ""
    text: str = number.as_national if number.country_code == HOME_CODE else number.as_international
    return text


def unit_name(unit: str) -> str:
    """Return the name of one unit: `unit` is piece or metre."""
    return gettext("metre") if unit == "metre" else gettext("piece")


def plain(number: Decimal) -> str:
    """Return a number as people write it, without empty places: 0, 5, 2.5."""
    return format(number.normalize(), "f")


def percent(share: Decimal) -> str:
    """Return a share in percent as people write it, without the sign: 0, 5, 2.5."""
    return plain(share * 100)


def address_of(name: str, *, allow_unicode: bool = True) -> str:
    """Return the part of an address that is made of a name. A name without letters, such as "❤️", has one too."""
    return slugify(name, allow_unicode=allow_unicode) or UNNAMED_ADDRESS
