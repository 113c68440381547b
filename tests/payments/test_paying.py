"""Test paying at the stand-in through the shop's own code: whatever the network does, money counts once."""

import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections
from oscar.core.loading import get_model

from shop.payments import paying, refunding, stripe_api, tasks
from shop.payments.errors import NothingDue, ProviderSilent
from shop.payments.models import Payment
from tests.payments.orders import only_instalment, order_of
from tests.payments.running import Standin
from tests.personas import Prefecture

BACK = "http://testserver/payments/back/{key}/"
Source: Any = get_model("payment", "Source")
Method, State = Payment.Method, Payment.State
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_the_stand_in(standin: Standin, settings: Any) -> None:
    settings.STRIPE_API_BASE, settings.STRIPE_SECRET_KEY = standin.address, ""


@pytest.fixture
def order(prefecture: Prefecture) -> Any:
    return order_of(prefecture.anna, prefecture.products["basket"])


def start(order: Any, method: str = Method.ALIPAY) -> tuple[str, Payment]:
    url = paying.start(only_instalment(order), method=method, return_url=BACK, by=None)
    return url, Payment.objects.filter(instalment__order=order, method=method).latest("created_at")


@pytest.mark.parametrize("method", [Method.CARD, Method.ALIPAY, Method.WECHAT_PAY])
def test_a_paid_instalment_moves_its_order_on(standin: Standin, order: Any, method: str) -> None:
    url, payment = start(order, method)
    back = standin.choose(url, "pay", method)
    assert str(payment.key) in back
    assert paying.settle(payment).state == State.SUCCEEDED
    order.refresh_from_db()
    assert order.status == "paid"
    assert only_instalment(order).paid == Decimal("128.00")
    assert Source.objects.get(order=order).amount_debited == Decimal("128.00")


def test_settling_again_counts_nothing_twice(standin: Standin, order: Any) -> None:
    url, payment = start(order)
    standin.choose(url, "pay", "alipay")
    for _ in range(3):
        paying.settle(payment)
    assert only_instalment(order).paid == Decimal("128.00")
    assert Source.objects.filter(order=order).count() == 1


def test_two_clicks_are_one_attempt(order: Any) -> None:
    assert start(order)[0] == start(order)[0]
    assert Payment.objects.count() == 1


def test_choosing_another_method_closes_the_first_attempt(standin: Standin, order: Any) -> None:
    card, first = start(order, Method.CARD)
    start(order, Method.ALIPAY)
    first.refresh_from_db()
    assert first.state == State.CANCELLED
    standin.choose(card, "pay", "card")
    assert paying.settle(first).state == State.CANCELLED


def test_a_refused_payment_leaves_the_order_unpaid_and_can_be_tried_again(standin: Standin, order: Any) -> None:
    url, payment = start(order)
    standin.choose(url, "decline", "alipay")
    assert paying.settle(payment).state == State.FAILED
    order.refresh_from_db()
    assert order.status == "placed"
    again, second = start(order)
    assert second.pk != payment.pk
    standin.choose(again, "pay", "alipay")
    assert paying.settle(second).state == State.SUCCEEDED


def test_a_lost_reply_is_asked_for_again_under_the_same_key(standin: Standin, order: Any) -> None:
    standin.faults(lose_replies=1)
    url, payment = start(order, Method.CARD)
    assert len(standin.stripe.checkout.sessions.list({"limit": 100}).data) >= 1
    same = [one for one in standin.stripe.checkout.sessions.list({"limit": 100}).data
            if one.metadata.to_dict() == {"payment": str(payment.key)}]  # fmt: skip
    assert len(same) == 1
    assert url == same[0].url


def test_a_silent_provider_leaves_an_attempt_that_is_reconciled_later(standin: Standin, order: Any) -> None:
    standin.faults(answers=[500, 500, 500])
    with pytest.raises(ProviderSilent):
        start(order)
    payment = Payment.objects.get()
    assert (payment.state, payment.intent) == (State.STARTED, None)
    Payment.objects.update(created_at=payment.created_at - tasks.QUIET * 2)
    tasks.reconcile()
    payment.refresh_from_db()
    assert payment.intent is not None


