"""Test checking out: address, delivery, one order per basket, nothing sold twice, unpaid pieces released."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.core import mail
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from oscar.apps.basket.middleware import BasketMiddleware
from oscar.core.loading import get_model

from shop.accounts.texting import Outbox
from shop.checkout import releasing, tasks, telling
from shop.checkout.views import signer
from shop.payments import transferring
from shop.payments.models import Payment
from tests.payments.orders import basket_of, only_instalment, order_of
from tests.personas import Prefecture, in_days

Order: Any = get_model("order", "Order")
StockRecord: Any = get_model("partner", "StockRecord")
ADDRESS = {
    "last_name": "王秀英",
    "phone_number": "138 0013 8000",
    "country": "CN",
    "state": "河北省",
    "line4": "沧州市",
    "line2": "青县",
    "line1": "刘庄村 12 号",
    "shipping": "standard",
}


def put(client: Client, product: Any, pieces: int = 1) -> None:
    client.post(f"/basket/add/{product.pk}/", {"quantity": pieces})


def seen_on(client: Client) -> str:
    page: Any = client.get("/checkout/")
    shown: str = page.context["seen"]
    return shown


def test_a_guest_orders_on_one_page_and_goes_on_to_pay(prefecture: Prefecture, client: Client) -> None:
    put(client, prefecture.products["basket"])
    answer: Any = client.post("/checkout/", {**ADDRESS, "email": "guest@example.org", "seen": seen_on(client)})
    order = Order.objects.get()
    assert answer.url == f"/payments/{only_instalment(order).pk}/{order.verification_hash()}/"
    assert order.total_incl_tax == Decimal("140.00")
    assert (order.guest_email, order.shipping_address.phone_number.as_e164) == ("guest@example.org", "+8613800138000")
    assert StockRecord.objects.get(product=prefecture.products["basket"]).num_allocated == 1
    assert client.get(answer.url).status_code == 200
    assert Payment.objects.count() == 0


def test_a_second_click_gives_the_same_order(prefecture: Prefecture, client: Client) -> None:
    put(client, prefecture.products["basket"])
    form = {**ADDRESS, "seen": seen_on(client)}
    first: Any = client.post("/checkout/", form)
    second: Any = client.post("/checkout/", form)
    assert first.url == second.url
    assert Order.objects.count() == 1
    again: Any = client.get("/checkout/")
    assert again.url == "/checkout/thank-you/"
    assert client.get(again.url).url == first.url  # type: ignore[attr-defined]


def test_the_address_is_kept_for_the_next_order(prefecture: Prefecture, signed_in: Any) -> None:
    client = signed_in(prefecture.anna)
    for _ in range(2):
        put(client, prefecture.products["tiger"])
        client.post("/checkout/", {**ADDRESS, "seen": seen_on(client)})
    assert prefecture.anna.addresses.count() == 1
    put(client, prefecture.products["tiger"])
    assert "刘庄村 12 号" in client.get("/checkout/").content.decode()
    assert Order.objects.filter(user=prefecture.anna).count() == 2


def test_missing_input_is_refused_beside_the_field_and_the_rest_is_kept(prefecture: Prefecture, client: Client) -> None:
    put(client, prefecture.products["basket"])
    page: Any = client.post("/checkout/", {**ADDRESS, "line1": "", "phone_number": "12", "seen": seen_on(client)})
    assert set(page.context["form"].errors) == {"line1", "phone_number"}
    assert "沧州市" in page.content.decode()
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("pieces", "way", "charge"), [(1, "standard", "12"), (2, "standard", "0"), (2, "express", "22")]
)
def test_delivery_is_free_from_an_amount_on(
    prefecture: Prefecture, client: Client, pieces: int, way: str, charge: str
) -> None:
    put(client, prefecture.products["basket"], pieces)
    client.post("/checkout/", {**ADDRESS, "shipping": way, "seen": seen_on(client)})
    assert Order.objects.get().shipping_incl_tax == Decimal(charge)


def test_the_price_of_delivery_abroad_is_shown_before_it_is_ordered(prefecture: Prefecture, client: Client) -> None:
    get_model("address", "Country").objects.create(pk="DE", printable_name="Germany", is_shipping_country=True)
    put(client, prefecture.products["basket"])
    form = {**ADDRESS, "country": "DE", "postcode": "10969", "seen": seen_on(client)}
    page: Any = client.post("/checkout/", form)
    assert not Order.objects.exists()
    assert "¥248.00" in page.content.decode()
    client.post("/checkout/", {**form, "shipping": "abroad"})
    assert Order.objects.get().total_incl_tax == Decimal("248.00")


def test_a_price_that_changed_meanwhile_is_shown_first(prefecture: Prefecture, client: Client) -> None:
    product = prefecture.products["basket"]
    put(client, product)
    seen = seen_on(client)
    StockRecord.objects.filter(product=product).update(price=Decimal("158.00"))
    page: Any = client.post("/checkout/", {**ADDRESS, "seen": seen})
    assert not Order.objects.exists()
    assert "¥158.00" in page.content.decode()


def test_what_was_sold_out_meanwhile_sends_back_to_the_basket(prefecture: Prefecture, client: Client) -> None:
    put(client, prefecture.products["basket"], 2)
    seen = seen_on(client)
    StockRecord.objects.filter(product=prefecture.products["basket"]).update(num_in_stock=1)
    answer: Any = client.post("/checkout/", {**ADDRESS, "seen": seen})
    assert answer.url == "/basket/"
    assert not Order.objects.exists()


def test_another_buyers_order_cannot_be_opened_or_paid(prefecture: Prefecture, signed_in: Any) -> None:
    order = order_of(prefecture.anna, prefecture.products["basket"])
    other = order_of(prefecture.ben, prefecture.products["basket"])
    ben = signed_in(prefecture.ben)
    part = only_instalment(order)
    assert ben.get(f"/payments/{part.pk}/{order.number}:forged/").status_code == 404
    assert ben.get(f"/payments/{part.pk}/{other.verification_hash()}/").status_code == 404
    assert ben.get(f"/checkout/?seen={signer.sign_object({'basket': order.basket_id})}").status_code == 302
    assert ben.get("/checkout/thank-you/").url == "/basket/"


@pytest.mark.django_db(transaction=True)
def test_of_twenty_buyers_at_once_five_get_the_five_pieces(prefecture: Prefecture, settings: Any) -> None:
    product = prefecture.products["basket"]
    StockRecord.objects.filter(product=product).update(num_in_stock=5)
    settings.UNPAID_ORDERS = dict.fromkeys(settings.UNPAID_ORDERS, (20, 20))  # twenty buyers in one house
    baskets = [basket_of(None, product) for _ in range(20)]
    gate, cookies = threading.Barrier(len(baskets)), BasketMiddleware(lambda request: HttpResponse())

    def buy(basket: Any) -> None:
        client = Client()
        client.cookies["oscar_open_basket"] = cookies.get_basket_hash(basket.pk)
        seen = signer.sign_object({"basket": basket.pk, "total": "128.00"})
        gate.wait()
        client.post("/checkout/", {**ADDRESS, "seen": seen})
        connections.close_all()

    threads = [threading.Thread(target=buy, args=(basket,)) for basket in baskets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Order.objects.count() == 5
    assert StockRecord.objects.get(product=product).num_allocated == 5


def test_an_unpaid_order_gives_its_pieces_back_after_half_an_hour(prefecture: Prefecture) -> None:
    order = order_of(prefecture.anna, prefecture.products["basket"], 3)
    tasks.release_unpaid()
    order.refresh_from_db()
    assert order.status == "placed"
    Order.objects.update(date_placed=timezone.now() - timedelta(minutes=31))
    tasks.release_unpaid()
    order.refresh_from_db()
    assert order.status == "cancelled"
    assert StockRecord.objects.get(product=prefecture.products["basket"]).num_allocated == 0


def test_a_promised_transfer_keeps_the_pieces_and_a_paid_order_is_never_released(prefecture: Prefecture) -> None:
    order = order_of(prefecture.anna, prefecture.products["basket"])
    payment = transferring.announce(only_instalment(order), by=prefecture.anna)
    Order.objects.update(date_placed=timezone.now() - timedelta(hours=2))
    assert not tasks.overdue().exists()
    transferring.confirm(payment, reference="ICBC-1", by=prefecture.tai)
    assert not releasing.release(order)
    order.refresh_from_db()
    assert order.status == "paid"


def test_what_is_made_to_order_is_not_released(prefecture: Prefecture) -> None:
    order_of(prefecture.anna, prefecture.products["basket"], agreed_on=in_days(20))
    Order.objects.update(date_placed=timezone.now() - timedelta(days=3))
    assert not tasks.overdue().exists()


def test_the_receipt_goes_by_mail_or_by_text(
    prefecture: Prefecture, client: Client, at_once: Callable[[], AbstractContextManager[None]]
) -> None:
    order = order_of(prefecture.anna, prefecture.products["basket"])
    payment = transferring.announce(only_instalment(order), by=prefecture.anna)
    with at_once():
        transferring.confirm(payment, reference="ICBC-1", by=prefecture.tai)
    assert mail.outbox[0].to == ["anna@example.org"]
    put(client, prefecture.products["basket"])
    client.post("/checkout/", {**ADDRESS, "seen": seen_on(client)})
    with at_once():
        telling.tell_paid(Order.objects.get(user=None))
    assert Outbox().texts()[0].phone == "+8613800138000"
    assert "/orders/open/" in Outbox().texts()[0].words


def test_a_quantity_typed_just_before_going_to_the_checkout_counts(prefecture: Prefecture, client: Client) -> None:
    put(client, prefecture.products["basket"])
    page: Any = client.get("/basket/")
    form = BeautifulSoup(page.content, "html.parser").find("form", id="basket-lines")
    assert isinstance(form, Tag)
    said = {str(field["name"]): str(field.get("value", "")) for field in form.find_all("input")}
    button = BeautifulSoup(page.content, "html.parser").find("button", form="basket-lines", attrs={"name": "checkout"})
    assert button is not None
    answer: Any = client.post("/basket/", said | {"form-0-quantity": "7", "checkout": "on"}, follow=True)
    assert answer.redirect_chain == [("/checkout/", 302)]
    assert [line.quantity for line in answer.context["basket"].all_lines()] == [7]


def test_a_quantity_that_is_not_there_keeps_the_buyer_in_the_basket(prefecture: Prefecture, client: Client) -> None:
    put(client, prefecture.products["basket"])
    form = BeautifulSoup(client.get("/basket/").content, "html.parser").find("form", id="basket-lines")
    assert isinstance(form, Tag)
    said = {str(field["name"]): str(field.get("value", "")) for field in form.find_all("input")}
    answer: Any = client.post("/basket/", said | {"form-0-quantity": "99999", "checkout": "on"})
    page = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 200
    link = page.select_one(".errors a")
    assert link is not None
    assert page.find(id=str(link["href"])[1:]) is not None
