"""Override Oscar's order number, and keep with an order by when what is made for it is with the buyer."""

from datetime import date
from typing import Any

from oscar.apps.order import utils

from shop.order import promised
from shop.order.numbers import new_number


class OrderNumberGenerator:
    """Generates an order's number when Oscar asks for one."""

    def order_number(self, basket: Any) -> str:  # noqa: ARG002 Oscar hands it over
        """Return a number that says nothing of the basket."""
        return new_number("QS")


class NumberedCreator(utils.OrderCreator):
    """Writes an order under a number of ours."""

    def place_order(self, basket: Any, *args: Any, order_number: str | None = None, **kwargs: Any) -> Any:
        """Place the order as Oscar does, with our own number where none is given."""
        number = order_number or OrderNumberGenerator().order_number(basket)
        return super().place_order(basket, *args, order_number=number, **kwargs)


class OrderCreator(NumberedCreator):
    """Writes an order from a basket, takes from stock what is kept there, and promises a day for what is made."""

    def __init__(self, days: dict[int, date | None]) -> None:
        self.days = days  # by line of the basket

    def create_line_models(self, order: Any, basket_line: Any, extra_line_fields: dict[str, Any] | None = None) -> Any:
        """Write a line with its promised day, when it is made to order."""
        line = super().create_line_models(order, basket_line, extra_line_fields)
        promised.keep(line, self.days[basket_line.pk])
        return line


class AgreedOrderCreator(NumberedCreator):
    """Writes an order whose pieces will be made and delivered by an agreed day: no stock is taken."""

    def __init__(self, promised_on: date) -> None:
        self.promised_on = promised_on

    def create_line_models(self, order: Any, basket_line: Any, extra_line_fields: dict[str, Any] | None = None) -> Any:
        """Write a line with the agreed day."""
        line = super().create_line_models(order, basket_line, {**(extra_line_fields or {}), "num_allocated": 0})
        promised.keep(line, self.promised_on)
        return line

    def update_stock_records(self, line: Any) -> None:
        """Leave the stock as it is."""
