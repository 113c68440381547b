"""Test the Stripe stand-in's API as the shop uses it: intents, refunds and idempotency keys."""

import time
import uuid
from typing import Any

import pytest
import stripe

from tests.payments.running import BACK, Standin, Webhook, refused


def test_a_card_pays_at_once_and_the_event_is_signed(standin: Standin, webhook: Webhook) -> None:
    intent = standin.card(metadata={"order": "7"}, expand=["latest_charge.payment_method"])
    assert (intent.status, intent.amount_received, intent.latest_charge.amount_captured) == ("succeeded", 10000, 10000)
    assert intent.latest_charge.payment_method.type == "card"
    event = webhook.next()
    assert (event.type, event.data.object["id"], event.data.object["metadata"]["order"]) == (
        "payment_intent.succeeded",
        intent.id,
        "7",
    )
    assert standin.stripe.events.retrieve(event.id).data.object["id"] == intent.id


def test_an_intent_walks_from_no_method_to_confirmation_to_paid(standin: Standin) -> None:
    intent = standin.stripe.payment_intents.create(
        {"amount": 500, "currency": "cny", "automatic_payment_methods": {"enabled": True}}
    )
    assert (intent.status, intent.payment_method_types) == ("requires_payment_method", ["card", "alipay", "wechat_pay"])
    confirm = standin.stripe.payment_intents.confirm
    assert refused(stripe.InvalidRequestError, confirm, intent.id).code == "payment_intent_unexpected_state"
    card = {"payment_method": "pm_card_visa"}
    assert refused(stripe.InvalidRequestError, confirm, intent.id, card).param == "return_url"
    assert confirm(intent.id, card | {"return_url": BACK}).status == "succeeded"
    assert refused(stripe.InvalidRequestError, confirm, intent.id, card).code == "payment_intent_unexpected_state"
    waiting = standin.stripe.payment_intents.create({"amount": 500, "currency": "cny"} | card)
    assert waiting.status == "requires_confirmation"


@pytest.mark.parametrize(
    ("card", "code", "decline_code"),
    [
        ("pm_card_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", None),
    ],
)
def test_a_declined_card_says_why_and_leaves_the_intent_payable(
    standin: Standin, webhook: Webhook, card: str, code: str, decline_code: str | None
) -> None:
    error = refused(stripe.CardError, standin.card, card)
    told = error.error
    assert (error.http_status, error.code, told.decline_code if decline_code else None) == (402, code, decline_code)
    intent = standin.stripe.payment_intents.retrieve(told.payment_intent.id, {"expand": ["latest_charge"]})
    assert (intent.status, intent.last_payment_error.code) == ("requires_payment_method", code)
    assert (intent.latest_charge.status, intent.latest_charge.failure_code) == ("failed", code)
    assert webhook.next().type == "payment_intent.payment_failed"
    assert standin.stripe.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"}).status == "succeeded"


def test_money_held_is_captured_in_part_but_never_beyond(standin: Standin, webhook: Webhook) -> None:
    intent = standin.card(capture_method="manual")
    assert (intent.status, intent.amount_capturable) == ("requires_capture", 10000)
    capture = standin.stripe.payment_intents.capture
    assert (
        refused(stripe.InvalidRequestError, capture, intent.id, {"amount_to_capture": 10001}).code == "amount_too_large"
    )
    taken = capture(intent.id, {"amount_to_capture": 6000})
    assert (taken.status, taken.amount_received, taken.amount_capturable) == ("succeeded", 6000, 0)
    assert webhook.types(2) == ["payment_intent.amount_capturable_updated", "payment_intent.succeeded"]
    assert (
        refused(stripe.InvalidRequestError, standin.wallet, "alipay", capture_method="manual").param == "capture_method"
    )


def test_cancelling_is_possible_until_paid(standin: Standin, webhook: Webhook) -> None:
    open_one = standin.wallet("alipay")
    cancelled = standin.stripe.payment_intents.cancel(open_one.id, {"cancellation_reason": "abandoned"})
    assert (cancelled.status, cancelled.cancellation_reason, cancelled.next_action) == ("canceled", "abandoned", None)
    assert webhook.types(2) == ["payment_intent.requires_action", "payment_intent.canceled"]
    error = refused(stripe.InvalidRequestError, standin.stripe.payment_intents.cancel, standin.card().id)
    assert error.code == "payment_intent_unexpected_state"


