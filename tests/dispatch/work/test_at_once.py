"""Test two people at the same moment, on real connections: pieces and money are counted once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import partial
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.models import Sum

from dispatch.models import (
    Assignment,
    Deduction,
    Earning,
    Inspection,
    Lot,
    Payout,
    PayoutBatch,
    Payslip,
    Period,
    WorkReport,
)
from dispatch.pay import deducting, ledger, paying, settling
from dispatch.pay.errors import DeductionTooHigh
from dispatch.pay.ledger import reconcile
from dispatch.work import due_days, handing, inspecting, shortening, stopping
from dispatch.work.errors import DayChanged
from shop.refusing import AlreadyDone, Refused, TooMany, WrongState
from tests.dispatch.lots import hand, judge, lot_at, made, tell
from tests.personas import Prefecture, build_prefecture, in_days

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Do all deeds at the same moment, each on its own connection, and return their results or refusals."""
    start = Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> Any:
        try:
            start.wait(timeout=10)
            return deed()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


@pytest.fixture
def world(transactional_db: None) -> Prefecture:
    """Return the small prefecture, visible to every connection."""
    return build_prefecture()


def test_two_hand_out_the_last_pieces(world: Prefecture) -> None:
    operation = lot_at(world, pieces=5).operations.first()

    def give(worker: str) -> Any:
        return handing.hand_out(operation, worker=world.workers[worker], pieces=5, by=world.lan, key=uuid4())

    results = at_once(lambda: give("xiuying"), lambda: give("guilan"))
    assert sorted(type(result) for result in results if isinstance(result, TooMany)) == [TooMany]
    assert Assignment.objects.get().pieces == 5


def test_one_hand_out_sent_four_times_is_one(world: Prefecture) -> None:
    lot, key = lot_at(world, pieces=20), uuid4()
    results = at_once(*[lambda: hand(world, lot, "xiuying", 5, key=key)] * 4)
    assert {result.pk for result in results} == {Assignment.objects.get().pk}


def test_two_inspect_the_same_report(world: Prefecture) -> None:
    report = tell(world, hand(world, lot_at(world), "xiuying", 4), 4)

    def look(accepted: int) -> Any:
        verdict = inspecting.Verdict(accepted, rejected=4 - accepted, reason="size")
        return inspecting.inspect(report, verdict=verdict, by=world.lan, key=uuid4())

    results = at_once(lambda: look(4), lambda: look(3))
    assert sum(isinstance(result, AlreadyDone) for result in results) == 1
    assert Earning.objects.filter(kind=Earning.Kind.ACCEPTANCE).get().pieces == Inspection.objects.get().accepted
    assert reconcile() == []


def test_nothing_falls_between_two_periods(world: Prefecture) -> None:
    lot = lot_at(world, pieces=40)
    made(world, lot, "xiuying", 1)
    reports = [tell(world, hand(world, lot, "xiuying", 1), 1) for _piece in range(6)]
    period = Period.objects.get()

    def look(report: Any) -> Any:
        return lambda: judge(world, report, 1)

    results = at_once(*[look(report) for report in reports], lambda: settling.close(period, by=world.mei))
    assert not [result for result in results if isinstance(result, Refused)]
    closed = Payslip.objects.get().exact
    later = ledger.statement(world.workers["xiuying"]).exclude(period=period).aggregate(sum=Sum("signed"))["sum"]
    assert closed + (later or 0) == 7 * Decimal("20.5")
    assert reconcile() == []


def test_two_close_the_same_period(world: Prefecture) -> None:
    made(world, lot_at(world), "xiuying", 1)
    period = Period.objects.get()
    results = at_once(*[lambda: settling.close(period, by=world.mei)] * 2)
    assert sum(isinstance(result, Refused) for result in results) == 1
    assert (Payslip.objects.count(), Period.objects.count()) == (1, 2)


def test_two_pay_the_same_payslips(world: Prefecture) -> None:
    made(world, lot_at(world), "xiuying", 1)
    period = Period.objects.get()
    settling.close(period, by=world.mei)
    period.refresh_from_db()
    results = at_once(
        lambda: paying.prepare(period, way=PayoutBatch.Way.BANK, by=world.mei),
        lambda: paying.prepare(period, way=PayoutBatch.Way.CASH, by=world.hong),
    )
    assert sum(isinstance(result, AlreadyDone) for result in results) == 1
    assert Payout.objects.count() == 1


def test_one_entry_is_reversed_once(world: Prefecture) -> None:
    made(world, lot_at(world), "xiuying", 1)
    entry = Earning.objects.get(kind=Earning.Kind.ACCEPTANCE)
    results = at_once(*[lambda: ledger.reverse(entry, by=world.mei, key=uuid4(), note="twice")] * 3)
    assert sum(isinstance(result, AlreadyDone) for result in results) == 2
    assert ledger.balance(entry.credit) == 0


