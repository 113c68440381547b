"""Know the country in which goods are made, and within which they travel by post or courier."""

from typing import Any

from oscar.core.loading import get_model

HOME = "CN"  # ISO 3166
NAMES = {"name": "中国", "printable_name": "中国 China", "iso_3166_1_a3": "CHN"}


def home_country() -> Any:
    """Return the row of Oscar's countries, made where no operator has loaded them."""
    country, _is_new = get_model("address", "Country").objects.get_or_create(
        pk=HOME, defaults=NAMES | {"is_shipping_country": True}
    )
    return country