@pytest.mark.parametrize(
    ("change", "param", "code"),
    [
        ({"amount": 0}, "amount", "parameter_invalid_integer"),
        ({"amount": "12.50"}, "amount", "parameter_invalid_integer"),
        ({"amount": 100_000_000}, "amount", "amount_too_large"),
        ({"currency": "usd"}, "currency", None),
        ({"currency": ""}, "currency", "parameter_missing"),
        ({"amuont": 5}, "amuont", "parameter_unknown"),
        ({"payment_method_types": ["cash"]}, "payment_method_types", None),
        ({"payment_method": "pm_unknown"}, "payment_method", "resource_missing"),
        ({"confirm": True, "return_url": "javascript:alert(1)"}, "return_url", "url_invalid"),
    ],
)
def test_bad_parameters_are_named(standin: Standin, change: dict[str, Any], param: str, code: str | None) -> None:
    good = {"amount": 100, "currency": "cny"}
    error = refused(stripe.InvalidRequestError, standin.stripe.payment_intents.create, good | change)
    assert (error.param, error.code) == (param, code)


def test_a_strange_key_or_id_is_refused(standin: Standin) -> None:
    refused(stripe.AuthenticationError, standin.client("sk_live_x").payment_intents.list)
    error = refused(stripe.InvalidRequestError, standin.stripe.payment_intents.retrieve, "pi_none")
    assert (error.http_status, error.code, error.param) == (404, "resource_missing", "intent")


def test_lists_are_paged_newest_first(standin: Standin) -> None:
    made = [standin.card(amount=100 + number).id for number in range(3)]
    first = standin.stripe.payment_intents.list({"limit": 2, "created": {"gte": int(time.time()) - 60}})
    assert ([each.id for each in first.data], first.has_more) == ([made[2], made[1]], True)
    then = standin.stripe.payment_intents.list({"limit": 1, "starting_after": made[1]})
    assert then.data[0].id == made[0]
    events = standin.stripe.events.list({"types": ["payment_intent.succeeded"], "limit": 1})
    assert events.data[0].data.object["id"] == made[2]


def test_refunds_never_exceed_the_charge(standin: Standin, webhook: Webhook) -> None:
    intent = standin.card()
    create = standin.stripe.refunds.create
    part = create({"payment_intent": intent.id, "amount": 4000, "reason": "requested_by_customer"})
    assert (part.status, part.amount, part.charge) == ("succeeded", 4000, intent.latest_charge)
    error = refused(stripe.InvalidRequestError, create, {"payment_intent": intent.id, "amount": 6001})
    assert (error.param, error.http_status) == ("amount", 400)
    assert create({"charge": intent.latest_charge}).amount == 6000
    error = refused(stripe.InvalidRequestError, create, {"charge": intent.latest_charge})
    assert error.code == "charge_already_refunded"
    charge = standin.stripe.charges.retrieve(intent.latest_charge)
    assert (charge.amount_refunded, charge.refunded) == (10000, True)
    expected = ["payment_intent.succeeded", *["refund.created", "charge.refunded"] * 2]
    assert webhook.types(5) == expected
    listed = standin.stripe.refunds.list({"payment_intent": intent.id})
    assert sorted(refund.amount for refund in listed.data) == [4000, 6000]


def test_what_was_not_taken_cannot_be_given_back(standin: Standin) -> None:
    for intent in (standin.wallet("alipay"), standin.card(capture_method="manual")):
        refused(stripe.InvalidRequestError, standin.stripe.refunds.create, {"payment_intent": intent.id})


def test_one_key_gives_one_payment_and_the_same_answer(standin: Standin) -> None:
    options = {"idempotency_key": str(uuid.uuid4())}
    params = {"amount": 700, "currency": "cny"}
    create = standin.stripe.payment_intents.create
    first, second = create(params, options), create(params, options)
    assert first.id == second.id
    assert second.last_response.headers["Idempotent-Replayed"] == "true"
    error = refused(stripe.IdempotencyError, create, params | {"amount": 701}, options)
    assert error.http_status == 400


def test_a_decline_is_kept_for_its_key_but_a_bad_parameter_is_not(standin: Standin) -> None:
    options = {"idempotency_key": str(uuid.uuid4())}
    params = {"amount": 700, "currency": "cny", "payment_method_types": ["card"], "confirm": True}
    create = standin.stripe.payment_intents.create
    refused(stripe.InvalidRequestError, create, params | {"payment_method": "pm_card_visa", "amount": -1}, options)
    declined = params | {"payment_method": "pm_card_chargeDeclined"}
    first = refused(stripe.CardError, create, declined, options)
    second = refused(stripe.CardError, create, declined, options)
    assert first.error.payment_intent.id == second.error.payment_intent.id


def test_a_refused_confirmation_leaves_no_intent_behind(standin: Standin) -> None:
    before = standin.stripe.payment_intents.list({"limit": 1}).data
    refused(stripe.InvalidRequestError, standin.wallet, "alipay", return_url="")
    assert standin.stripe.payment_intents.list({"limit": 1}).data == before
