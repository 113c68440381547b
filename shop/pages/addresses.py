"""Bound the numbers in addresses, so that one too large for any row is an address that does not exist."""

from django.urls.converters import IntConverter

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
