"""Bound the numbers in addresses, and name a page's address in the other language."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.urls.converters import IntConverter
from django.utils.translation import get_language_from_path, override

LARGEST = 2**63 - 1


class Id(IntConverter):
    """Matches the number of a row: at most what a bigint holds."""

    regex = "[0-9]{1,19}"

    def to_python(self, value: str) -> int:
        """Return the number. A larger one is no match."""
        number = int(value)
        if number > LARGEST:
            raise ValueError
        return number


def whole(text: str) -> int:
    """Return the whole number that a reader's text names, and 0 for any other text or a number no row has."""
    number = int(text) if text.isdecimal() and len(text) <= len(str(LARGEST)) else 0
    return number if number <= LARGEST else 0


def in_language(address: str, language: str) -> str:
    """Return the address of this page in a language. Pages without a name, and those not found, have one too."""
    here = get_language_from_path(address)
    plain = address.removeprefix(f"/{here}") if here else address
    other = plain if language == settings.LANGUAGE_CODE else f"/{language}{plain}"
    with override(language):
        is_there = is_page(other)
    return other if is_there or not is_page(address) else address


def is_page(address: str) -> bool:
    """Return whether something stands at an address."""
    try:
        resolve(urlsplit(address).path)
    except Resolver404:
        return False
    return True
