"""Test that closing a period writes every payslip, loses nothing to rounding, and never asks money of a worker."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from dispatch.models import Earning, Payslip, Period
from dispatch.pay import ledger, settling
from dispatch.pay.errors import ClosedPeriod
from dispatch.pay.ledger import reconcile
from dispatch.work import inspecting
from shop.refusing import AlreadyDone, KeyReused, NotYours, WrongState
from tests.dispatch.lots import hand, judge, lot_at, made, tell
from tests.personas import Prefecture

COPIED = ("kind", "debit_id", "credit_id", "amount", "period_id", "note", "by_id", "at")


def open_period(world: Prefecture) -> Period:
    return Period.objects.get(base=world.bases["straw"], state=Period.State.OPEN)


def transfer(world: Prefecture, amount: str, kind: Earning.Kind = Earning.Kind.ADJUSTMENT) -> ledger.Transfer:
    """Return a transfer from the straw base to Xiuying, or back for a deduction."""
    sides = [ledger.wages_of(world.bases["straw"]), ledger.account_of(world.workers["xiuying"])]
    debit, credit = reversed(sides) if kind == Earning.Kind.DEDUCTION else sides
    return ledger.Transfer(kind=kind, debit=debit, credit=credit, amount=Decimal(amount), note="agreed", key=uuid4())


def post(world: Prefecture, amount: str, kind: Earning.Kind = Earning.Kind.ADJUSTMENT) -> Earning:
    return ledger.post([transfer(world, amount, kind)], base=world.bases["straw"], by=world.mei)[0]


def close(world: Prefecture) -> Payslip | None:
    """Close the open period and return Xiuying's payslip."""
    period = open_period(world)
    settling.close(period=period, by=world.mei)
    return Payslip.objects.filter(period=period, worker=world.workers["xiuying"]).first()


@pytest.fixture
def _long_ago(prefecture: Prefecture) -> None:
    """Move the straw base's open period to a month that passed long ago, so that several can be closed."""
    ledger.open_period(prefecture.bases["straw"], timezone.localdate() - timedelta(days=200))


def test_a_payslip_sums_the_period_by_kind(prefecture: Prefecture) -> None:
    made(prefecture, lot_at(prefecture, rates=("0.3575", "1")), "xiuying", 7)
    post(prefecture, "10")
    post(prefecture, "1.5", Earning.Kind.DEDUCTION)
    preview = settling.preview(open_period(prefecture))
    following = settling.close(period=open_period(prefecture), by=prefecture.mei)
    payslip = Payslip.objects.get()
    assert (payslip.pieces, payslip.exact, payslip.net) == (7, Decimal("11.0025"), Decimal("11.00"))
    assert {kind: Decimal(amount) for kind, amount in payslip.by_kind.items()} == {
        "acceptance": Decimal("2.5025"), "adjustment": Decimal(10), "deduction": Decimal("-1.5"),
    }  # fmt: skip
    assert (payslip.carried_out, preview.net) == (Decimal("0.0025"), Decimal("11.00"))
    assert following.begins_on == timezone.localdate() + timedelta(days=1)
    assert following.state == Period.State.OPEN


@pytest.mark.usefixtures("_long_ago")
def test_the_rest_is_carried_until_it_is_a_fen(prefecture: Prefecture) -> None:
    paid = []
    for _month in range(3):
        post(prefecture, "1.0040")
        payslip = close(prefecture)
        assert payslip
        paid.append(payslip.net)
    assert paid == [Decimal("1.00"), Decimal("1.00"), Decimal("1.01")]
    assert reconcile() == []


@pytest.mark.usefixtures("_long_ago")
def test_what_she_owes_is_carried_and_never_below_zero(prefecture: Prefecture) -> None:
    post(prefecture, "3", Earning.Kind.DEDUCTION)
    owing = close(prefecture)
    assert owing and (owing.net, owing.carried_out) == (0, Decimal("-3.0000"))
    post(prefecture, "5")
    payslip = close(prefecture)
    assert payslip and (payslip.net, payslip.carried_out) == (Decimal("4.00"), -2), "a fifth is kept back at most"


