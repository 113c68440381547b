"""Test that a basket knows what can be made: how many at once, by which day, and when it is better to ask."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format
from oscar.core.loading import get_model

from catalog import making
from catalog.models import Product
from dispatch.planning import retail
from shop.order.errors import TooManyToOrder
from shop.order.promised import promised_on
from shop.payments.models import AgreedDay
from tests.checkout.test_checking_out import ADDRESS, put, seen_on
from tests.payments.orders import order_of, pay
from tests.personas import Prefecture, ProductClass, StockRecord, in_days
from tests.reading import read, words

Order: Any = get_model("order", "Order")
Option: Any = get_model("catalogue", "Option")


@pytest.fixture
def dress(prefecture: Prefecture) -> Product:
    """Return a work that is made to order: five in 14 days, at most 20 at once, of no tech sheet."""
    ProductClass.objects.update(track_stock=False)
    made: Product = prefecture.products["tiger"]
    made.refresh_from_db()
    return made


def soup(answer: Any) -> BeautifulSoup:
    """The page of an answer."""
    return BeautifulSoup(answer.content, "html.parser")


def basket_page(client: Client) -> Any:
    """Return what the basket's page shows."""
    answer: Any = client.get("/basket/")
    return answer.context


def line_form(client: Client, **said: Any) -> dict[str, Any]:
    line = basket_page(client)["formset"].forms[0].instance
    return {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": line.pk} | {
        f"form-0-{name}": value for name, value in said.items()
    }


def test_nine_thousand_dresses_are_asked_for_and_not_put_into_a_basket(client: Client, dress: Product) -> None:
    answer = client.post(f"/basket/add/{dress.pk}/", {"quantity": 9000}, follow=True)
    assert basket_page(client)["basket"].is_empty
    assert answer.request["PATH_INFO"] == f"/enquiries/ask/{dress.pk}/"
    field = soup(answer).select_one("#wish_pieces")
    assert field is not None and field["value"] == "9000", "the number is filled in"


def test_more_than_a_base_takes_at_once_is_refused_beside_the_number(client: Client, dress: Product) -> None:
    put(client, dress, 20)
    page = client.post("/en/basket/", line_form(client, quantity=21))
    shown = soup(page)
    assert "At most 20" in words(shown.select_one(".basket-notes .field-error"))
    [link] = shown.select(".basket-notes a")
    assert words(link) == "Ask the base for 21 pieces" and "pieces=21" in str(link["href"])
    assert basket_page(client)["basket"].num_items == 20


def test_a_base_sets_how_many_are_made_at_once(client: Client, dress: Product) -> None:
    Product.objects.update(most_to_order=3)
    put(client, dress, 4)
    assert basket_page(client)["basket"].is_empty
    page = read(client, f"/enquiries/ask/{dress.pk}/?pieces=4&wish_on={in_days(60)}")
    assert page.select_one("#contact") is not None, "four can be asked for, because a basket does not take them"


def test_all_wishes_for_one_work_are_counted_together(prefecture: Prefecture, client: Client, dress: Product) -> None:
    name = Option.objects.create(name="绣字", code="name", type="text", required=False)
    dress.product_options.add(name)
    for said, pieces in (("福", 12), ("寿", 8)):
        client.post(f"/basket/add/{dress.pk}/", {"quantity": pieces, "name": said})
    basket = basket_page(client)["basket"]
    assert (basket.num_lines, basket.num_items) == (2, 20)
    answer = client.post(f"/basket/add/{dress.pk}/", {"quantity": 1, "name": "喜"}, follow=True)
    assert "喜" in str(soup(answer).select_one("input[name=words]")), "what she chose goes along"
    assert basket_page(client)["basket"].num_items == 20


def test_the_day_depends_on_the_quantity(dress: Product) -> None:
    days: dict[int, Any] = {pieces: making.promised_on(dress, pieces) for pieces in (1, 5, 6, 20)}
    assert all(days.values())
    assert days[1] == days[5] < days[6] < days[20]


def test_the_day_is_that_of_the_network_where_it_is_later(prefecture: Prefecture, dress: Product) -> None:
    """Twenty baskets of 95 minutes are 1,900 minutes, which three women with 240 a day do not do at once."""
    basket = prefecture.products["basket"]
    Product.objects.filter(pk=basket.pk).update(making_days=1)
    basket.refresh_from_db()
    one, many = making.promised_on(basket, 1), making.promised_on(basket, 20)
    assert one is not None and many is not None and one < many