def test_every_consistent_read_sums_to_the_same_total(world: Prefecture) -> None:
    """Run the bank test: while three post and reverse, two read all accounts in one snapshot each, again and again."""
    base = world.bases["straw"]
    wages, hers = ledger.wages_of(base), [ledger.account_of(worker) for worker in world.workers.values()]
    done: list[int] = []

    def post(number: int) -> None:
        for step in range(30):
            wish = ledger.Transfer(
                kind=Earning.Kind.ADJUSTMENT, debit=wages, credit=hers[(number + step) % len(hers)], key=uuid4(),
                amount=Decimal("1.3337"), note="agreed",
            )  # fmt: skip
            entry = ledger.post([wish], base=base, by=world.mei)[0]
            if step % 5 == number:
                ledger.reverse(entry, by=world.mei, key=uuid4(), note="wrong")
        done.append(number)

    def read() -> set[Decimal]:
        sums = set()
        while len(done) < 3:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                sums.add(sum((ledger.balance(account) for account in [wages, *hers]), Decimal(0)))
        return sums

    *_posted, first, second = at_once(*[partial(post, number) for number in range(3)], read, read)
    assert first == second == {Decimal(0)}
    assert ledger.balance(wages) == -(3 * 30 - 3 * 6) * Decimal("1.3337")
    assert reconcile() == []


def test_two_deductions_at_once_stay_within_the_limit_together(world: Prefecture) -> None:
    """Of 300.00 at most 60.00 are kept back: one of two that fit alone is refused. One approved twice is taken once."""
    made(world, lot_at(world, pieces=10, rates=("30", "7.5")), "xiuying", 10)
    first, second = (
        deducting.propose(
            world.bases["straw"], worker=world.workers["xiuying"], why=Deduction.Why.RENT, amount=Decimal(40),
            words="the press", by=world.mei, key=uuid4(),
        )
        for _each in range(2)
    )  # fmt: skip
    results = at_once(
        lambda: deducting.approve(first, by=world.hong), lambda: deducting.approve(second, by=world.hong),
        lambda: deducting.approve(first, by=world.root),
    )  # fmt: skip
    assert sum(isinstance(result, Deduction) for result in results) == 1
    refusals = {type(result) for result in results if isinstance(result, Refused)}
    assert refusals <= {AlreadyDone, DeductionTooHigh}
    assert Earning.objects.filter(kind=Earning.Kind.DEDUCTION).get().amount == 40
    assert reconcile() == []


def test_a_stop_and_a_hand_out_at_once(world: Prefecture) -> None:
    """Whoever is first, no pieces are in hands of a lot that was recalled or stopped without them."""
    for _round in range(3):
        lot = lot_at(world, pieces=20)
        given, stopped = at_once(
            lambda lot=lot: hand(world, lot, "xiuying", 5),
            lambda lot=lot: stopping.stop(lot.work_order, reason="no straw", by=world.mei),
        )
        lot.refresh_from_db()
        lot.work_order.refresh_from_db()
        assert stopped.state == "stopped"
        if isinstance(given, WrongState):
            assert (lot.state, lot.work_order.cancelled) == ("recalled", 20)
        else:
            assert (lot.state, lot.unmade, lot.work_order.cancelled) == ("stopping", 15, 15)


def test_the_rest_is_taken_back_while_pieces_are_handed_out(world: Prefecture) -> None:
    lot = lot_at(world, pieces=20)
    hand(world, lot, "guilan", 4)
    given, taken = at_once(
        lambda: hand(world, lot, "xiuying", 10),
        lambda: shortening.take_back(lot, pieces=16, reason="late", by=world.mei),
    )
    assert sorted([type(given), type(taken)], key=str) in ([Assignment, TooMany], [Lot, TooMany])
    lot.refresh_from_db()
    assert lot.pieces == (4 if isinstance(given, TooMany) else 20)


def test_a_lot_is_cut_short_while_its_last_pieces_are_inspected(world: Prefecture) -> None:
    lot = lot_at(world, pieces=10)
    made(world, lot, "xiuying", 6)
    told = tell(world, hand(world, lot, "guilan", 6, step=2), 6)
    results = at_once(
        lambda: judge(world, told, 6), lambda: shortening.take_back(lot, pieces=4, reason="late", by=world.mei)
    )
    assert not [result for result in results if isinstance(result, Refused)]
    lot.refresh_from_db()
    assert (lot.state, lot.pieces, lot.work_order.unplaced) == ("finished", 6, 4)


def test_two_reports_and_a_stop_at_once_leave_no_piece_uncounted(world: Prefecture) -> None:
    lot = lot_at(world, pieces=10)
    hers, other = hand(world, lot, "xiuying", 4), hand(world, lot, "guilan", 5)
    at_once(
        lambda: tell(world, hers, 4),
        lambda: tell(world, other, 5),
        lambda: stopping.stop_lot(lot, reason="flood", by=world.mei),
    )
    reports = list(WorkReport.objects.order_by("pk"))
    at_once(*[lambda report=report: judge(world, report, report.pieces) for report in reports])
    lot.refresh_from_db()
    assert (lot.state, lot.unmade, lot.work_order.unplaced) == ("stopped", 10, 10)
    assert reconcile() == []


def test_one_day_is_agreed_or_declined_once(world: Prefecture) -> None:
    lot = lot_at(world, pieces=10)
    due_days.propose(lot, day=in_days(30), reason="harvest", as_base=False, by=world.lan)
    results = at_once(
        lambda: due_days.agree(lot, day=in_days(30), by=world.mei),
        lambda: due_days.decline(lot, day=in_days(30), by=world.hong),
    )
    assert sum(isinstance(result, DayChanged) for result in results) == 1
