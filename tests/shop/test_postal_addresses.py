"""Test phones and addresses: read again as the same, complete on page and paper, and typed on a Chinese keyboard."""

from typing import Any

import pytest
from django.test import Client
from oscar.core.loading import get_model

from shop.accounts.forms import PhoneField
from shop.accounts.models import User
from shop.checkout.forms import CheckoutForm, initial_for
from shop.pages.clean_input import clean
from shop.shipping.addresses import address_lines
from shop.words import phone_number
from tests.checkout.test_checking_out import ADDRESS, put, seen_on
from tests.payments.orders import basket_of, order_of
from tests.personas import Prefecture
from tests.reading import read, words

Order: Any = get_model("order", "Order")
Country: Any = get_model("address", "Country")
ShippingAddress: Any = get_model("order", "ShippingAddress")
UserAddress: Any = get_model("address", "UserAddress")


def country(code: str, name: str) -> Any:
    return Country.objects.get_or_create(
        pk=code, defaults={"name": name, "printable_name": name, "is_shipping_country": True}
    )[0]


def address(code: str, name: str, **fields: str) -> Any:
    return ShippingAddress(last_name="Anna Weber", country=country(code, name), **fields)


@pytest.mark.parametrize("number", ["+12025550123", "+493012345678", "+8613800138000", "+862055501234"])
def test_a_prefilled_phone_is_read_again_as_itself(db: None, number: str) -> None:
    buyer = User.objects.create_user("a@example.org", phone=number)
    assert PhoneField().clean(initial_for(buyer)["phone_number"]) == number
    buyer.refresh_from_db()
    assert PhoneField().clean(str(buyer.phone)) == number


def test_a_saved_address_abroad_is_sent_again_unchanged(prefecture: Prefecture, signed_in: Any) -> None:
    usa = country("US", "United States")
    UserAddress.objects.create(
        user=prefecture.anna, last_name="Anna", line1="12 Pine St", line4="Springfield", state="IL", postcode="62701",
        country=usa, phone_number="+12025550123",
    )  # fmt: skip
    country("CN", "China")
    form = CheckoutForm(None, basket=basket_of(prefecture.anna, prefecture.products["basket"]), user=prefecture.anna)
    assert form["phone_number"].value() == "+1 202-555-0123"
    anna = signed_in(prefecture.anna)
    put(anna, prefecture.products["basket"])
    page: Any = anna.get("/checkout/")
    kept = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    said = {name: str(value) for name, value in kept.items() if value} | {"seen": page.context["seen"]}
    anna.post("/checkout/", said | {"country": "US", "shipping": "abroad"})
    assert Order.objects.get().shipping_address.phone_number.as_e164 == "+12025550123"


def test_a_chinese_phone_is_shown_as_people_dial_it_and_another_with_its_code(prefecture: Prefecture) -> None:
    prefecture.anna.refresh_from_db()
    assert phone_number(prefecture.anna.phone) == "139 0000 0003"
    assert phone_number(address("DE", "Germany", phone_number="+493012345678").phone_number) == "+49 30 12345678"
    assert phone_number(None) == ""


@pytest.mark.parametrize(
    ("code", "name", "fields", "lines"),
    [
        (
            "DE", "Germany", {"line1": "Lindenstr. 12", "line4": "Berlin", "postcode": "10969"},
            ["Anna Weber", "Lindenstr. 12", "10969 Berlin", "GERMANY"],
        ),
        (
            "US", "United States", {"line1": "12 Pine St", "line4": "Springfield", "state": "IL", "postcode": "62701"},
            ["Anna Weber", "12 Pine St", "Springfield IL 62701", "UNITED STATES"],
        ),
        (
            "CN", "China", {"line1": "刘庄 12 号", "line4": "沧州市", "state": "河北省", "postcode": "061000"},
            ["061000 河北省 沧州市", "刘庄 12 号", "Anna Weber"],
        ),
    ],
)  # fmt: skip
def test_an_address_is_written_as_in_its_country(
    db: None, code: str, name: str, fields: dict[str, str], lines: list[str]
) -> None:
    assert address_lines(address(code, name, **fields)) == lines


def test_page_and_paper_say_all_of_an_address_abroad(prefecture: Prefecture, signed_in: Any) -> None:
    to = address("DE", "Germany", line1="Lindenstr. 12", line4="Berlin", postcode="10969", phone_number="+493012345678")
    order = order_of(prefecture.anna, prefecture.products["basket"], 1, shipping_address=to)
    for page in (f"/orders/{order.number}/", f"/orders/{order.number}/confirmation/"):
        text = words(read(signed_in(prefecture.anna), page).select_one("address"))
        assert text == "Anna Weber Lindenstr. 12 10969 Berlin GERMANY +49 30 12345678", page


def test_full_width_digits_are_digits_in_every_field(prefecture: Prefecture, client: Client) -> None:
    put(client, prefecture.products["basket"])
    full = {"postcode": "０６１０００", "phone_number": "１３８００１３８０００"}
    client.post("/checkout/", {**ADDRESS, **full, "seen": seen_on(client)})
    to = Order.objects.get().shipping_address
    assert (to.postcode, to.phone_number.as_e164) == ("061000", "+8613800138000")


def test_numbers_become_half_width_and_words_stay() -> None:
    assert clean("１２．５") == "12.5"
    assert clean("＋８６１３８－００１３") == "+86138-0013"
    assert clean("共１２件，每件３元。（附图）") == "共12件，每件3元。（附图）"
    assert clean("ＡＢＣ，好！") == "ＡＢＣ，好！"
