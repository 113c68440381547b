"""Test that a product's row in lists follows everything it is made from."""

from decimal import Decimal

import pytest

from catalog import listing
from catalog.models import Listing, PriceTier, Product
from tests.personas import Prefecture, ProductClass, StockRecord


@pytest.fixture
def saved(django_capture_on_commit_callbacks):
    """Run what a transaction runs on commit, by `with saved():`."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def basket_row(prefecture: Prefecture) -> Listing:
    return Listing.objects.get(product=prefecture.products["basket"])


def test_a_listing_says_price_maker_place_and_crafts(prefecture: Prefecture) -> None:
    listing.refresh(Product.objects.all())
    row = basket_row(prefecture)
    assert (row.title, row.title_en) == ("草柳编收纳篮", "Straw storage basket")
    assert (row.retail_price, row.bulk_price, row.bulk_from) == (Decimal("128.00"), Decimal("76.00"), 100)
    assert (row.base_slug, row.place_name, row.in_stock) == ("straw", "青县", 50)
    assert row.category_ids == [prefecture.categories["straw"].pk]


def test_a_branch_counts_for_the_crafts_above_it(prefecture: Prefecture, saved) -> None:
    branch = prefecture.categories["straw"].add_child(name="柳编", slug="willow")
    with saved():
        prefecture.products["basket"].categories.set([branch])
    assert basket_row(prefecture).category_ids == sorted([branch.pk, prefecture.categories["straw"].pk])


def test_a_change_of_any_part_shows_once_it_is_committed(prefecture: Prefecture, saved) -> None:
    basket = prefecture.products["basket"]
    with saved():
        StockRecord.objects.get(product=basket).allocate(20)
    assert basket_row(prefecture).in_stock == 30
    with saved():
        PriceTier.objects.get(product=basket).delete()
    assert basket_row(prefecture).bulk_price is None
    with saved():
        base = prefecture.bases["straw"]
        base.name = "柳韵合作社"
        base.save()
    assert basket_row(prefecture).base_name == "柳韵合作社"


def test_what_is_not_public_has_no_listing(prefecture: Prefecture, saved) -> None:
    listing.refresh(Product.objects.all())
    with saved():
        basket = prefecture.products["basket"]
        basket.is_public = False
        basket.save()
    assert not Listing.objects.filter(product=basket).exists()


def test_what_is_made_to_order_has_no_stock_to_show(prefecture: Prefecture) -> None:
    ProductClass.objects.update(track_stock=False)
    listing.refresh(Product.objects.all())
    row = basket_row(prefecture)
    assert (row.made_to_order, row.in_stock, row.sold_out) == (True, 0, False)


def test_refreshing_takes_a_constant_number_of_queries(prefecture: Prefecture, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(11):
        listing.refresh(Product.objects.all())
