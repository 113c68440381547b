"""Test a guest's ways back to her order: by its number and phone, and by an account that proves the phone."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client, override_settings
from oscar.core.loading import get_model

from shop.accounts.adapter import AccountAdapter
from shop.accounts.models import User
from shop.enquiries.asking import adopt
from tests.payments.orders import order_of
from tests.personas import Prefecture

ShippingAddress: Any = get_model("order", "ShippingAddress")
FIND = "/orders/find/"
PHONE = "+8613800138000"


@pytest.fixture
def order(prefecture: Prefecture) -> Any:
    """Return a guest's order, to be sent to a person with the phone PHONE."""
    china = get_model("address", "Country").objects.get_or_create(pk="CN", defaults={"printable_name": "China"})[0]
    to = ShippingAddress(last_name="王秀英", line1="刘庄", line4="沧州市", country=china, phone_number=PHONE)
    return order_of(None, prefecture.products["basket"], 1, shipping_address=to)


@pytest.mark.parametrize("written", ["138 0013 8000", "+8613800138000", "１３８００１３８０００"])
def test_number_and_phone_open_the_order_on_another_device(order: Any, client: Client, written: str) -> None:
    here = f"/orders/{order.number}/"
    assert client.get(here).status_code == 404
    answer: Any = client.post(FIND, {"number": f" {order.number.lower()} ", "contact": written})
    assert answer.url == here
    assert order.number in client.get(here).content.decode()


@pytest.mark.parametrize(("number", "contact"), [("", "13900139000"), ("QS-AAAAA-AAAAA", "13800138000")])
def test_one_right_answer_opens_nothing(order: Any, client: Client, number: str, contact: str) -> None:
    answer = client.post(FIND, {"number": number or order.number, "contact": contact})
    assert answer.status_code == 422
    assert "没有" in answer.content.decode()
    assert client.get(f"/orders/{order.number}/").status_code == 404


@override_settings(LIMITS={"miss": "3/m/address"})
def test_who_guesses_is_told_to_come_back_later(order: Any, client: Client) -> None:
    wrong = {"number": "QS-AAAAA-AAAAA", "contact": "13800138000"}
    for _ in range(4):
        client.post(FIND, wrong)
    answer = client.post(FIND, {"number": order.number, "contact": "13800138000"})
    assert "太频繁" in answer.content.decode() or answer.status_code == 429
    assert client.get(f"/orders/{order.number}/").status_code == 404


def test_an_order_of_an_account_is_found_by_signing_in_alone(
    order: Any, prefecture: Prefecture, client: Client
) -> None:
    order.user = prefecture.anna
    order.save()
    assert client.post(FIND, {"number": order.number, "contact": PHONE}).status_code == 422


def test_a_proven_phone_claims_the_order(order: Any, signed_in: Callable[..., Client]) -> None:
    buyer = User.objects.create_user(phone=PHONE)
    adopt(buyer)
    order.refresh_from_db()
    assert order.user is None, "she has not proven it"

    AccountAdapter().set_phone(buyer, PHONE, verified=True)
    order.refresh_from_db()
    assert order.user == buyer
    assert order.number in signed_in(buyer).get("/orders/").content.decode()


def test_nobody_claims_an_order_that_has_its_owner(order: Any, prefecture: Prefecture) -> None:
    order.user = prefecture.anna
    order.save()
    buyer = User.objects.create_user(phone=PHONE)

    AccountAdapter().set_phone(buyer, PHONE, verified=True)
    order.refresh_from_db()
    assert order.user == prefecture.anna
