"""Override Oscar's order number, and let orders be made rather than taken from stock."""

from typing import Any

from oscar.apps.order import utils

from shop.order.numbers import new_number


class OrderNumberGenerator:
    """Generates an order's number when Oscar asks for one."""

    def order_number(self, basket: Any) -> str:  # noqa: ARG002 Oscar hands it over
        """Return a number that says nothing of the basket."""
        return new_number("QS")


class OrderCreator(utils.OrderCreator):
    """Writes an order from a basket and takes its pieces from stock."""

    def place_order(self, basket: Any, *args: Any, order_number: str | None = None, **kwargs: Any) -> Any:
        """Place the order as Oscar does, with our own number where none is given."""
        number = order_number or OrderNumberGenerator().order_number(basket)
        return super().place_order(basket, *args, order_number=number, **kwargs)


class MadeToOrderCreator(OrderCreator):
    """Writes an order whose pieces will be made: no stock is taken."""

    def create_line_models(self, order: Any, basket_line: Any, extra_line_fields: dict[str, Any] | None = None) -> Any:
        return super().create_line_models(order, basket_line, {**(extra_line_fields or {}), "num_allocated": 0})

    def update_stock_records(self, line: Any) -> None:
        """Leave the stock as it is."""
