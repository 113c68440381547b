"""Test news that the shop did not cause: refunds made elsewhere, chargebacks, refunds that fail, events of others."""

import hashlib
import hmac
import json
import time
from decimal import Decimal
from typing import Any

import pytest
import stripe
from django.core import mail
from django.test import Client
from oscar.core.loading import get_model

from shop.accounts.models import Notice
from shop.order import standing
from shop.payments import giving_back, paying, refunding, stripe_api, tasks
from shop.payments.models import Chargeback, Payment, ProviderEvent, Refund
from shop.payments.stripe_api import Seen
from tests.payments.orders import only_instalment, order_of
from tests.payments.running import Standin
from tests.personas import Prefecture
from tests.reading import read, words

ADDRESS, SECRET = "/payments/stripe/webhook/", "whsec_of_this_test"
BACK = "http://testserver/payments/back/{key}/"
Source: Any = get_model("payment", "Source")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_the_stand_in(standin: Standin, settings: Any) -> None:
    settings.STRIPE_API_BASE, settings.STRIPE_SECRET_KEY = standin.address, ""
    settings.STRIPE_WEBHOOK_SECRET = SECRET


@pytest.fixture(params=["card", "alipay"])
def paid(prefecture: Prefecture, standin: Standin, request: Any) -> Payment:
    """Return a paid retail order's payment of 128.00."""
    order = order_of(prefecture.anna, prefecture.products["basket"])
    url = paying.start(only_instalment(order), method=request.param, return_url=BACK, by=None)
    standin.choose(url, "pay", request.param)
    return paying.settle(Payment.objects.get())


def intent_of(standin: Standin, payment: Payment) -> str:
    if payment.method == "card":
        return str(standin.stripe.checkout.sessions.retrieve(payment.intent).payment_intent)
    return str(payment.intent)


def tell(client: Client, kind: str, thing: Any, identifier: str = "evt_1") -> int:
    body = json.dumps({"object": "event", "id": identifier, "type": kind, "data": {"object": thing}})
    at = int(time.time())
    signed = hmac.new(SECRET.encode(), f"{at}.{body}".encode(), hashlib.sha256).hexdigest()
    headers = {"Stripe-Signature": f"t={at},v1={signed}"}
    return client.post(ADDRESS, body, content_type="application/json", headers=headers).status_code


def refund_elsewhere(standin: Standin, payment: Payment, fen: int) -> dict[str, Any]:
    made = standin.stripe.refunds.create({"payment_intent": intent_of(standin, payment), "amount": fen})
    return {"id": made.id, "object": "refund", "payment_intent": made.payment_intent, "metadata": {}}


def test_a_whole_refund_made_elsewhere_ends_the_order(
    client: Client, standin: Standin, paid: Payment, prefecture: Prefecture, at_once: Any
) -> None:
    order = paid.instalment.order
    thing = refund_elsewhere(standin, paid, 12800)
    with at_once():
        for _ in range(2):
            assert tell(client, "refund.created", thing) == 200
    refund = Refund.objects.get()
    assert (refund.origin, refund.state, refund.amount) == ("provider", "succeeded", Decimal("128.00"))
    order.refresh_from_db()
    assert (order.status, order.cancellation.reason) == ("cancelled", "refunded")
    assert only_instalment(order).refunded == Decimal("128.00")
    assert Source.objects.get(order=order).amount_refunded == Decimal("128.00")
    assert prefecture.products["basket"].stockrecords.get().num_allocated == 0
    told = {each.to[0]: each.body for each in mail.outbox}
    assert "128.00" in told["tai@example.org"] and order.number in told["anna@example.org"]


def test_a_part_made_elsewhere_is_booked_and_the_order_goes_on(client: Client, standin: Standin, paid: Payment) -> None:
    thing = refund_elsewhere(standin, paid, 2800)
    charge = {"id": "ch_1", "object": "charge", "payment_intent": thing["payment_intent"], "metadata": {}}
    assert tell(client, "charge.refunded", charge) == 200
    order = paid.instalment.order
    order.refresh_from_db()
    assert (order.status, only_instalment(order).refunded) == ("paid", Decimal("28.00"))
    assert giving_back.left_of(order) == Decimal("100.00")


def test_a_refund_of_ours_is_not_taken_for_one_made_elsewhere(
    client: Client, standin: Standin, paid: Payment, prefecture: Prefecture
) -> None:
    ours = refunding.refund(paid, amount=Decimal("30.00"), reason="late", by=prefecture.tai)
    thing = {"id": ours.reference, "object": "refund", "metadata": {"refund": str(ours.key)}}
    thing["payment_intent"] = intent_of(standin, paid)
    assert tell(client, "refund.updated", thing) == 200
    assert Refund.objects.get() == ours


