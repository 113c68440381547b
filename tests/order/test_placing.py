"""Test placing an order from a basket: once, with stock and instalments, or not at all."""

from decimal import Decimal
from typing import Any

import pytest
from oscar.apps.shipping.methods import Free
from oscar.core.loading import get_class, get_model

from shop.order.errors import BasketChanged, SoldOut
from shop.order.models import Order
from shop.order.numbers import new_number
from shop.order.placing import place
from tests.personas import Prefecture

Basket = get_model("basket", "Basket")
Selector = get_class("partner.strategy", "Selector")


@pytest.fixture
def basket(prefecture: Prefecture) -> Any:
    """Return a basket with three straw baskets at 128."""
    filled = Basket.objects.create()
    filled.strategy = Selector().strategy()
    filled.add_product(prefecture.products["basket"], 3)
    return filled


def buy(basket: Any) -> Any:
    return place(basket=basket, shipping_method=Free(), shipping_charge=Free().calculate(basket), guest_email="a@b.cn")


def test_an_order_takes_its_pieces_from_stock_and_is_due_in_full(basket: Any, prefecture: Prefecture) -> None:
    order = buy(basket)
    assert order.total_incl_tax == Decimal("384.00")
    assert [(part.kind, part.amount) for part in order.instalments.all()] == [("full", Decimal("384.00"))]
    assert prefecture.products["basket"].stockrecords.get().num_allocated == 3
    assert basket.status == Basket.SUBMITTED


def test_placing_the_same_basket_again_gives_the_same_order(basket: Any, prefecture: Prefecture) -> None:
    assert buy(basket) == buy(basket)
    assert Order.objects.count() == 1
    assert prefecture.products["basket"].stockrecords.get().num_allocated == 3


def test_too_few_pieces_left_is_said_and_nothing_is_placed(basket: Any, prefecture: Prefecture) -> None:
    prefecture.products["basket"].stockrecords.update(num_in_stock=2)
    with pytest.raises(SoldOut) as refused:
        buy(basket)
    assert refused.value.left == 2
    assert not Order.objects.exists()


def test_a_basket_that_was_emptied_or_merged_is_not_placed(basket: Any) -> None:
    Basket.objects.filter(pk=basket.pk).update(status=Basket.MERGED)
    with pytest.raises(BasketChanged):
        buy(basket)


def test_order_numbers_do_not_follow_each_other(basket: Any) -> None:
    numbers = {new_number("QS") for _ in range(1000)}
    assert len(numbers) == 1000
    assert buy(basket).number[:3] == "QS-"
