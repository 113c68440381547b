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
from oscar.apps.order.models import ShippingEventQuantity

from dispatch.models import (
    Assignment,
    Deduction,
    Dispute,
    Earning,
    Inspection,
    Payout,
    PayoutBatch,
    Payslip,
    Period,
    WorkOrder,
)
from dispatch.pay import deducting, disputing, ledger, paying, settling
from dispatch.pay.errors import DeductionTooHigh
from dispatch.pay.ledger import reconcile
from dispatch.work import handing, inspecting, shipping
from shop.refusing import AlreadyDone, Refused, TooMany
from tests.dispatch.lots import hand, judge, lot_at, made, tell
from tests.dispatch.ordering import work_order
from tests.dispatch.sending import by_post
from tests.personas import Prefecture, build_prefecture

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
        lambda: deducting.approve(first, by=world.hong),
    )  # fmt: skip
    assert sum(isinstance(result, Deduction) for result in results) == 1
    refusals = {type(result) for result in results if isinstance(result, Refused)}
    assert refusals <= {AlreadyDone, DeductionTooHigh}
    assert Earning.objects.filter(kind=Earning.Kind.DEDUCTION).get().amount == 40
    assert reconcile() == []


def test_two_send_the_last_pieces(world: Prefecture) -> None:
    order = work_order(world, pieces=20)
    WorkOrder.objects.update(received=15)

    def send(by: str) -> Any:
        pieces = {order.line_id: 10}
        return shipping.ship(order.line.order, pieces=pieces, consignment=by_post(), by=world.people[by], key=uuid4())

    results = at_once(lambda: send("mei"), lambda: send("hong"))
    assert sorted(type(result).__name__ for result in results) == ["Shipment", "TooManyOfLine"]
    assert ShippingEventQuantity.objects.aggregate(sent=Sum("quantity"))["sent"] == 10


def test_a_dispute_is_answered_once_by_two_at_once(world: Prefecture) -> None:
    """Two managers say yes and no, a third hand agrees to another sum: one answer stands, and money moves once."""
    inspection = judge(world, tell(world, hand(world, lot_at(world), "xiuying", 5), 5), 1, rejected=4)
    dispute = disputing.contest_inspection(inspection, reason="good", by=world.xiuying)
    disputing.propose_sum(dispute, amount=Decimal(10), words="half", by=world.mei)
    results = at_once(
        lambda: disputing.answer_by_sum(dispute, by=world.hong),
        lambda: disputing.answer(dispute, is_right=True, by=world.mei),
        lambda: disputing.answer(dispute, is_right=False, words="no", by=world.hong),
        lambda: disputing.withdraw(dispute, by=world.xiuying),
    )
    assert sum(isinstance(result, Dispute) for result in results) == 1
    adjustments = Earning.objects.filter(kind=Earning.Kind.ADJUSTMENT)
    dispute.refresh_from_db()
    assert adjustments.count() == (1 if dispute.state == "upheld" else 0)
    assert reconcile() == []


def test_a_confirmation_is_taken_back_once(world: Prefecture) -> None:
    made(world, lot_at(world), "guilan", 2)
    period = Period.objects.get()
    settling.close(period, by=world.mei)
    period.refresh_from_db()
    batch = paying.prepare(period, way=PayoutBatch.Way.CASH, by=world.mei)
    payout = paying.release(batch, by=world.hong).payouts.get()
    paying.confirm(payout, by=world.lan)
    results = at_once(*[lambda: paying.take_back(payout, by=None) for _press in range(2)])
    assert sum(isinstance(result, Payout) for result in results) == 1
    payout.refresh_from_db()
    assert payout.state == Payout.State.RELEASED
