"""Follow a buyer's chargeback at her bank: nothing is sent while it is open, and lost money is booked as gone."""

from django.db import transaction

from shop.payments import telling
from shop.payments.locking import lock
from shop.payments.models import Chargeback, Payment, Refund
from shop.payments.refunding import enter
from shop.payments.stripe_api import Contested


@transaction.atomic
def record(payment: Payment, seen: Contested) -> Chargeback:
    """Record a chargeback as the provider has it, and tell the shop's staff when it is new or decided."""
    lock(payment.instalment)
    held = Chargeback.objects.filter(reference=seen.reference).first()
    if held is not None and held.state in (seen.state, Chargeback.State.WON, Chargeback.State.LOST):
        return held
    held = held or Chargeback(reference=seen.reference, payment=payment)
    held.amount, held.reason, held.state, held.answer_by = seen.amount, seen.reason[:64], seen.state, seen.answer_by
    held.save()
    telling.tell_contested(held)
    if held.state == Chargeback.State.LOST and payment.left:
        enter(
            payment,
            amount=min(held.amount, payment.left),
            reference=held.reference,
            state=Refund.State.SUCCEEDED,
            origin=Refund.Origin.BANK,
        )
    return held
