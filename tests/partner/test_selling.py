"""Test that prices by quantity hold in the basket, and that the last piece is sold once."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client

from catalog.models import PriceTier
from shop.partner.models import OutOfStock, StockRecord
from shop.partner.tiers import ladder, unit_price
from tests.personas import Prefecture, ProductClass, build_prefecture

TIERS = [PriceTier(from_pieces=100, unit_price=Decimal("76")), PriceTier(from_pieces=10, unit_price=Decimal("110"))]


@pytest.mark.parametrize(
    ("pieces", "price"), [(1, "128"), (9, "128"), (10, "110"), (99, "110"), (100, "76"), (5000, "76")]
)
def test_the_highest_tier_that_is_reached_sets_the_price(pieces: int, price: str) -> None:
    assert unit_price(Decimal("128"), TIERS, pieces) == Decimal(price)


def test_a_tier_never_raises_the_price_and_the_ladder_starts_with_one_piece() -> None:
    assert unit_price(Decimal("60"), TIERS, 100) == Decimal("60")
    assert ladder(Decimal("128"), TIERS) == [(1, Decimal("128")), (10, Decimal("110")), (100, Decimal("76"))]
    assert ladder(Decimal("128"), []) == []


def test_the_basket_charges_the_tier_of_its_quantity(client: Client, prefecture: Prefecture) -> None:
    basket = prefecture.products["basket"]
    PriceTier.objects.create(product=basket, from_pieces=10, unit_price=Decimal("110.00"))
    client.post(f"/basket/add/{basket.pk}/", {"quantity": 9})
    assert client.get("/basket/").context["order_total"].incl_tax == Decimal("1152.00")
    client.post(f"/basket/add/{basket.pk}/", {"quantity": 1})
    page = client.get("/basket/")
    assert page.context["order_total"].incl_tax == Decimal("1100.00")
    assert "¥180.00" in page.content.decode()  # what the tier saves


def test_the_header_counts_pieces_and_the_basket_page_costs_the_same_for_many_lines(
    client: Client, prefecture: Prefecture, django_assert_max_num_queries
) -> None:
    for made in prefecture.products.values():
        client.post(f"/basket/add/{made.pk}/", {"quantity": 2})
    assert '<span class="number">4</span>' in client.get("/catalogue/").content.decode()
    with django_assert_max_num_queries(20):
        client.get("/basket/")


def test_lines_are_changed_and_removed_without_script(client: Client, prefecture: Prefecture) -> None:
    basket = prefecture.products["basket"]
    client.post(f"/basket/add/{basket.pk}/", {"quantity": 2})
    line = client.get("/basket/").context["formset"].forms[0].instance
    form = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": line.pk}
    client.post("/basket/", {**form, "form-0-quantity": 5})
    assert client.get("/basket/").context["basket"].num_items == 5
    refused = client.post("/basket/", {**form, "form-0-quantity": 51})
    assert refused.context["formset"].errors[0]["quantity"]
    client.post("/basket/", {**form, "form-0-quantity": 5, "form-0-DELETE": "on"})
    assert client.get("/basket/").context["basket"].is_empty


def test_no_more_than_is_in_stock_goes_into_a_basket(client: Client, prefecture: Prefecture) -> None:
    client.post(f"/basket/add/{prefecture.products['basket'].pk}/", {"quantity": 51})
    assert client.get("/basket/").context["basket"].is_empty
    ProductClass.objects.update(track_stock=False)
    client.post(f"/basket/add/{prefecture.products['basket'].pk}/", {"quantity": 20})
    assert client.get("/basket/").context["basket"].num_items == 20, "no stock is needed for what is made to order"


def test_a_basket_says_once_what_was_put_into_it(client: Client, prefecture: Prefecture) -> None:
    page = client.post(f"/basket/add/{prefecture.products['basket'].pk}/", {"quantity": 2}, follow=True)
    assert len(page.context["messages"]) == 1


def test_what_is_sold_by_the_metre_says_so(client: Client, prefecture: Prefecture) -> None:
    plait = prefecture.products["basket"]
    plait.unit = plait.Unit.METRE
    plait.save()
    page = client.get(plait.get_absolute_url()).content.decode()
    assert "/ 米" in page and "50 米" in page and "/ 件" not in page
    client.post(f"/basket/add/{plait.pk}/", {"quantity": 2})
    assert "/ 米" in client.get("/basket/").content.decode()


def test_what_is_gone_cannot_be_allocated(prefecture: Prefecture) -> None:
    record = StockRecord.objects.get(product=prefecture.products["basket"])
    record.allocate(50)
    with pytest.raises(OutOfStock):
        record.allocate(1)
    record.refresh_from_db()
    assert (record.num_in_stock, record.num_allocated) == (50, 50)


@pytest.mark.django_db(transaction=True)
def test_buyers_at_once_never_get_more_pieces_than_there_are() -> None:
    made = build_prefecture().products["basket"]
    StockRecord.objects.filter(product=made).update(num_in_stock=5)

    def buy(_buyer: int) -> bool:
        try:
            StockRecord.objects.get(product=made).allocate(1)
        except OutOfStock:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as buyers:
        assert sum(buyers.map(buy, range(20))) == 5
    assert StockRecord.objects.get(product=made).num_allocated == 5
