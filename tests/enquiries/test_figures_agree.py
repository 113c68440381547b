"""Test that the sums of an offer and of its order add up to the fen for any price, freight and deposit."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

from bs4 import Tag
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from shop.accounts.models import User
from shop.enquiries import agreeing, quoting
from shop.enquiries.models import Enquiry
from tests.dispatch.examples import few, rolled_back
from tests.enquiries.conftest import TERMS
from tests.personas import Prefecture
from tests.reading import number, read, table, words

PRICES = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("999.99"), places=2)
SHARES = st.decimals(min_value=Decimal("0.05"), max_value=Decimal("0.95"), places=3)


def facts(page: Tag, last: str) -> dict[str, Decimal]:
    """The amounts of the list of facts that has a `last` one, by their terms."""
    found = next(each for each in page.select("dl.keyvalues") if last in [words(term) for term in each.select("dt")])
    said = {words(term): words(term.find_next_sibling("dd")) for term in found.select("dt")}
    return {term: number(value) for term, value in said.items() if "¥" in value or term == "Pieces"}


@few(8)
@given(pieces=st.integers(100, 5000), price=PRICES, freight=PRICES, share=SHARES, has_paid=st.booleans())
def test_the_offer_the_order_and_its_papers_agree(
    prefecture: Prefecture, ask: Callable[..., Enquiry], address: Any, signed_in: Callable[[User | None], Client],
    pieces: int, price: Decimal, freight: Decimal, share: Decimal, has_paid: bool,
) -> None:  # fmt: skip
    with rolled_back():
        anna, enquiry = signed_in(prefecture.anna), ask(by=prefecture.anna)
        terms = TERMS._replace(pieces=pieces, unit_price=price, freight=freight, deposit_share=share)
        quote = quoting.send(enquiry, terms, by=prefecture.mei, key=uuid4())
        total = pieces * price + freight
        offer = facts(read(anna, reverse("enquiries:quote-detail", args=[enquiry.number, 1])), "Deposit now")
        deposit, balance = offer.pop("Deposit now"), offer.pop("Balance before shipment")
        assert offer == {"Pieces": pieces, "Price per piece": price, "Freight": freight, "Total": total}
        assert deposit + balance == total and abs(deposit - total * share) < Decimal("0.01")
        address.pk = None
        order = agreeing.accept(quote, address=address, by=prefecture.anna)
        if has_paid:
            order.instalments.filter(kind="deposit").update(paid=deposit)
        page = read(anna, reverse("orders:order-detail", args=[order.number]))
        parts = facts(page, "Balance") if balance else facts(page, "Deposit")
        assert parts.pop("Total") == total and sum(parts.values()) == total
        assert parts["Deposit"] == deposit
        assert words(page.find("dt", string="Deposit").find_next("dd")).endswith("Paid") is has_paid
        paper = read(anna, reverse("orders:order-paper", args=[order.number]))
        line = table(paper)[0]
        assert (number(line["Pieces"]), number(line["Price per piece"])) == (pieces, price)
        assert number(line["Sum"]) + freight == total == facts(paper, "Total")["Total"]
        listed = read(anna, reverse("orders:order-list"))
        assert total in [number(words(tag)) for tag in listed.select(".number") if "¥" in tag.text]
