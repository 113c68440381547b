"""React to the shop: a paid order or instalment, a buyer's question about a promise or progress."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from oscar.apps.order.models import Order
from oscar.apps.order.signals import order_status_changed

from dispatch import planning
from dispatch.work import comparing, receiving, tracking
from dispatch.work.opening import open_work_orders
from shop.enquiries import promising
from shop.order import comparing as shops_comparing
from shop.order import tracking as buyers_tracking
from shop.payments.models import Instalment

promising.register(planning.promise)
buyers_tracking.register(tracking.progress)
shops_comparing.register(comparing.orders_against_work)


@receiver(order_status_changed)
def open_when_paid(order: Order, new_status: str, **_: Any) -> None:
    """Open work orders for a bulk order whose deposit (or all) is paid."""
    if new_status == "paid":
        open_work_orders(order, by=None)


@receiver(post_save, sender=Instalment)
def complete_when_settled(instance: Instalment, **_: Any) -> None:
    """Complete an order already shipped to its buyer, once its last instalment is paid."""
    if instance.is_paid and instance.order.status == "shipped":
        transaction.on_commit(lambda: receiving.complete(instance.order))
