"""Test the stand-in's events and faults: retries, repetition, lost replies, crowds and restarts."""

import threading
import uuid
from itertools import pairwise
from pathlib import Path

import requests
import stripe

from shop.payments.standin import sessions
from shop.payments.standin.store import Store
from shop.payments.standin.till import Till
from tests.payments.running import BACK, KEY, SECRET, Standin, Webhook, refused


def test_a_refused_event_comes_again_with_growing_pauses(standin: Standin, webhook: Webhook) -> None:
    webhook.refusing = 3
    standin.card()
    visits = [webhook.arrived.get(timeout=3) for _ in range(4)]
    assert len({event.id for event, _ in visits}) == 1
    pauses = [after - before for (_, before), (_, after) in pairwise(visits)]
    assert pauses[0] >= 0.02 and pauses[1] >= 0.04 and pauses[2] >= 0.08


def test_events_are_repeated_and_reversed_on_request(standin: Standin, webhook: Webhook) -> None:
    standin.faults(repeat_events=1)
    standin.card()
    assert webhook.next().id == webhook.next().id
    standin.faults(reverse_events=2)
    intent = standin.wallet("alipay")
    standin.choose(intent.next_action.alipay_handle_redirect.url, "pay", "alipay")
    assert webhook.types(2) == ["payment_intent.succeeded", "payment_intent.requires_action"]


def test_a_lost_reply_is_found_again_by_its_key(standin: Standin) -> None:
    standin.faults(lose_replies=1)
    options = {"idempotency_key": str(uuid.uuid4())}
    params = {"amount": 900, "currency": "cny", "payment_method": "pm_card_visa", "payment_method_types": ["card"]}
    create = standin.stripe.payment_intents.create
    refused(stripe.APIConnectionError, create, params | {"confirm": True}, options)
    lost = standin.stripe.payment_intents.list({"limit": 1}).data[0]
    assert create(params | {"confirm": True}, options).id == lost.id


def test_refusals_come_as_asked_and_do_nothing(standin: Standin) -> None:
    before = standin.stripe.payment_intents.list({"limit": 1}).data
    standin.faults(answers=[500, 409, 429])
    assert refused(stripe.APIError, standin.card).http_status == 500
    assert refused(stripe.APIError, standin.card).http_status == 409
    refused(stripe.RateLimitError, standin.card)
    assert standin.stripe.payment_intents.list({"limit": 1}).data == before
    assert standin.faults(slowness=1)["error"]["param"] == "slowness"
    assert requests.post(f"{standin.address}/_test/faults", json={"lose_replies": 1}, timeout=5).status_code == 401


def test_many_buyers_at_once_each_pay_once_and_refund_no_more_than_paid(standin: Standin) -> None:
    intent = standin.card()
    outcomes: list[bool] = []

    def give_back() -> None:
        try:
            standin.client(KEY).refunds.create({"payment_intent": intent.id, "amount": 3000})
            outcomes.append(True)
        except stripe.InvalidRequestError:
            outcomes.append(False)

    people = [threading.Thread(target=give_back) for _ in range(8)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert outcomes.count(True) == 3 and len(outcomes) == 8


def test_a_restart_loses_nothing(tmp_path: Path) -> None:
    webhook = Webhook()
    webhook.refusing = 1000
    arguments = ("--database", str(tmp_path / "standin.sqlite3"), "--webhook", webhook.url, "--secret", SECRET)
    standin = Standin(*arguments)
    options = {"idempotency_key": "one"}
    params = {"amount": 900, "currency": "cny", "payment_method": "pm_card_visa", "payment_method_types": ["card"]}
    intent = standin.stripe.payment_intents.create(params | {"confirm": True}, options)
    event = webhook.next()
    standin.kill()
    webhook.refusing = 0
    while not webhook.arrived.empty():
        webhook.next()
    again = Standin(*arguments)
    assert again.stripe.payment_intents.retrieve(intent.id).status == "succeeded"
    assert again.stripe.payment_intents.create(params | {"confirm": True}, options).id == intent.id
    assert webhook.next().id == event.id
    again.kill()
    webhook.shutdown()
    webhook.server_close()


def test_overdue_sessions_expire_by_themselves() -> None:
    till = Till(Store(), "http://127.0.0.1:9", KEY, hooked=False)
    line = {"price_data": {"currency": "cny", "unit_amount": "100", "product_data": {"name": "香囊"}}}
    params = {"mode": "payment", "success_url": BACK, "line_items": [line]}
    session = sessions.create(till, params)
    sessions.expire_overdue(till, now=session["expires_at"] - 1)
    assert till.require("checkout.session", session["id"])["status"] == "open"
    sessions.expire_overdue(till, now=session["expires_at"])
    assert till.require("checkout.session", session["id"])["status"] == "expired"
    assert [event["type"] for event in till.store.newest("event")] == ["checkout.session.expired"]
