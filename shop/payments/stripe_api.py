"""Call Stripe, or its stand-in at another address, and read the answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import takewhile
from typing import Any
from uuid import UUID

import stripe
from babel.numbers import get_currency_precision
from django.conf import settings

from shop.payments.models import Chargeback, Payment, Refund

SECONDS_OPEN = 3600  # how long a payment page stays open; Stripe wants at least half an hour
State, Method = Payment.State, Payment.Method


@dataclass(frozen=True)
class Seen:
    """An attempt as the provider has it now.

    `url`: where the buyer pays while it is open. `amount`: received, in `currency`.
    """

    reference: str | None
    state: str
    url: str = ""
    amount: Decimal = Decimal(0)
    currency: str = ""
    failure: str = ""


@lru_cache
def _client(key: str, address: str) -> Any:
    addresses: Any = {"api": address} if address else {}
    return stripe.StripeClient(key, base_addresses=addresses, max_network_retries=2).v1


def client() -> Any:
    """Return the provider's client, made from the settings. The stand-in needs no secret of ours."""
    return _client(settings.STRIPE_SECRET_KEY or "sk_test_standin", settings.STRIPE_API_BASE)


def fen(amount: Decimal) -> int:
    """Return CNY as the whole fen that the provider counts in."""
    return int(amount * 100)


def whole(units: int, currency: str) -> Decimal:
    """Return an amount of the provider's smallest units (fen, cents, yen) in whole units of its currency."""
    return Decimal(units).scaleb(-get_currency_precision(currency.upper()))


def open_payment(payment: Payment) -> Seen:
    """Ask the provider for a payment. A second call with the same payment returns the same one.

    Raises stripe.StripeError.
    """
    options: Any = {"idempotency_key": str(payment.key)}
    if payment.method == Method.CARD:
        return _session_seen(client().checkout.sessions.create(_session(payment), options))
    return _intent_seen(client().payment_intents.create(_intent(payment), options))


def _session(payment: Payment) -> dict[str, Any]:
    number = payment.instalment.order.number  # nothing here may differ when the same payment is asked for again
    price = {"currency": "cny", "unit_amount": fen(payment.amount), "product_data": {"name": f"Qiaoshou {number}"}}
    return {
        "mode": "payment",
        "payment_method_types": ["card"],
        "line_items": [{"price_data": price, "quantity": 1}],
        "success_url": payment.return_url,
        "cancel_url": payment.return_url,
        "expires_at": int(payment.created_at.timestamp()) + SECONDS_OPEN,
        "metadata": {"payment": str(payment.key)},
        "payment_intent_data": {"metadata": {"payment": str(payment.key)}, "description": number},
        "locale": "en" if "/en/" in payment.return_url else "zh",
    }


def _intent(payment: Payment) -> dict[str, Any]:
    kind = str(payment.method)
    more = {"payment_method_options": {kind: {"client": "web"}}} if kind == Method.WECHAT_PAY else {}
    return more | {
        "amount": fen(payment.amount),
        "currency": "cny",
        "payment_method_types": [kind],
        "payment_method_data": {"type": kind},
        "confirm": True,
        "return_url": payment.return_url,
        "description": payment.instalment.order.number,
        "metadata": {"payment": str(payment.key)},
    }


def look(payment: Payment) -> Seen:
    """Fetch the payment's present state. One whose first answer was lost is found by its idempotency key.

    Raises stripe.StripeError.
    """
    if not payment.intent:
        return open_payment(payment)
    if payment.method == Method.CARD:
        return _session_seen(client().checkout.sessions.retrieve(payment.intent))
    return _intent_seen(client().payment_intents.retrieve(payment.intent))


def _session_seen(session: Any) -> Seen:
    if session.payment_status == "paid":
        received = whole(session.amount_total, session.currency)
        return Seen(session.id, State.SUCCEEDED, amount=received, currency=session.currency)
    if session.status == "open":
        return Seen(session.id, State.STARTED, url=session.url)
    return Seen(session.id, State.CANCELLED if session.status == "expired" else State.STARTED)


def _intent_seen(intent: Any) -> Seen:
    if intent.status == "succeeded":
        received = whole(intent.amount_received, intent.currency)
        return Seen(intent.id, State.SUCCEEDED, amount=received, currency=intent.currency)
    if intent.status == "canceled":
        return Seen(intent.id, State.CANCELLED)
    if intent.status == "requires_payment_method":
        error = intent.last_payment_error
        return Seen(intent.id, State.FAILED, failure=(error.message if error else "")[:255])
    return Seen(intent.id, State.STARTED, url=_next_url(intent.next_action))


