"""React to the shop: a paid order, a buyer's question about a promise or progress."""

from typing import Any

from django.dispatch import receiver
from oscar.apps.order.models import Order
from oscar.apps.order.signals import order_status_changed

from catalog import making
from dispatch import planning
from dispatch.planning import retail
from dispatch.work import comparing, stopping, tracking
from dispatch.work.opening import open_work_orders
from shop.enquiries import promising
from shop.order import comparing as shops_comparing
from shop.order import tracking as buyers_tracking

promising.register(planning.promise)
making.register(retail.promised_on)
buyers_tracking.register(tracking.progress, tracking.parcels)
shops_comparing.register(comparing.orders_against_work)


@receiver(order_status_changed)
def follow_the_order(order: Order, new_status: str, **_more: Any) -> None:
    """Open work orders once a bulk order's deposit (or all) is paid, and stop them when the order is cancelled."""
    if new_status == "paid":
        open_work_orders(order, by=None)
    elif new_status == "cancelled":
        stopping.stop_all_of(order)
