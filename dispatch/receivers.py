"""What dispatch does when news comes from the shop: an order was paid, a buyer wants to know."""

from typing import Any

from django.dispatch import receiver
from oscar.apps.order.models import Order
from oscar.apps.order.signals import order_status_changed

from dispatch import planning, tracking
from dispatch.opening import open_work_orders
from shop.enquiries import promising
from shop.enquiries import tracking as buyers_tracking

promising.register(planning.promise)
buyers_tracking.register(tracking.progress)


@receiver(order_status_changed)
def open_when_paid(order: Order, new_status: str, **_: Any) -> None:
    """A bulk order whose deposit (or all) is paid goes to work."""
    if new_status == "paid":
        open_work_orders(order, by=None)