@pytest.mark.usefixtures("_long_ago")
def test_a_reversal_after_the_close_falls_into_the_next_period(prefecture: Prefecture) -> None:
    inspection = made(prefecture, lot_at(prefecture), "xiuying", 2)
    first = close(prefecture)
    inspecting.withdraw(inspection=inspection, why="miscounted", by=prefecture.lan)
    judge(prefecture, inspection.report, 1, rejected=1)
    second = close(prefecture)
    assert first and second
    assert (first.exact, second.exact, second.net) == (Decimal("41"), Decimal("-20.5"), 0)
    assert reconcile() == []


def test_nothing_is_posted_to_a_closed_period(prefecture: Prefecture) -> None:
    entry = post(prefecture, "1")
    period = open_period(prefecture)
    settling.close(period=period, by=prefecture.mei)
    with pytest.raises(IntegrityError, match="is closed"), transaction.atomic():
        Earning.objects.bulk_create([Earning(**row | {"key": uuid4()}) for row in Earning.objects.values(*COPIED)])
    with pytest.raises(ClosedPeriod):
        settling.close(period=period, by=prefecture.mei)
    assert post(prefecture, "1").period != entry.period


def test_closing_is_for_the_base_and_for_days_that_have_begun(prefecture: Prefecture) -> None:
    post(prefecture, "1")
    with pytest.raises(NotYours):
        settling.close(period=open_period(prefecture), by=prefecture.otto)
    following = settling.close(period=open_period(prefecture), by=prefecture.mei)
    with pytest.raises(WrongState):
        settling.close(period=following, by=prefecture.mei)


def test_the_preview_says_what_is_missing(prefecture: Prefecture) -> None:
    tell(prefecture, hand(prefecture, lot_at(prefecture), "xiuying", 5), 3)
    post(prefecture, "1")
    preview = settling.preview(open_period(prefecture))
    assert (preview.waiting_pieces, preview.waiting_amount) == (3, Decimal("61.5"))


def test_an_entry_is_reversed_at_most_once(prefecture: Prefecture) -> None:
    entry, key = post(prefecture, "7"), uuid4()
    undone = ledger.reverse(entry, by=prefecture.mei, key=key, note="wrong worker")
    assert ledger.reverse(entry, by=prefecture.mei, key=key, note="wrong worker") == undone
    with pytest.raises(AlreadyDone):
        ledger.reverse(entry, by=prefecture.mei, key=uuid4(), note="again")
    with pytest.raises(AlreadyDone):
        ledger.reverse(undone, by=prefecture.mei, key=uuid4(), note="back")
    assert ledger.balance(entry.credit) == 0


def test_a_repeated_posting_is_one(prefecture: Prefecture) -> None:
    once, base = transfer(prefecture, "7"), prefecture.bases["straw"]
    first = ledger.post([once], base=base, by=prefecture.mei)
    assert ledger.post([once, transfer(prefecture, "1")], base=base, by=prefecture.mei)[0] == first[0]
    other = ledger.Transfer(**vars(once) | {"amount": Decimal(8)})
    with pytest.raises(KeyReused):
        ledger.post([other], base=base, by=prefecture.mei)
    assert ledger.balance(once.credit) == 8


@pytest.mark.parametrize("statement", ["UPDATE dispatch_payslip SET net = net + 1", "DELETE FROM dispatch_payslip"])
def test_a_payslip_is_frozen(prefecture: Prefecture, statement: str) -> None:
    post(prefecture, "1")
    settling.close(period=open_period(prefecture), by=prefecture.mei)
    with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_she_sees_and_confirms_her_payslip(prefecture: Prefecture) -> None:
    post(prefecture, "1")
    settling.close(period=open_period(prefecture), by=prefecture.mei)
    payslip = Payslip.objects.get()
    with pytest.raises(NotYours):
        settling.confirm(payslip=payslip, by=prefecture.mei)
    assert settling.see(payslip=payslip, by=prefecture.xiuying).state == Payslip.State.SEEN
    confirmed = settling.confirm(payslip=payslip, by=prefecture.xiuying)
    assert (confirmed.state, confirmed.confirmed_by) == (Payslip.State.CONFIRMED, prefecture.xiuying)
