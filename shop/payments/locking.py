"""Lock an order and a part of its money, always in this order."""

from oscar.apps.order.models import Order

from shop.payments.models import Instalment


def lock(instalment: Instalment) -> Instalment:
    """Return the instalment with its order's row and its own locked, in this order."""
    order = Order.objects.select_for_update().get(pk=instalment.order_id)
    locked = Instalment.objects.select_for_update().get(pk=instalment.pk)
    locked.order = order
    return locked
