"""Return money back: never more of a payment than came in, and each refund once."""

import logging
from decimal import Decimal

import stripe
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from shop.accounts.models import User
from shop.payments import booking, stripe_api, telling
from shop.payments.errors import NothingDue, ProviderSilent, RefundTooHigh
from shop.payments.locking import lock
from shop.payments.models import Instalment, Payment, Refund, RefundRequest
from shop.payments.signals import money_moved
from shop.queueing import queue_on_commit
from shop.refusing import AlreadyDone

State, Origin = Refund.State, Refund.Origin
log = logging.getLogger(__name__)


def refund(payment: Payment, *, amount: Decimal, reason: str, by: User) -> Refund:
    """Give `amount` (CNY) of a payment back. Raises RefundTooHigh, NothingDue when nothing came in, ProviderSilent.

    A refund whose answer is lost stays started and is retried later, under the same key.
    """
    return carry_out(reserve(payment, amount=amount, reason=reason, by=by, later=False))


@transaction.atomic
def reserve(
    payment: Payment,
    *,
    amount: Decimal,
    reason: str,
    by: User | None,
    request: RefundRequest | None = None,
    instead_of: Refund | None = None,
    by_hand: bool = False,
    later: bool = True,
) -> Refund:
    """Reserve the money of a refund, so that nobody gives it back twice. With `later` a task asks the provider.

    `by_hand`: a person transfers it, whichever way it came in.
    """
    instalment = lock(payment.instalment)
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    if payment.state != Payment.State.SUCCEEDED:
        raise NothingDue
    if not 0 < amount <= payment.left:
        raise RefundTooHigh(left=payment.left)
    by_hand = by_hand or payment.method == Payment.Method.TRANSFER
    made = Refund.objects.create(
        payment=payment,
        amount=amount,
        reason=reason,
        by=by,
        request=request,
        instead_of=instead_of,
        by_hand=by_hand,
    )
    count_refunds(instalment)
    if later:
        queue_on_commit("shop.payments.tasks.carry_out_refund", made.pk)
    return made


def count_refunds(instalment: Instalment) -> None:
    """Write on its locked instalment what was given back of it, or is about to be."""
    given = Refund.objects.filter(payment__instalment=instalment).exclude(state=State.FAILED)
    instalment.refunded = min(given.aggregate(sum=Sum("amount"))["sum"] or Decimal(0), instalment.paid)
    instalment.save(update_fields=["refunded"])


def carry_out(made: Refund) -> Refund:
    """Ask the provider for a refund that was reserved, and record its answer. Raises ProviderSilent."""
    if made.by_hand:
        return made  # a person transfers it back and says so: see transferring.confirm_refund
    try:
        reference, state = stripe_api.give_back(made)
    except (stripe.InvalidRequestError, stripe.CardError) as error:
        log.error("refund %s refused: %s", made.key, error.code)
        return record(made, reference=None, state=State.FAILED)
    except stripe.StripeError as error:
        raise ProviderSilent from error
    return record(made, reference=reference, state=state)


@transaction.atomic
def record(made: Refund, *, reference: str | None, state: str) -> Refund:
    """Record the state of a refund. One that fails, at once or days later, frees its money, and staff are told."""
    instalment = lock(made.payment.instalment)
    made = Refund.objects.select_for_update().select_related("payment").get(pk=made.pk)
    before = made.state
    if state == before or before == State.FAILED or state == State.STARTED:
        if reference and not made.reference:
            made.reference = reference
            made.save(update_fields=["reference"])
        return made
    made.reference, made.state = reference or made.reference, state
    made.save(update_fields=["reference", "state"])
    count_refunds(instalment)
    if state == State.SUCCEEDED:
        booking.credit(made)
    elif before == State.SUCCEEDED:
        booking.take_back_credit(made)
    if state == State.FAILED:
        telling.tell_refund_failed(made)
    money_moved.send(sender=Refund, order=instalment.order)
    return made


def catch_up(payment: Payment, given: list[stripe_api.GivenBack]) -> None:
    """Record the refunds of a payment that the provider has, also those that nobody asked for here."""
    if payment.foreign:
        Payment.objects.filter(pk=payment.pk, foreign_back_at=None).update(foreign_back_at=timezone.now())
        return
    for each in given:
        known = Refund.objects.filter(reference=each.reference).first()
        if known is None and each.key is not None:
            known = Refund.objects.filter(key=each.key, payment=payment).first()
        if known is not None:
            record(known, reference=each.reference, state=each.state)
        elif each.state != State.FAILED:
            enter(payment, amount=each.amount, reference=each.reference, state=each.state, origin=Origin.PROVIDER)


def give_foreign_back(payment: Payment, *, by: User) -> Payment:
    """Give back money of another currency, which counts nowhere. Raises NothingDue, AlreadyDone, ProviderSilent."""
    if not payment.foreign:
        raise NothingDue
    with transaction.atomic():
        held = Payment.objects.select_for_update().get(pk=payment.pk)
        if held.foreign_back_at:
            raise AlreadyDone
        held.foreign_back_at, held.foreign_back_by = timezone.now(), by
        held.save(update_fields=["foreign_back_at", "foreign_back_by"])
        try:
            stripe_api.give_all_back(held)
        except stripe.StripeError as error:
            raise ProviderSilent from error
    return held


@transaction.atomic
def enter(payment: Payment, *, amount: Decimal, reference: str, state: str, origin: str) -> Refund:
    """Enter money that went back without our asking, once per reference, and tell the shop's staff."""
    instalment = lock(payment.instalment)
    made, is_new = Refund.objects.get_or_create(
        reference=reference,
        defaults={"payment": payment, "amount": amount, "origin": origin, "reason": str(Origin(origin).label)},
    )
    if is_new:
        count_refunds(instalment)
        telling.tell_money_went(made)
    return record(made, reference=reference, state=state)
