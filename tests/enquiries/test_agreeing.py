"""Test that an accepted quote becomes one order at exactly the quoted price, with deposit and balance."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from shop.enquiries import agreeing, asking, errors, quoting
from shop.enquiries.models import Quote
from shop.order.models import Order
from shop.payments.schedule import due_now, is_settled, work_may_begin
from tests.enquiries.conftest import ANNA, TERMS
from tests.personas import Prefecture, build_prefecture, in_days

TOTAL = 5000 * Decimal("71.33") + Decimal("860.05")


def test_the_order_is_what_was_quoted(quote: Quote, address: Any, prefecture: Prefecture) -> None:
    order = agreeing.accept(quote, address=address, by=prefecture.anna)
    line = order.lines.get()
    assert (line.quantity, line.unit_price_incl_tax) == (5000, Decimal("71.33"))
    assert (order.shipping_incl_tax, order.total_incl_tax) == (Decimal("860.05"), TOTAL)
    assert order.number.startswith("QS-")
    assert (order.user, order.enquiry.state, order.enquiry.buyer) == (prefecture.anna, "agreed", prefecture.anna)
    assert line.partner == prefecture.bases["straw"].partner


def test_deposit_and_balance_are_the_total_to_the_fen(quote: Quote, address: Any) -> None:
    order = agreeing.accept(quote, address=address, by=None)
    deposit, balance = order.instalments.all()
    assert (deposit.kind, deposit.amount) == ("deposit", Decimal("107253.02")), "30 % of 357,510.05 is 107,253.015"
    assert (balance.kind, deposit.amount + balance.amount) == ("balance", TOTAL)
    assert balance.due_on == quote.promise_on
    assert due_now(order) == deposit
    assert not work_may_begin(order)
    deposit.paid = deposit.amount
    deposit.save()
    assert work_may_begin(order)
    assert due_now(order) == balance
    assert not is_settled(order)


def test_what_will_be_made_is_not_taken_from_the_shelf(quote: Quote, address: Any, prefecture: Prefecture) -> None:
    agreeing.accept(quote, address=address, by=None)
    record = prefecture.products["basket"].stockrecords.get()
    assert not record.num_allocated


def test_accepting_twice_gives_one_order(quote: Quote, address: Any) -> None:
    assert agreeing.accept(quote, address=address, by=None) == agreeing.accept(quote, address=address, by=None)
    assert Order.objects.count() == 1


def test_a_guest_with_only_a_phone_can_accept(ask: Any, address: Any, prefecture: Prefecture) -> None:
    enquiry = ask(contact=asking.Contact("陈安娜", phone="+8613900000003"))
    quote = quoting.send(enquiry, TERMS._replace(deposit_share=Decimal(1)), by=prefecture.mei, key=uuid4())
    order = agreeing.accept(quote, address=address, by=None)
    assert order.user is None
    assert [(part.kind, part.amount) for part in order.instalments.all()] == [("full", TOTAL)]


def test_an_expired_quote_is_refused(ask: Any, address: Any, prefecture: Prefecture) -> None:
    enquiry = ask()
    sent = Quote(enquiry=enquiry, version=1, by=prefecture.mei, **TERMS._asdict())
    sent.valid_until_on = timezone.localdate() - timedelta(days=1)
    sent.save()
    with pytest.raises(errors.QuoteExpired):
        agreeing.accept(sent, address=address, by=None)
    assert not Order.objects.exists()


def test_a_replaced_or_declined_quote_is_refused(quote: Quote, address: Any, prefecture: Prefecture) -> None:
    quoting.send(quote.enquiry, TERMS, by=prefecture.mei, key=uuid4())
    with pytest.raises(errors.QuoteGone):
        agreeing.accept(quote, address=address, by=None)
    newest = quote.enquiry.quotes.get(version=2)
    agreeing.decline(newest)
    with pytest.raises(errors.QuoteGone):
        agreeing.accept(newest, address=address, by=None)
    assert newest.enquiry.state == "quoted"
    newest.enquiry.refresh_from_db()
    assert newest.enquiry.state == "new", "the talk goes on"


def test_nothing_can_be_offered_once_it_is_agreed(quote: Quote, address: Any, prefecture: Prefecture) -> None:
    agreeing.accept(quote, address=address, by=None)
    with pytest.raises(errors.Closed):
        quoting.send(quote.enquiry, TERMS, by=prefecture.mei, key=uuid4())
    with pytest.raises(errors.Closed):
        asking.withdraw(quote.enquiry)


@pytest.mark.django_db(transaction=True)
def test_many_accepting_at_once_make_one_order() -> None:
    world = build_prefecture()
    enquiry = asking.ask(
        product=world.products["basket"], pieces=500, wish_on=in_days(60), contact=ANNA, by=None, key=uuid4()
    )
    quote = quoting.send(enquiry, TERMS, by=world.mei, key=uuid4())

    def accept(_: int) -> int:
        try:
            return int(agreeing.accept(quote, address=None, by=None).pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        orders = set(pool.map(accept, range(6)))
    assert orders == set(Order.objects.values_list("pk", flat=True))
    assert len(orders) == 1


def test_what_is_no_longer_sold_is_not_ordered(quote: Quote, address: Any, prefecture: Prefecture) -> None:
    quote.enquiry.product.stockrecords.all().delete()
    with pytest.raises(errors.NotSold):
        agreeing.accept(quote, address=address, by=prefecture.anna)
    quote.refresh_from_db()
    assert (quote.state, Order.objects.count()) == ("sent", 0)
