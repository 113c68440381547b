"""Test vouchers at the checkout: a guest's, one that was used meanwhile, and sums that add up after a discount."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from oscar.apps.offer.models import Benefit, Condition, ConditionalOffer, Range
from oscar.core.loading import get_model

from shop.order.models import Order
from tests.checkout.test_checking_out import ADDRESS, put, seen_on
from tests.personas import Prefecture
from tests.reading import number, read, table, words

Voucher: Any = get_model("voucher", "Voucher")
StockRecord: Any = get_model("partner", "StockRecord")


def offer(percent: int, kind: str = ConditionalOffer.SITE) -> ConditionalOffer:
    everything = Range.objects.create(name=f"all {percent}", includes_all_products=True)
    condition = Condition.objects.create(range=everything, type=Condition.COUNT, value=1)
    benefit = Benefit.objects.create(range=everything, type=Benefit.PERCENTAGE, value=percent)
    return ConditionalOffer.objects.create(
        name=f"{percent}", condition=condition, benefit=benefit, offer_type=kind, max_basket_applications=1
    )


def voucher(usage: str = "Single use") -> Any:
    now = timezone.now()
    made = Voucher.objects.create(
        name="spring", code="SPRING", usage=usage,
        start_datetime=now - timedelta(days=1), end_datetime=now + timedelta(days=1),
    )  # fmt: skip
    made.offers.add(offer(20, ConditionalOffer.VOUCHER))
    return made


def fill(client: Client, product: Any) -> None:
    put(client, product, 2)
    client.post("/basket/vouchers/add/", {"code": "SPRING"})


def test_a_guest_places_an_order_with_a_voucher(prefecture: Prefecture, client: Client) -> None:
    voucher()
    fill(client, prefecture.products["basket"])
    assert client.post("/checkout/", {**ADDRESS, "seen": seen_on(client)}).status_code == 302
    assert Order.objects.get().total_incl_tax == Decimal("204.80")


def test_a_voucher_for_customers_is_refused_to_a_guest_in_words(prefecture: Prefecture, client: Client) -> None:
    voucher("Once per customer")
    fill(client, prefecture.products["basket"])
    assert "¥256.00" in client.get("/basket/").content.decode()


def test_the_second_buyer_of_a_single_voucher_is_told_and_places_it_at_the_full_price(
    prefecture: Prefecture, signed_in: Any
) -> None:
    voucher()
    anna, ben = signed_in(prefecture.anna), signed_in(prefecture.ben)
    for buyer in (anna, ben):
        fill(buyer, prefecture.products["basket"])
    seen = seen_on(ben)
    anna.post("/checkout/", {**ADDRESS, "seen": seen_on(anna)})
    basket: Any = ben.post("/en/checkout/", {**ADDRESS, "seen": seen}, follow=True)
    assert "SPRING is no longer valid" in basket.content.decode()
    assert "¥256.00" in basket.content.decode()
    ben.post("/checkout/", {**ADDRESS, "seen": seen_on(ben)})
    assert Order.objects.get(user=prefecture.ben).total_incl_tax == Decimal("256.00")


@pytest.mark.parametrize("pieces", [10, 7, 3])
def test_lines_less_discount_are_the_total(prefecture: Prefecture, signed_in: Any, pieces: int) -> None:
    StockRecord.objects.filter(product=prefecture.products["basket"]).update(price=Decimal("54.52"))
    offer(33)
    anna = signed_in(prefecture.anna)
    put(anna, prefecture.products["basket"], pieces)
    shown = [words(each) for each in read(anna, "/basket/").select(".sums dd")]
    *parts, total = [Decimal(0) if each == "free" else number(each) for each in shown]
    assert sum(parts) == total
    anna.post("/checkout/", {**ADDRESS, "seen": seen_on(anna)})
    order = Order.objects.get()
    for page in (f"/orders/{order.number}/", f"/orders/{order.number}/confirmation/"):
        shown = read(anna, page)
        lines = sum(number(row["Sum"]) for row in table(shown, "What you ordered"))
        terms = {words(term): number(words(term.find_next("dd")).lstrip("−")) for term in shown.select("main dl dt")
                 if words(term) in ("Discount", "Freight", "Total")}  # fmt: skip
        assert lines - terms["Discount"] + terms["Freight"] == terms["Total"] == order.total_incl_tax
