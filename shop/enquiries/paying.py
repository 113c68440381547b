"""Find the page where a buyer pays what is due."""

from django.urls import reverse
from oscar.apps.order.abstract_models import AbstractOrder

from shop.payments.schedule import due_now


def pay_address(order: AbstractOrder) -> str:
    """Return the page of an order's next instalment, or the order's own page when all is paid."""
    instalment = due_now(order)
    if instalment is None:
        return reverse("orders:order-detail", args=[order.number])
    return reverse("payments:instalment-pay", args=[instalment.pk, order.verification_hash()])