def test_what_others_ordered_before_comes_first(prefecture: Prefecture, dress: Product) -> None:
    before = making.promised_on(dress, 5)
    order = order_of(prefecture.anna, dress, 5)
    after = making.promised_on(dress, 5)
    assert before is not None and after is not None and after > before
    assert retail.waiting(dress) == 5
    Order.objects.filter(pk=order.pk).update(status="cancelled")
    assert making.promised_on(dress, 5) == before


def test_an_order_carries_its_day_everywhere(
    prefecture: Prefecture, client: Client, dress: Product, signed_in: Any
) -> None:
    anna = signed_in(prefecture.anna)
    put(anna, dress, 6)
    seen = read(anna, "/basket/")
    shown_on = making.promised_on(dress, 6)
    assert shown_on is not None and date_format(shown_on) in words(seen.select_one(".basket-line"))
    anna.post("/checkout/", {**ADDRESS, "seen": seen_on(anna)})
    order = Order.objects.get()
    day = promised_on(order)
    assert day is not None and in_days(28) <= day <= shown_on
    pay(order, prefecture.tai)
    for address in (f"/orders/{order.number}/", "/orders/", reverse("orders:order-paper", args=[order.number])):
        assert date_format(day) in words(read(anna, address).select_one("main")), address
    assert date_format(day) in words(read(signed_in(prefecture.tai), "/dashboard/sending/").select_one("main"))


def test_the_receipt_names_the_day(
    prefecture: Prefecture, dress: Product, at_once: Callable[[], AbstractContextManager[None]]
) -> None:
    order = order_of(prefecture.anna, dress, 2)
    with at_once():
        pay(order, prefecture.tai)
    day = promised_on(order)
    assert day is not None and any(day.isoformat() in str(message.body) for message in mail.outbox)


def test_a_promised_day_is_never_changed(prefecture: Prefecture, dress: Product) -> None:
    order_of(prefecture.anna, dress, 2)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        AgreedDay.objects.update(on=in_days(90))


def test_a_basket_from_before_is_not_placed_with_too_many(prefecture: Prefecture, dress: Product) -> None:
    with pytest.raises(TooManyToOrder, match="20"):
        order_of(prefecture.anna, dress, 30)
    assert not Order.objects.exists()


def test_a_later_day_is_shown_before_it_is_agreed(prefecture: Prefecture, client: Client, dress: Product) -> None:
    put(client, dress, 5)
    seen = seen_on(client)
    order_of(prefecture.anna, dress, 15)
    answer = client.post("/checkout/", {**ADDRESS, "seen": seen})
    assert answer.status_code == 200 and Order.objects.count() == 1
    client.post("/checkout/", {**ADDRESS, "seen": answer.context["seen"]})  # type: ignore[attr-defined]
    assert Order.objects.count() == 2


def test_a_hundred_are_offered_where_they_cost_less_than_sixty(prefecture: Prefecture, client: Client) -> None:
    basket = prefecture.products["basket"]
    StockRecord.objects.filter(product=basket).update(num_in_stock=500)
    page = read(client, basket.get_absolute_url())
    assert "From 60 to 99 you pay more than for 100 pieces, which cost ¥7,600.00" in words(page.select_one(".buy-box"))
    put(client, basket, 60)
    shown = read(client, "/basket/")
    offer = shown.select_one(".basket-notes")
    assert "100 pieces cost ¥80.00 less than your 60." in words(offer)
    button = shown.select_one(".basket-notes button")
    assert button is not None and words(button) == "Take 100"
    pressed = line_form(client)
    client.post("/basket/", {**pressed, "form-0-quantity": [60, int(str(button["value"]))]})
    assert basket_page(client)["order_total"].incl_tax == Decimal("7600.00")
    assert read(client, "/basket/").select_one(".basket-notes") is None


def test_a_quantity_that_is_not_there_is_asked_for(prefecture: Prefecture, client: Client) -> None:
    """Of 70 in stock, 60 are in the basket: 100 would cost less, and the base is asked for them."""
    basket = prefecture.products["basket"]
    StockRecord.objects.filter(product=basket).update(num_in_stock=70)
    put(client, basket, 60)
    [link] = read(client, "/basket/").select(".basket-notes a")
    assert words(link) == "Ask the base for 100 pieces"
    assert client.post(f"/basket/add/{basket.pk}/", {"quantity": 11}).url == basket.get_absolute_url()  # type: ignore[attr-defined]
    page = read(client, basket.get_absolute_url())
    assert words(page.select_one(".buy-form .field-error")), "71 are refused beside the number"
    field = page.select_one(".buy-form [name=quantity]")
    assert field is not None and field["value"] == "11", "and what was typed is kept"
