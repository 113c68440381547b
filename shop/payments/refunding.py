"""Return money back: never more of a payment than came in, and each refund once."""

import logging
from decimal import Decimal

import stripe
from django.db import transaction
from django.db.models import F, Sum

from shop.accounts.models import User
from shop.payments import booking, stripe_api
from shop.payments.errors import NothingDue, ProviderSilent, RefundTooHigh
from shop.payments.models import Instalment, Payment, Refund
from shop.queueing import queue_on_commit

State = Refund.State
log = logging.getLogger(__name__)


def refund(payment: Payment, *, amount: Decimal, reason: str, by: User) -> Refund:
    """Give `amount` (CNY) of a payment back. Raises RefundTooHigh, NothingDue when nothing came in, ProviderSilent.

    A refund whose answer is lost stays started and is retried later, under the same key.
    """
    return carry_out(reserve(payment, amount=amount, reason=reason, by=by, later=False))


@transaction.atomic
def reserve(payment: Payment, *, amount: Decimal, reason: str, by: User | None, later: bool = True) -> Refund:
    """Reserve the money of a refund, so that nobody gives it back twice. With `later` a task asks the provider."""
    Instalment.objects.select_for_update().get(pk=payment.instalment_id)
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    if payment.state != Payment.State.SUCCEEDED:
        raise NothingDue
    given = payment.refunds.exclude(state=State.FAILED).aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    if not 0 < amount <= payment.amount - given:
        raise RefundTooHigh(left=payment.amount - given)
    made = Refund.objects.create(payment=payment, amount=amount, reason=reason, by=by)
    Instalment.objects.filter(pk=payment.instalment_id).update(refunded=F("refunded") + amount)
    if later:
        queue_on_commit("shop.payments.tasks.carry_out_refund", made.pk)
    return made


def carry_out(made: Refund) -> Refund:
    """Ask the provider for a refund that was reserved, and record its answer. Raises ProviderSilent."""
    if made.payment.method == Payment.Method.TRANSFER:
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
    """Record the state of a refund. One that failed frees its money again."""
    Instalment.objects.select_for_update().get(pk=made.payment.instalment_id)
    made = Refund.objects.select_for_update().get(pk=made.pk)
    if made.state != State.STARTED:
        return made
    made.reference, made.state = reference, state
    made.save(update_fields=["reference", "state"])
    if state == State.FAILED:
        Instalment.objects.filter(pk=made.payment.instalment_id).update(refunded=F("refunded") - made.amount)
    elif state == State.SUCCEEDED:
        booking.credit(made)
    return made
