"""Pay by bank transfer: the buyer announces it, a manager confirms that the money has arrived."""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from shop.accounts.models import User
from shop.payments.errors import NothingDue, SignInFirst
from shop.payments.locking import lock
from shop.payments.models import Instalment, Payment, Refund
from shop.payments.paying import receive
from shop.payments.refunding import record

State = Payment.State


@transaction.atomic
def announce(instalment: Instalment, *, by: User | None) -> Payment:
    """Record once that an instalment will come by bank transfer. Raises NothingDue, SignInFirst.

    Goods in stock wait a week for a transfer, so they wait only for a buyer who has signed in and so proved her phone.
    """
    locked = lock(instalment)
    if locked.is_paid or locked.order.status == "cancelled":
        raise NothingDue
    if by is None and locked.kind == Instalment.Kind.FULL:
        raise SignInFirst
    left = locked.amount - locked.paid
    payment, _new = Payment.objects.get_or_create(
        instalment=locked, method=Payment.Method.TRANSFER, state=State.STARTED, defaults={"amount": left, "by": by}
    )
    return payment


@transaction.atomic
def confirm(payment: Payment, *, reference: str, by: User, amount: Decimal | None = None) -> Payment:
    """Record that a transfer's money has arrived. `reference` is the bank's or "". Confirmed twice, it counts once.

    `amount`: what came, CNY, where it is not what was asked for.
    """
    instalment = lock(payment.instalment)
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    if payment.method != Payment.Method.TRANSFER:
        raise NothingDue
    if payment.state != State.STARTED:
        return payment
    payment.instalment = instalment
    payment.state, payment.intent, payment.by = State.SUCCEEDED, reference or None, by
    payment.finished_at = timezone.now()
    payment.save()
    receive(payment, amount=payment.amount if amount is None else amount)
    return payment


def confirm_refund(refund: Refund, *, reference: str) -> Refund:
    """Record that money was transferred back to the buyer. `reference` is the bank's or ""."""
    if not refund.by_hand:
        raise NothingDue
    return record(refund, reference=reference or None, state=Refund.State.SUCCEEDED)
