"""React to the shop: a paid order, a buyer's question about a promise or progress."""

from typing import Any

from django.dispatch import receiver
from oscar.apps.order.models import Order
from oscar.apps.order.signals import order_status_changed

from dispatch import planning
from dispatch.work import comparing, tracking
from dispatch.work.opening import open_work_orders
from shop.enquiries import promising
from shop.order import comparing as shops_comparing
from shop.order import tracking as buyers_tracking

promising.register(planning.promise)
buyers_tracking.register(tracking.progress, tracking.parcels)
shops_comparing.register(comparing.orders_against_work)


@receiver(order_status_changed)
def open_when_paid(order: Order, new_status: str, **_: Any) -> None:
    """Open work orders for a bulk order whose deposit (or all) is paid."""
    if new_status == "paid":
        open_work_orders(order, by=None)
