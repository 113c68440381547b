"""Write an address as it is written in its country: in China the largest place first, abroad the receiver first."""

from typing import Any

from shop.shipping.home import HOME
from shop.words import phone_number

CODE_BEHIND_CITY = {"AU", "CA", "GB", "IE", "IN", "NZ", "US"}  # elsewhere the postcode stands before the city


def address_lines(address: Any) -> list[str]:
    """Return the lines of one of Oscar's addresses with receiver and phone, without empty ones."""
    receiver = f"{address.last_name}{address.first_name}"
    phone = phone_number(address.phone_number)
    if address.country_id == HOME:
        place = _joined(address.postcode, address.state, address.line4, address.line2, address.line3)
        return [line for line in (place, address.line1, _joined(receiver, phone)) if line]
    city = _joined(address.postcode, address.line4)
    if address.country_id in CODE_BEHIND_CITY:
        city = _joined(address.line4, address.state, address.postcode)
    elif address.state and address.state != address.line4:
        city = f"{city}, {address.state}" if city else address.state
    country = address.country.printable_name.upper()
    lines = (receiver, address.line1, address.line2, address.line3, city, country, phone)
    return [line for line in lines if line]


def _joined(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)
