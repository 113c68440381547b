"""Choose the delivery methods that a buyer can pick from."""

from typing import Any

from oscar.apps.shipping import repository

from shop.shipping.home import HOME
from shop.shipping.methods import Abroad, Express, Standard


class Repository(repository.Repository):
    """Offers post or courier at home, air mail abroad. Before the address is known it is home."""

    def get_available_shipping_methods(self, basket: Any, shipping_addr: Any = None, **kwargs: Any) -> list[Any]:  # noqa: ARG002
        """Return the methods to that address, the usual one first."""
        is_home = shipping_addr is None or shipping_addr.country_id == HOME
        return [Standard(), Express()] if is_home else [Abroad()]
