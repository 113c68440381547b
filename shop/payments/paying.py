"""Pay an instalment: one attempt at a time, recorded once, whatever the network does."""

import logging
from decimal import Decimal

import stripe
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from shop.accounts.models import User
from shop.money import money
from shop.payments import booking, stripe_api, telling
from shop.payments.errors import NothingDue, ProviderSilent
from shop.payments.locking import lock
from shop.payments.models import Instalment, Payment
from shop.payments.refunding import reserve
from shop.payments.signals import money_moved

State, Method = Payment.State, Payment.Method
log = logging.getLogger(__name__)


def start(instalment: Instalment, *, method: str, return_url: str, by: User | None) -> str:
    """Begin to pay what is left of an instalment, and return the address where the buyer pays.

    `return_url`: where she comes back, `{key}` in it is replaced by the payment's key. Asked twice, it is one attempt.
    An open attempt by another method is closed first. Raises NothingDue, ProviderSilent.
    """
    _close_others(instalment, method)
    payment = _attempt(instalment, method, return_url, by)
    was_open = payment.intent is not None
    seen = look(payment)
    record(payment, seen)
    if was_open and seen.state in (State.FAILED, State.CANCELLED):
        return start(instalment, method=method, return_url=return_url, by=by)
    return seen.url or payment.return_url


def _close_others(instalment: Instalment, method: str) -> None:
    for other in instalment.payments.filter(state=State.STARTED).exclude(method__in=[method, Method.TRANSFER]):
        close(other)


@transaction.atomic
def _attempt(instalment: Instalment, method: str, return_url: str, by: User | None) -> Payment:
    """Return the open attempt by this method, or a new one."""
    locked = lock(instalment)
    if locked.is_paid or locked.order.status == "cancelled":
        raise NothingDue
    payment = locked.payments.filter(state=State.STARTED, method=method).first()
    if payment is None:
        payment = Payment(instalment=locked, amount=locked.amount - locked.paid, method=method, by=by)
        payment.is_test = bool(settings.STRIPE_API_BASE)
        payment.return_url = return_url.replace("{key}", str(payment.key))
        payment.save()
    return payment


def close(payment: Payment) -> None:
    """Close an open attempt at the provider and record its outcome: cancelled, or paid at the last moment.

    Raises ProviderSilent when the provider does not say.
    """
    payment = settle(payment)
    if payment.state != State.STARTED or payment.method == Method.TRANSFER:
        return
    try:
        stripe_api.close(payment)
    except stripe.InvalidRequestError:
        log.info("payment %s was paid or closed meanwhile", payment.key)
    except stripe.StripeError as error:
        raise ProviderSilent from error
    settle(payment)


def settle(payment: Payment) -> Payment:
    """Ask the provider for the outcome of an attempt, and record it. Raises ProviderSilent."""
    if payment.method == Method.TRANSFER:
        return payment
    return record(payment, look(payment))


def look(payment: Payment) -> stripe_api.Seen:
    """Return the state of an attempt at the provider. Raises ProviderSilent."""
    try:
        return stripe_api.look(payment)
    except stripe.InvalidRequestError as error:
        if payment.intent:
            raise ProviderSilent from error
        return stripe_api.Seen(None, State.CANCELLED, failure=(error.user_message or "")[:255])
    except stripe.StripeError as error:
        log.warning("payment %s: %s", payment.key, error.code or type(error).__name__)
        raise ProviderSilent from error


@transaction.atomic
def record(payment: Payment, seen: stripe_api.Seen) -> Payment:
    """Record the state of an attempt. Money that came in is counted once, and refunded when nobody needs it."""
    instalment = lock(payment.instalment)
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    payment.instalment = instalment
    if payment.state == State.SUCCEEDED or (payment.state != State.STARTED and seen.state != State.SUCCEEDED):
        return payment
    payment.intent = seen.reference
    if seen.state == State.SUCCEEDED and seen.currency != "cny":
        seen = _foreign(payment, seen)
    payment.state, payment.failure = seen.state, seen.failure
    if seen.state != State.STARTED:
        payment.finished_at = timezone.now()
    payment.save()
    if seen.state == State.SUCCEEDED:
        receive(payment, amount=seen.amount)
    return payment


def _foreign(payment: Payment, seen: stripe_api.Seen) -> stripe_api.Seen:
    """Return a payment of another currency as failed. It pays nothing here, and waits for staff to give it back."""
    log.error("payment %s: %s %s came instead of %s CNY", payment.key, seen.amount, seen.currency, payment.amount)
    payment.foreign = f"{seen.amount} {seen.currency.upper()}"
    telling.tell_foreign_money(payment)
    return stripe_api.Seen(seen.reference, State.FAILED, failure=f"{payment.foreign} != {payment.amount} CNY")


def receive(payment: Payment, *, amount: Decimal) -> None:
    """Count what came (CNY) towards the locked instalment and let its order follow. Refund what nobody needs.

    Another amount than was asked for is kept: too little leaves the rest due, too much waits for the shop's staff.
    Both sides are told.
    """
    instalment = payment.instalment
    if amount != payment.amount:
        payment.asked, payment.amount = payment.amount, amount
        payment.save(update_fields=["asked", "amount"])
        telling.tell_other_money(payment, came=money(amount))
    needed = not instalment.is_paid and instalment.order.status != "cancelled"
    instalment.paid += payment.amount
    instalment.save(update_fields=["paid"])
    booking.debit(payment)
    instalment.payments.filter(state=State.STARTED, method=Method.TRANSFER).update(state=State.CANCELLED)
    if not needed:
        reason = "paid twice" if instalment.order.status != "cancelled" else "paid after the order was cancelled"
        reserve(payment, amount=payment.amount, reason=reason, by=None)
    money_moved.send(sender=Payment, order=instalment.order)
