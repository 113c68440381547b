"""Test the provider's events: forged, repeated, out of order, about nothing of ours."""

import hashlib
import hmac
import json
import time
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from shop.payments import paying
from shop.payments.models import Payment, ProviderEvent
from tests.payments.orders import only_instalment, order_of
from tests.payments.running import Standin
from tests.personas import Prefecture

ADDRESS = "/payments/stripe/webhook/"
SECRET = "whsec_of_this_test"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_the_stand_in(standin: Standin, settings: Any) -> None:
    settings.STRIPE_API_BASE, settings.STRIPE_SECRET_KEY = standin.address, ""
    settings.STRIPE_WEBHOOK_SECRET = SECRET


@pytest.fixture
def payment(prefecture: Prefecture, standin: Standin) -> Payment:
    """Return an attempt that the buyer has paid and the shop does not know of yet."""
    order = order_of(prefecture.anna, prefecture.products["basket"])
    back = "http://testserver/payments/back/{key}/"
    url = paying.start(only_instalment(order), method="alipay", return_url=back, by=None)
    standin.choose(url, "pay", "alipay")
    return Payment.objects.get()


def tell(client: Client, about: Payment | None, *, kind: str = "payment_intent.succeeded", **more: Any) -> int:
    """Post an event as the provider would. `secret` and `identifier` can be chosen."""
    thing = {"object": "payment_intent", "metadata": {"payment": str(about.key)} if about else {}}
    event = {"object": "event", "id": more.get("identifier", "evt_1"), "type": kind, "data": {"object": thing}}
    body, at = json.dumps(event), int(time.time())
    signed = hmac.new(more.get("secret", SECRET).encode(), f"{at}.{body}".encode(), hashlib.sha256).hexdigest()
    headers = {"Stripe-Signature": f"t={at},v1={signed}"}
    return client.post(ADDRESS, body, content_type="application/json", headers=headers).status_code


def test_an_event_makes_the_shop_look_and_count(client: Client, payment: Payment) -> None:
    assert tell(client, payment) == 200
    assert only_instalment(payment.instalment.order).paid == Decimal("128.00")


def test_repeated_and_reordered_events_count_once(client: Client, payment: Payment) -> None:
    for identifier, kind in [
        ("evt_3", "payment_intent.succeeded"),
        ("evt_3", "payment_intent.succeeded"),
        ("evt_2", "payment_intent.payment_failed"),
        ("evt_1", "payment_intent.requires_action"),
    ]:
        assert tell(client, payment, identifier=identifier, kind=kind) == 200
    payment.refresh_from_db()
    assert payment.state == Payment.State.SUCCEEDED
    assert only_instalment(payment.instalment.order).paid == Decimal("128.00")
    assert ProviderEvent.objects.count() == 3


def test_a_forged_event_is_refused(client: Client, payment: Payment) -> None:
    assert tell(client, payment, secret="whsec_guessed") == 400
    assert client.post(ADDRESS, b"not json", content_type="application/json").status_code == 400
    assert only_instalment(payment.instalment.order).paid == 0


def test_an_events_content_is_not_trusted(client: Client, prefecture: Prefecture) -> None:
    order = order_of(prefecture.anna, prefecture.products["basket"])
    back = "http://testserver/payments/back/{key}/"
    paying.start(only_instalment(order), method="alipay", return_url=back, by=None)
    assert tell(client, Payment.objects.get(), kind="payment_intent.succeeded") == 200
    assert only_instalment(order).paid == 0


def test_an_event_that_could_not_be_looked_up_is_to_come_again(
    client: Client, payment: Payment, standin: Standin
) -> None:
    standin.faults(answers=[500, 500, 500])
    assert tell(client, payment) == 503
    assert tell(client, payment) == 200
    assert only_instalment(payment.instalment.order).paid == Decimal("128.00")


def test_an_event_about_nothing_of_ours_is_taken_and_forgotten(client: Client) -> None:
    assert tell(client, None, kind="customer.created") == 200
