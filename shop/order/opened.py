"""Remember in a browser's session which orders, and what leads to orders, it may open."""

from django.http import HttpRequest
from oscar.apps.order.abstract_models import AbstractOrder

ORDERS = "opened_orders"


def remember_order(request: HttpRequest, order: AbstractOrder) -> None:
    """Let this browser open the order from now on."""
    remember(request, ORDERS, order.number)


def remember(request: HttpRequest, key: str, value: str) -> None:
    """Keep a value, once, in the list that the session has under a key."""
    opened = request.session.get(key, [])
    if value not in opened:
        request.session[key] = [*opened, value]


def opened_orders(request: HttpRequest) -> list[str]:
    """Return the numbers of the orders that this browser may open."""
    numbers: list[str] = request.session.get(ORDERS, [])
    return numbers
