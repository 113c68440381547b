"""Test a binding offer: versions, its limits, and that it never changes once sent."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from catalog.models import Product
from shop.enquiries import asking, errors, quoting
from shop.enquiries.models import Enquiry, Quote
from shop.enquiries.promising import Promise
from tests.enquiries.conftest import TERMS, at_a_cost, costing
from tests.personas import Prefecture, in_days
from workshops.models import JournalEntry

Ask = Callable[..., Enquiry]


def test_a_new_version_replaces_the_one_before(quote: Quote, prefecture: Prefecture) -> None:
    better = quoting.send(quote.enquiry, TERMS._replace(unit_price=Decimal("69.90")), by=prefecture.mei, key=uuid4())
    quote.refresh_from_db()
    assert (quote.state, better.state, better.version) == ("replaced", "sent", 2)
    assert better.enquiry.state == "quoted"


def test_sending_twice_makes_one_version(ask: Ask, prefecture: Prefecture) -> None:
    enquiry, key = ask(), uuid4()
    assert quoting.send(enquiry, TERMS, by=prefecture.mei, key=key) == quoting.send(
        enquiry, TERMS, by=prefecture.mei, key=key
    )
    assert enquiry.quotes.count() == 1
    with pytest.raises(errors.KeyReused):
        quoting.send(enquiry, TERMS._replace(pieces=4000), by=prefecture.mei, key=key)


@pytest.mark.parametrize(
    "change",
    ["unit_price = 1", "pieces = 1", "promise_on = promise_on + 30", "words = 'x'", "deposit_share = 1", "freight = 0"],
)
def test_the_database_keeps_a_sent_quote_as_it_is(quote: Quote, change: str) -> None:
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE enquiries_quote SET {change} WHERE id = %s", [quote.pk])  # noqa: S608 our own words
    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM enquiries_quote WHERE id = %s", [quote.pk])


def test_the_database_lets_a_quote_be_answered_once(quote: Quote) -> None:
    Quote.objects.filter(pk=quote.pk).update(state="declined")
    with pytest.raises(DatabaseError, match="Invalid transition"), transaction.atomic():
        Quote.objects.filter(pk=quote.pk).update(state="accepted")


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"pieces": 0}, errors.WrongPieces),
        ({"pieces": 10_000_001}, errors.WrongPieces),
        ({"unit_price": Decimal(0)}, errors.WrongPrice),
        ({"unit_price": Decimal("1.005")}, errors.WrongPrice),
        ({"freight": Decimal("-0.01")}, errors.WrongFreight),
        ({"deposit_share": Decimal("0.04")}, errors.WrongShare),
        ({"deposit_share": Decimal("1.01")}, errors.WrongShare),
        ({"promise_on": in_days(0)}, errors.WrongPromise),
        ({"valid_until_on": in_days(-1)}, errors.WrongValidity),
        ({"promise_on": in_days(9), "valid_until_on": in_days(9)}, errors.ValidTooLong),
        ({"pieces": 10_000_000, "unit_price": Decimal(1000)}, errors.TotalTooHigh),
    ],
)
def test_terms_that_cannot_be_offered_are_refused(
    ask: Ask, prefecture: Prefecture, change: dict[str, Any], refusal: type[errors.Refused]
) -> None:
    enquiry = ask()
    with pytest.raises(refusal):
        quoting.send(enquiry, TERMS._replace(**change), by=prefecture.mei, key=uuid4())
    assert not enquiry.quotes.exists()


def test_no_offer_for_what_the_buyer_no_longer_wants(ask: Ask, prefecture: Prefecture) -> None:
    enquiry = asking.withdraw(ask())
    with pytest.raises(errors.Closed):
        quoting.send(enquiry, TERMS, by=prefecture.mei, key=uuid4())


def test_the_base_declines_with_a_reason(quote: Quote, prefecture: Prefecture) -> None:
    with pytest.raises(errors.NothingSaid):
        quoting.decline(quote.enquiry, words="", by=prefecture.mei, key=uuid4())
    declined = quoting.decline(quote.enquiry, words="麦草不够。", by=prefecture.mei, key=uuid4())
    quote.refresh_from_db()
    assert (declined.state, quote.state) == ("declined", "replaced")


def test_hints_give_the_posted_price_and_the_price_that_leaves_the_margin(
    ask: Ask, network: Callable[..., None]
) -> None:
    def answer(product: Product, pieces: int, wish_on: date | None, **how: Any) -> Promise:
        return Promise(True, in_days(35), in_days(40), 2, costing("45.00", pieces))

    network(answer)
    hints = quoting.hints(ask(), 5000, in_days(60))
    assert (hints.tier_price, hints.margin_price) == (Decimal("76.00"), Decimal("60.00")), "25 % of 60 is the margin"


def test_a_price_below_cost_needs_a_reason_that_stays_with_the_quote(
    ask: Ask, prefecture: Prefecture, network: Callable[..., None]
) -> None:
    network(at_a_cost("80.005"))
    enquiry, key = ask(), uuid4()
    for why in ("", "  "):
        with pytest.raises(errors.BelowCost, match=r"80\.01"):
            quoting.send(enquiry, TERMS._replace(below_cost_because=why), by=prefecture.mei, key=key)
    assert not enquiry.quotes.exists() and not JournalEntry.objects.exists()
    quote = quoting.send(enquiry, TERMS._replace(below_cost_because="打样单"), by=prefecture.mei, key=key)
    quote.refresh_from_db()
    assert (quote.cost_per_piece, quote.below_cost_because, quote.is_below_cost) == (Decimal("80.01"), "打样单", True)
    assert quote.built_up == costing("80.005", 5000) and quote.left is not None
    assert quote.left.total == TERMS.pieces * TERMS.unit_price - Decimal("400025.00")
    entry = JournalEntry.objects.get(verb="quoting.send")
    assert (entry.by, entry.base, entry.data["below_cost_because"]) == (prefecture.mei, enquiry.base, "打样单")
    assert (entry.data["unit_price"], entry.data["cost_per_piece"]) == ("71.33", "80.01")


def test_the_database_wants_a_reason_below_cost(quote: Quote) -> None:
    with pytest.raises(DatabaseError, match="quote_below_cost_says_why"), transaction.atomic():
        Quote.objects.create(
            enquiry=quote.enquiry, by=quote.by, version=2, state="replaced", cost_per_piece=Decimal("71.34"),
            key=uuid4(), **TERMS._replace(below_cost_because=" ")._asdict(),
        )  # fmt: skip


def test_the_cost_of_a_sent_quote_stays_as_it_was(
    ask: Ask, prefecture: Prefecture, network: Callable[..., None]
) -> None:
    network(at_a_cost("45.00"))
    quote = quoting.send(ask(), TERMS, by=prefecture.mei, key=uuid4())
    for change in ("cost_per_piece = 1", "cost = 'null'", "below_cost_because = 'x'"):
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE enquiries_quote SET {change} WHERE id = %s", [quote.pk])  # noqa: S608 our own words


@pytest.mark.parametrize(
    ("cost", "price"), [("45.00", "76.00"), ("76.00", "76.00"), ("76.001", "76.01"), ("90.114", "90.12")]
)
def test_the_proposed_price_is_never_below_the_cost(
    ask: Ask, network: Callable[..., None], cost: str, price: str
) -> None:
    """The posted price for 5,000 is 76."""
    network(at_a_cost(cost))
    assert quoting.hints(ask(), 5000, in_days(60)).price == Decimal(price)