def _next_url(action: Any) -> str:
    if not action:
        return ""
    if action.type == "wechat_pay_display_qr_code":
        return str(action.wechat_pay_display_qr_code.hosted_instructions_url)
    return str(action[action.type].url)


def close(payment: Payment) -> None:
    """Close an open attempt, so that it cannot be paid. Raises stripe.StripeError, also when it just was paid."""
    if payment.method == Method.CARD:
        client().checkout.sessions.expire(payment.intent)
    else:
        client().payment_intents.cancel(payment.intent)


def give_back(refund: Refund) -> tuple[str, str]:
    """Ask the provider for a refund, or for its state. A second call with the same refund returns the same one.

    Returns its reference and state. Raises stripe.StripeError.
    """
    if refund.reference:
        return refund.reference, _refund_state(client().refunds.retrieve(refund.reference).status)
    params = {
        "payment_intent": _intent_of(refund.payment),
        "amount": fen(refund.amount),
        "metadata": {"refund": str(refund.key)},
    }
    made = client().refunds.create(params, {"idempotency_key": str(refund.key)})
    return made.id, _refund_state(made.status)


def give_all_back(payment: Payment) -> None:
    """Ask the provider to give back all of what came, in the currency that it came in. Raises stripe.StripeError."""
    client().refunds.create({"payment_intent": _intent_of(payment)}, {"idempotency_key": f"all-{payment.key}"})


def _intent_of(payment: Payment) -> Any:
    """Return the provider's name of what was charged. A card's payment is known by the page on which it was paid."""
    if payment.method == Method.CARD:
        return client().checkout.sessions.retrieve(payment.intent).payment_intent
    return payment.intent


@dataclass(frozen=True)
class GivenBack:
    """A refund as the provider has it now. `key`: of the refund here that asked for it, None for one made elsewhere."""

    reference: str
    state: str
    amount: Decimal
    key: UUID | None


def refunds_of(payment: Payment) -> list[GivenBack]:
    """Return all refunds of a payment, oldest first. Raises stripe.StripeError."""
    found = client().refunds.list({"payment_intent": _intent_of(payment), "limit": 100}).data
    return [
        GivenBack(each.id, _refund_state(each.status), whole(each.amount, each.currency), key_in(each, "refund"))
        for each in reversed(found)
    ]


@dataclass(frozen=True)
class Contested:
    """A chargeback as the provider has it now. `state`: of our Chargeback. `answer_by`: the last moment to answer."""

    reference: str
    state: str
    amount: Decimal
    reason: str
    answer_by: datetime | None


def look_at_chargeback(reference: str) -> tuple[Contested, str]:
    """Return a chargeback and the intent that it is about. Raises stripe.StripeError."""
    seen = client().disputes.retrieve(reference)
    states = {"won": Chargeback.State.WON, "lost": Chargeback.State.LOST, "warning_closed": Chargeback.State.WON}
    due = seen.evidence_details.due_by if seen.evidence_details else None
    last = datetime.fromtimestamp(due, UTC) if due else None
    state = states.get(seen.status, Chargeback.State.OPEN)
    return Contested(
        seen.id, state, whole(seen.amount, seen.currency), seen.reason or "", last
    ), seen.payment_intent or ""


def payment_key_of(intent: str) -> UUID | None:
    """Return the key of the payment here that an intent belongs to, None for one of somebody else.

    Raises stripe.StripeError.
    """
    try:
        return key_in(client().payment_intents.retrieve(intent), "payment")
    except stripe.InvalidRequestError:
        return None


def key_in(thing: Any, name: str) -> UUID | None:
    """Return the key of ours that an object of the provider carries under a name, or None when it carries none."""
    marks = thing.to_dict().get("metadata") if thing else None
    try:
        return UUID(marks[name]) if isinstance(marks, dict) else None
    except (KeyError, ValueError, TypeError, AttributeError):
        return None


def _refund_state(status: str) -> str:
    states = {"succeeded": Refund.State.SUCCEEDED, "failed": Refund.State.FAILED, "canceled": Refund.State.FAILED}
    return states.get(status, Refund.State.STARTED)


def events_since(moment: datetime) -> Iterator[Any]:
    """Yield the provider's own list of what happened since a moment, the latest first. Raises stripe.StripeError."""
    listed = client().events.list({"limit": 100})
    return takewhile(lambda event: event.created >= moment.timestamp(), listed.auto_paging_iter())


def read_event(body: bytes, signature: str) -> Any:
    """Return a webhook's event if its signature over the raw body is right. Raises ValueError otherwise."""
    try:
        return stripe.Webhook.construct_event(body, signature, settings.STRIPE_WEBHOOK_SECRET)
    except stripe.SignatureVerificationError as error:
        raise ValueError("not signed by the payment provider") from error
