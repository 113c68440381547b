"""Test that ranges, offers and the form for a review use the shop's own templates."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from oscar.apps.offer.models import Benefit, Condition, ConditionalOffer, Range

from catalog.listing import refresh
from catalog.models import Product
from shop.accounts.models import User
from tests.personas import Prefecture

SignedIn = Callable[[User | None], Client]


@pytest.fixture
def basket(prefecture: Prefecture) -> Product:
    product = prefecture.products["basket"]
    refresh([product])
    return product


def grouped(basket: Product) -> Any:
    shown = Range.objects.create(name="秋天的篮子", slug="autumn", is_public=True)
    shown.add_product(basket)
    return shown


def test_a_range_shows_its_works_as_cards(basket: Product, signed_in: SignedIn) -> None:
    shown = grouped(basket)
    html = signed_in(None).get(reverse("catalogue:range", args=[shown.slug])).content.decode()
    assert "秋天的篮子" in html and basket.get_absolute_url() in html
    assert "product-grid" in html and "col-sm" not in html


def test_an_offer_shows_its_works_as_cards(basket: Product, signed_in: SignedIn) -> None:
    condition = Condition.objects.create(range=grouped(basket), type=Condition.COUNT, value=1)
    benefit = Benefit.objects.create(range=condition.range, type=Benefit.PERCENTAGE, value=10)
    offer = ConditionalOffer.objects.create(name="九折", condition=condition, benefit=benefit)
    html = signed_in(None).get(reverse("offer:detail", args=[offer.slug])).content.decode()
    assert "九折" in html and basket.get_absolute_url() in html
    assert "product-grid" in html and "col-sm" not in html


def test_a_review_can_be_written_on_its_page(basket: Product, prefecture: Prefecture, signed_in: SignedIn) -> None:
    address = reverse("catalogue:reviews-add", args=[basket.slug, basket.pk])
    buyer = signed_in(prefecture.anna)
    assert 'name="body"' in buyer.get(address).content.decode()
    assert buyer.post(address, {"title": "结实", "score": 5, "body": "用了一年，没散。"}).status_code == 302
    assert basket.reviews.get().body == "用了一年，没散。"