def test_a_refund_that_fails_later_frees_its_money_and_waits_on_the_home_page(
    client: Client, standin: Standin, paid: Payment, prefecture: Prefecture, signed_in: Any, at_once: Any
) -> None:
    order = paid.instalment.order
    ours = refunding.refund(paid, amount=Decimal("30.00"), reason="late", by=prefecture.tai)
    failed = standin.news(fail=ours.reference)
    with at_once():
        assert tell(client, "refund.failed", failed) == 200
    ours.refresh_from_db()
    assert (ours.state, only_instalment(order).refunded) == ("failed", 0)
    assert Source.objects.get(order=order).amount_refunded == 0
    assert any(each.to == ["tai@example.org"] and "30.00" in each.body for each in mail.outbox)
    staff = signed_in(prefecture.tai)
    home = read(staff, "/dashboard/").select_one("main")
    assert "Refunds that failed" in words(home) and "¥30.00" in words(home)
    again = next(link["href"] for link in home.select("a") if f"/refunds/{ours.pk}/again/" in str(link["href"]))
    for _ in range(2):
        staff.post(str(again), {"by_hand": ""})
    second = Refund.objects.get(instead_of=ours)
    assert (second.by_hand, second.state) == (True, "started")
    sent = f"/dashboard/orders/refunds/{second.pk}/sent/"
    form: Any = staff.get(sent)
    staff.post(sent, {"reference": "ICBC-1", "key": form.context["form"]["key"].value()})
    second.refresh_from_db()
    assert (second.state, only_instalment(order).refunded) == ("succeeded", Decimal("30.00"))


def test_a_contested_order_is_not_sent_and_lost_money_is_booked(
    client: Client, standin: Standin, paid: Payment, prefecture: Prefecture, at_once: Any
) -> None:
    order = paid.instalment.order
    dispute = standin.news(contest=intent_of(standin, paid))
    with at_once():
        assert tell(client, "charge.dispute.created", dispute) == 200
    assert Chargeback.objects.get().state == "open"
    assert standing.is_held_back(order)
    assert [each.to for each in mail.outbox].count(["tai@example.org"]) == 1
    lost = standin.news(decide=dispute["id"], status="lost")
    for number in (2, 3):
        assert tell(client, "charge.dispute.closed", lost, f"evt_{number}") == 200
    refund = Refund.objects.get()
    assert (refund.origin, refund.amount, refund.state) == ("bank", Decimal("128.00"), "succeeded")
    order.refresh_from_db()
    assert order.status == "cancelled"


def test_a_won_contest_lets_the_order_go_on(client: Client, standin: Standin, paid: Payment) -> None:
    dispute = standin.news(contest=intent_of(standin, paid))
    tell(client, "charge.dispute.created", dispute)
    won = standin.news(decide=dispute["id"], status="won")
    assert tell(client, "charge.dispute.closed", won, "evt_2") == 200
    assert not standing.is_held_back(paid.instalment.order)
    assert not Refund.objects.exists()


@pytest.mark.parametrize(
    "thing",
    [
        {"id": "cus_1", "object": "customer", "metadata": {"payment": "not a key of ours"}},
        {"id": "cus_1", "object": "customer", "metadata": {"payment": ["x"], "refund": 7}},
        {"id": "pi_1", "object": "payment_intent", "metadata": {"payment": "00000000-0000-0000-0000-000000000001"}},
        {"id": "re_1", "object": "refund", "payment_intent": "pi_of_somebody_else", "metadata": {}},
        {"id": "x" * 400, "object": "balance"},
        {"object": "payment_intent", "metadata": None},
    ],
)
@pytest.mark.parametrize("kind", ["refund.created", "charge.dispute.created", "customer.created"])
def test_what_is_not_ours_is_taken_recorded_and_not_acted_upon(client: Client, kind: str, thing: Any) -> None:
    assert tell(client, kind, thing) == 200
    event = ProviderEvent.objects.get()
    assert (event.kind, event.outcome) == (kind, "not_ours")
    assert not Refund.objects.exists()


def test_events_of_others_reach_the_webhook_of_the_shop(standin: Standin, client: Client) -> None:
    thing = standin.news(event="customer.created", metadata={"payment": "whose?"})
    assert tell(client, "customer.created", thing) == 200


