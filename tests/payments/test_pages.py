"""Test the pages on which a buyer pays, with the stand-in behind them."""

from typing import Any

import pytest
from django.test import Client

from shop.payments import transferring
from shop.payments.models import Payment
from tests.payments.orders import only_instalment, order_of, path_of
from tests.payments.running import Standin
from tests.personas import Prefecture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_the_stand_in(standin: Standin, settings: Any) -> None:
    settings.STRIPE_API_BASE, settings.STRIPE_SECRET_KEY = standin.address, ""


@pytest.fixture
def order(prefecture: Prefecture) -> Any:
    return order_of(prefecture.anna, prefecture.products["basket"])


def pay_page(order: Any) -> str:
    return f"/payments/{only_instalment(order).pk}/{order.verification_hash()}/"


def choose(client: Client, order: Any, method: str) -> str:
    answer: Any = client.post(pay_page(order), {"method": method})
    address: str = answer.url
    return address


def test_she_pays_and_comes_back_to_her_order(client: Client, standin: Standin, order: Any) -> None:
    page = client.get(pay_page(order)).content.decode()
    assert "¥128.00" in page
    assert "测试支付" in page
    back = path_of(standin.choose(choose(client, order, "card"), "pay", "card"))
    answer: Any = client.get(back)
    assert answer.url == f"/orders/open/{order.verification_hash()}/"
    again: Any = client.get(pay_page(order))
    assert again.url == answer.url


def test_she_waits_while_nothing_is_known(client: Client, order: Any) -> None:
    choose(client, order, "alipay")
    page = client.get(f"/payments/back/{Payment.objects.get().key}/").content.decode()
    assert "data-waiting" in page


def test_a_refused_payment_offers_another_try(client: Client, standin: Standin, order: Any) -> None:
    back = path_of(standin.choose(choose(client, order, "wechat_pay"), "decline", "wechat_pay"))
    page = client.get(back).content.decode()
    assert pay_page(order) in page
    assert "data-waiting" not in page


def test_a_silent_provider_is_said_and_nothing_is_charged(client: Client, standin: Standin, order: Any) -> None:
    standin.faults(answers=[500, 500, 500])
    page: Any = client.post(pay_page(order), {"method": "alipay"})
    assert page.status_code == 200
    assert "没有扣款" in page.content.decode()


def test_a_transfer_names_the_account_and_counts_when_a_person_confirms_it(
    client: Client, order: Any, prefecture: Prefecture, settings: Any
) -> None:
    client.force_login(prefecture.anna, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(choose(client, order, "transfer")).content.decode()
    assert settings.TRANSFER_ACCOUNT in page
    assert order.number in page
    order.refresh_from_db()
    assert order.status == "placed"
    for _ in range(2):
        transferring.confirm(Payment.objects.get(), reference="ICBC-77", by=prefecture.tai)
    order.refresh_from_db()
    assert order.status == "paid"
    assert only_instalment(order).paid == order.total_incl_tax


def test_stock_waits_a_week_for_nobody_unknown(client: Client, order: Any) -> None:
    answer: Any = client.post(pay_page(order), {"method": "transfer"})
    assert answer.url.startswith("/account/login/?next=%2Fpayments%2F")
    assert "先用手机登录" in client.get(answer.url).content.decode()
    assert not Payment.objects.exists()


def test_english_pages_stay_english_all_the_way(client: Client, standin: Standin, order: Any) -> None:
    answer: Any = client.post(f"/en{pay_page(order)}", {"method": "alipay"})
    back = path_of(standin.choose(answer.url, "decline", "alipay"))
    assert back.startswith("/en/payments/back/")
    assert "Not paid" in client.get(back).content.decode()


def test_a_form_may_lead_to_the_payment_page(client: Client, order: Any, settings: Any) -> None:
    policy = client.get(pay_page(order)).headers["Content-Security-Policy"]
    assert settings.PAYMENT_PAGES[0] in policy


def test_a_cancelled_order_cannot_be_paid(client: Client, order: Any) -> None:
    order.set_status("cancelled")
    answer: Any = client.post(pay_page(order), {"method": "alipay"})
    assert answer.url.startswith("/orders/open/")
    assert not Payment.objects.exists()


def test_an_unknown_payments_return_page_is_not_found(client: Client) -> None:
    assert client.get("/payments/back/00000000-0000-0000-0000-000000000000/").status_code == 404