def test_an_attempt_left_open_for_an_hour_is_closed(order: Any) -> None:
    _url, payment = start(order)
    Payment.objects.update(created_at=payment.created_at - tasks.OPEN * 2)
    tasks.reconcile()
    payment.refresh_from_db()
    assert payment.state == State.CANCELLED


@pytest.mark.parametrize(("units", "currency", "amount"), [(12800, "cny", "128.00"), (20000, "jpy", "20000")])
def test_the_provider_counts_in_the_smallest_units(units: int, currency: str, amount: str) -> None:
    assert str(stripe_api.whole(units, currency)) == amount


def test_money_of_another_currency_pays_nothing(order: Any) -> None:
    _url, payment = start(order)
    seen = stripe_api.Seen(str(payment.intent), State.SUCCEEDED, amount=Decimal("128.00"), currency="usd")
    assert paying.record(payment, seen).state == State.FAILED
    assert only_instalment(order).paid == 0
    order.refresh_from_db()
    assert order.status == "placed"


def test_money_that_comes_after_cancelling_is_given_back(standin: Standin, order: Any) -> None:
    url, payment = start(order)
    order.set_status("cancelled")
    standin.choose(url, "pay", "alipay")
    paying.settle(payment)
    refund = payment.refunds.get()
    assert refund.amount == Decimal("128.00")
    assert refunding.carry_out(refund).state == refund.State.SUCCEEDED
    part = only_instalment(order)
    assert (part.paid, part.refunded) == (Decimal("128.00"), Decimal("128.00"))
    order.refresh_from_db()
    assert order.status == "cancelled"
    assert Source.objects.get(order=order).amount_refunded == Decimal("128.00")


def test_what_is_paid_cannot_be_started_again(standin: Standin, order: Any) -> None:
    url, payment = start(order)
    standin.choose(url, "pay", "alipay")
    paying.settle(payment)
    with pytest.raises(NothingDue):
        start(order)


def at_once(deeds: list[Callable[[], object]]) -> list[BaseException | None]:
    """Run the deeds at the same moment, each on its own connection, and return what each raised."""
    gate, raised = threading.Barrier(len(deeds)), [None] * len(deeds)  # type: tuple[threading.Barrier, list[Any]]

    def run(place: int) -> None:
        gate.wait()
        try:
            deeds[place]()
        except Exception as error:
            raised[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.mark.django_db(transaction=True)
def test_ten_who_settle_at_once_count_the_money_once(standin: Standin, order: Any) -> None:
    url, payment = start(order)
    standin.choose(url, "pay", "alipay")
    assert at_once([lambda: paying.settle(payment)] * 10) == [None] * 10
    assert only_instalment(order).paid == Decimal("128.00")


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_are_one_attempt(order: Any) -> None:
    at_once([lambda: start(order)] * 4)
    assert Payment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_refunds_at_once_never_exceed_what_was_paid(standin: Standin, order: Any, prefecture: Prefecture) -> None:
    url, payment = start(order)
    standin.choose(url, "pay", "alipay")
    paying.settle(payment)

    def give_back() -> None:
        refunding.refund(payment, amount=Decimal("30.00"), reason="broken", by=prefecture.tai)

    refused = [error for error in at_once([give_back] * 8) if error]
    assert len(refused) == 4
    assert only_instalment(order).refunded == Decimal("120.00")
    assert Source.objects.get(order=order).amount_refunded == Decimal("120.00")
    charged = standin.stripe.payment_intents.retrieve(payment.intent, {"expand": ["latest_charge"]})
    payment.refresh_from_db()
    intent = standin.stripe.payment_intents.retrieve(payment.intent, {"expand": ["latest_charge"]})
    assert intent.latest_charge.amount_refunded == 12000 == charged.latest_charge.amount_refunded