def test_another_amount_at_the_provider_is_kept_and_both_are_told(
    standin: Standin, prefecture: Prefecture, at_once: Any
) -> None:
    order = order_of(prefecture.anna, prefecture.products["basket"])
    paying.start(only_instalment(order), method="alipay", return_url=BACK, by=None)
    payment = Payment.objects.get()
    with at_once():
        paying.record(payment, Seen(str(payment.intent), "succeeded", amount=Decimal("28.00"), currency="cny"))
    payment.refresh_from_db()
    assert (payment.state, payment.amount, payment.asked) == ("succeeded", Decimal("28.00"), Decimal("128.00"))
    order.refresh_from_db()
    assert (order.status, only_instalment(order).paid) == ("placed", Decimal("28.00"))
    assert {each.to[0] for each in mail.outbox} >= {"anna@example.org", "tai@example.org"}


def test_a_refund_made_elsewhere_whose_news_was_lost_is_found_at_night(
    standin: Standin, paid: Payment, prefecture: Prefecture, at_once: Any
) -> None:
    """Never deliver the event. The night asks the provider for its own list, before orders are compared."""
    refund_elsewhere(standin, paid, 2800)
    assert giving_back.left_of(paid.instalment.order) == 128
    with at_once():
        tasks.hear_what_was_lost()
    assert giving_back.left_of(paid.instalment.order) == 100
    assert any(each.to == ["tai@example.org"] and "28.00" in each.body for each in mail.outbox)
    kept = ProviderEvent.objects.count()
    with at_once():
        tasks.hear_what_was_lost()
    assert (Refund.objects.count(), ProviderEvent.objects.count()) == (1, kept)


def test_money_of_another_currency_waits_on_the_home_and_goes_back_whole(
    standin: Standin, paid: Payment, prefecture: Prefecture, signed_in: Any
) -> None:
    """Let the till have taken a second payment, which our books hear of as dollars."""
    order = order_of(prefecture.ben, prefecture.products["basket"])
    url = paying.start(only_instalment(order), method="card", return_url=BACK, by=None)
    standin.choose(url, "pay", "card")
    payment = Payment.objects.get(instalment__order=order)
    paying.record(payment, Seen(str(payment.intent), "succeeded", amount=Decimal("128.00"), currency="usd"))
    staff = signed_in(prefecture.tai)
    home = read(staff, "/dashboard/").select_one("main")
    assert "Money of another currency" in words(home) and "128.00 USD" in words(home)
    told = Notice.objects.filter(event=f"foreign-money:{payment.pk}")
    assert "in yuan" in told.get(user=prefecture.ben).words or "人民币" in told.get(user=prefecture.ben).words
    page = next(str(link["href"]) for link in home.select("a") if f"/foreign/{payment.pk}/" in str(link["href"]))
    for _ in range(2):
        staff.post(page)
    given = standin.stripe.refunds.list({"payment_intent": intent_of(standin, payment)}).data
    assert [each.amount for each in given] == [12800]
    payment.refresh_from_db()
    assert payment.foreign_back_by == prefecture.tai
    assert page not in staff.get("/dashboard/").content.decode()
    refunding.catch_up(payment, stripe_api.refunds_of(payment))
    assert not Refund.objects.filter(payment=payment).exists(), "dollars are never booked as yuan"


@pytest.mark.parametrize(
    ("currency", "units", "came"), [("jpy", 2600, "2600 JPY"), ("usd", 1800, "18.00 USD"), ("kwd", 5500, "5.500 KWD")]
)
def test_money_of_another_currency_is_written_with_its_own_places(
    prefecture: Prefecture, signed_in: Any, currency: str, units: int, came: str
) -> None:
    order = order_of(prefecture.ben, prefecture.products["basket"])
    payment = Payment.objects.create(instalment=only_instalment(order), method="alipay", amount=Decimal(128))
    answer = {"id": "pi_abroad", "status": "succeeded", "amount_received": units, "currency": currency}
    paying.record(payment, stripe_api._intent_seen(stripe.PaymentIntent.construct_from(answer, None)))
    staff, page = signed_in(prefecture.tai), f"/dashboard/orders/foreign/{payment.pk}/"
    row = read(staff, "/dashboard/").select_one(f'main li:has(a[href*="/foreign/{payment.pk}/"])')
    shown = [words(row), *(words(read(staff, page).select_one(part)) for part in ("h1", "main p"))]
    shown.append(Notice.objects.get(event=f"foreign-money:{payment.pk}", user=prefecture.ben).words)
    assert [each for each in shown if came not in each] == []


def test_a_provider_that_lists_nothing_breaks_no_night(standin: Standin, paid: Payment, settings: Any) -> None:
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    tasks.hear_what_was_lost()
    assert not Refund.objects.exists()
