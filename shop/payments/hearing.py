"""Handle the provider's webhook events. Each is a hint to look again, acted on once, and kept also when not ours."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import stripe
from django.db import transaction
from django.utils import timezone

from shop.payments import contesting, paying, refunding, stripe_api
from shop.payments.errors import ProviderSilent
from shop.payments.models import Payment, ProviderEvent

Outcome = ProviderEvent.Outcome
CHARGEBACK, REFUND = "charge.dispute.", ("refund.", "charge.refund")
OURS = (CHARGEBACK, *REFUND, "payment_intent.", "checkout.session.")
LOOKED_BACK = timedelta(days=3)


def hear(event: Any) -> None:
    """Act on an event whose signature was verified. Its content is not trusted: the object is fetched again.

    The event's id is kept in the transaction of its effect, so a repeated one does nothing. Raises ProviderSilent.
    """
    if ProviderEvent.objects.filter(event_id=event.id).exists():
        return
    thing = event.data.object
    about = str(thing.to_dict().get("id") or "")[:255]
    try:
        act = _deed(str(event.type), thing, about)
    except stripe.InvalidRequestError:
        act = None  # the provider knows of no such thing under our key
    except stripe.StripeError as error:
        raise ProviderSilent from error
    outcome = Outcome.ACTED if act else Outcome.NOT_OURS
    with transaction.atomic():
        _event, is_new = ProviderEvent.objects.get_or_create(
            event_id=event.id, defaults={"kind": event.type[:64], "about": about, "outcome": outcome}
        )
        if is_new and act:
            act()


def hear_what_was_lost() -> int:
    """Act on what the provider lists of the last days and never reached us, the earliest first, and return how many.

    Raises ProviderSilent.
    """
    try:
        listed = list(stripe_api.events_since(timezone.now() - LOOKED_BACK))
    except stripe.StripeError as error:
        raise ProviderSilent from error
    heard = ProviderEvent.objects.filter(event_id__in=[event.id for event in listed])
    lost = {event.id: event for event in listed if event.type.startswith(OURS)}
    for known in heard.values_list("event_id", flat=True):
        lost.pop(known, None)
    for event in reversed(lost.values()):
        hear(event)
    return len(lost)


def _deed(kind: str, thing: Any, about: str) -> Callable[[], object] | None:
    """Return what an event asks for, or None when it is about nothing of ours. Asks the provider first."""
    if kind.startswith(CHARGEBACK):
        contested, intent = stripe_api.look_at_chargeback(about)
        payment = _by_key(stripe_api.payment_key_of(intent))
        return partial(contesting.record, payment, contested) if payment else None
    payment = _by_key(stripe_api.key_in(thing, "payment"))
    if payment is None and (intent := thing.to_dict().get("payment_intent")) and isinstance(intent, str):
        payment = _by_key(stripe_api.payment_key_of(intent))
    if payment is None:
        return None
    if kind.startswith(REFUND):
        return partial(refunding.catch_up, payment, stripe_api.refunds_of(payment))
    return partial(paying.record, payment, paying.look(payment))


def _by_key(key: UUID | None) -> Payment | None:
    return Payment.objects.filter(key=key).first() if key else None
