"""Test that an impossible payment or refund is refused with its reason, and that no money moves."""

from decimal import Decimal
from typing import Any

import pytest

from shop.payments import paying, refunding, schedule, transferring
from shop.payments.errors import NothingDue, ProviderSilent, RefundTooHigh
from shop.payments.models import Payment, Refund
from tests.payments.orders import only_instalment, order_of
from tests.payments.running import Standin
from tests.personas import Prefecture

BACK = "http://testserver/payments/back/{key}/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_the_stand_in(standin: Standin, settings: Any) -> None:
    settings.STRIPE_API_BASE, settings.STRIPE_SECRET_KEY = standin.address, ""


@pytest.fixture
def order(prefecture: Prefecture) -> Any:
    return order_of(prefecture.anna, prefecture.products["basket"])


@pytest.fixture
def paid(standin: Standin, order: Any) -> Payment:
    """128.00 paid by Alipay."""
    url = paying.start(only_instalment(order), method=Payment.Method.ALIPAY, return_url=BACK, by=None)
    standin.choose(url, "pay", "alipay")
    return paying.settle(Payment.objects.get())


@pytest.mark.parametrize("amount", ["0", "-1.00", "98.01"])
def test_no_more_is_given_back_than_came_in(paid: Payment, prefecture: Prefecture, amount: str) -> None:
    refunding.refund(paid, amount=Decimal("30.00"), reason="broken", by=prefecture.tai)
    with pytest.raises(RefundTooHigh) as refusal:
        refunding.refund(paid, amount=Decimal(amount), reason="broken", by=prefecture.tai)
    assert refusal.value.left == Decimal("98.00")
    assert only_instalment(paid.instalment.order).refunded == Decimal("30.00")


def test_what_never_came_in_is_not_given_back(order: Any, prefecture: Prefecture) -> None:
    paying.start(only_instalment(order), method=Payment.Method.ALIPAY, return_url=BACK, by=None)
    with pytest.raises(NothingDue):
        refunding.refund(Payment.objects.get(), amount=Decimal("1.00"), reason="broken", by=prefecture.tai)
    assert not Refund.objects.exists()


def test_a_refund_that_nobody_answers_stays_asked_for(standin: Standin, paid: Payment, prefecture: Prefecture) -> None:
    standin.faults(answers=[500, 500, 500])
    with pytest.raises(ProviderSilent):
        refunding.refund(paid, amount=Decimal("30.00"), reason="broken", by=prefecture.tai)
    started = Refund.objects.get()
    assert (started.state, only_instalment(paid.instalment.order).refunded) == (Refund.State.STARTED, Decimal("30.00"))
    assert refunding.carry_out(started).state == Refund.State.SUCCEEDED


def test_an_attempt_of_which_the_provider_says_nothing_stays_open(standin: Standin, order: Any) -> None:
    paying.start(only_instalment(order), method=Payment.Method.ALIPAY, return_url=BACK, by=None)
    payment = Payment.objects.get()
    standin.faults(answers=[500, 500, 500])
    with pytest.raises(ProviderSilent):
        paying.settle(payment)
    payment.refresh_from_db()
    assert payment.state == Payment.State.STARTED
    Payment.objects.filter(pk=payment.pk).update(intent="pi_of_nobody")
    payment.refresh_from_db()
    with pytest.raises(ProviderSilent):
        paying.look(payment)


def test_a_transfer_is_announced_while_something_is_due(paid: Payment, prefecture: Prefecture) -> None:
    with pytest.raises(NothingDue):
        transferring.announce(only_instalment(paid.instalment.order), by=prefecture.anna)
    assert not Payment.objects.filter(method=Payment.Method.TRANSFER).exists()


def test_only_a_transfer_is_confirmed_by_hand(paid: Payment, prefecture: Prefecture) -> None:
    with pytest.raises(NothingDue):
        transferring.confirm(paid, reference="9", by=prefecture.tai)
    given = refunding.refund(paid, amount=Decimal("30.00"), reason="broken", by=prefecture.tai)
    with pytest.raises(NothingDue):
        transferring.confirm_refund(given, reference="9")
    paid.refresh_from_db()
    assert paid.intent != "9"


@pytest.mark.parametrize("share", ["0", "-0.1", "1.01"])
def test_a_deposit_is_a_share_of_the_order(order: Any, share: str) -> None:
    before = only_instalment(order)
    with pytest.raises(ValueError, match="share"):
        schedule.plan_deposit(order, Decimal(share))
    assert only_instalment(order) == before


def test_an_attempt_whose_closing_is_not_answered_stays_open(standin: Standin, order: Any) -> None:
    paying.start(only_instalment(order), method=Payment.Method.ALIPAY, return_url=BACK, by=None)
    standin.faults(lose_replies=9)
    with pytest.raises(ProviderSilent):
        paying.start(only_instalment(order), method=Payment.Method.CARD, return_url=BACK, by=None)
    payment = Payment.objects.get(method=Payment.Method.ALIPAY)
    assert payment.state == Payment.State.STARTED
    standin.faults(lose_replies=0)
    assert paying.settle(payment).state == Payment.State.CANCELLED
