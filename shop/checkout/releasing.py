"""Release the pieces that an unpaid order holds."""

from typing import Any

from django.db import transaction
from oscar.apps.order.abstract_models import AbstractOrder
from oscar.core.loading import get_model

from shop.order import cancelling
from shop.payments import paying
from shop.payments.models import Cancellation, Payment

Order: Any = get_model("order", "Order")


def release(order: AbstractOrder) -> bool:
    """Cancel an unpaid order and free its stock. Returns False when it is paid or no longer merely placed.

    Open attempts to pay are closed at the provider first, so that nobody pays for what is given away. Raises
    ProviderSilent when the provider does not say how an attempt stands.
    """
    for payment in Payment.objects.filter(instalment__order=order, state=Payment.State.STARTED):
        paying.close(payment)
    with transaction.atomic():
        locked = Order.objects.select_for_update().get(pk=order.pk)
        if locked.status != "placed" or locked.instalments.filter(paid__gt=0).exists():
            return False
        cancelling.cancel(locked, reason=Cancellation.Reason.UNPAID, by=None)
    return True
