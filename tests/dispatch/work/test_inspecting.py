"""Test that each accepted piece is paid once at the lot's rate, counts add up, and corrections leave a trace."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from dispatch.models import Earning, Inspection, Lot, Period, WorkReport
from dispatch.pay import disputing, ledger, settling
from dispatch.pay.ledger import reconcile
from dispatch.rates import rating
from dispatch.work import inspecting, reporting
from dispatch.work.errors import GoneOn, MadeGood, OwnWork
from dispatch.work.inspecting import Verdict
from shop.refusing import (
    AlreadyDone,
    KeyReused,
    NothingChanged,
    NotYours,
    ReasonMissing,
    Refused,
    TooMany,
    WrongCount,
    WrongState,
)
from tests.dispatch.lots import hand, judge, lot_at, made, tell
from tests.personas import Prefecture, in_days
from workshops import households


@pytest.fixture
def report(prefecture: Prefecture) -> WorkReport:
    """Xiuying has reported 5 of 10 pieces."""
    return tell(prefecture, hand(prefecture, lot_at(prefecture, rates=("0.3575", "1")), "xiuying", 10), 5)


def earned(world: Prefecture, worker: str = "xiuying") -> Decimal:
    return ledger.balance(ledger.account_of(world.workers[worker]))


def test_accepted_pieces_earn_the_rate_of_the_lot(prefecture: Prefecture, report: WorkReport) -> None:
    operation = report.assignment.lot_operation.operation
    dearer = rating.propose(operation, rate=Decimal("99"), from_on=in_days(0), by=prefecture.mei)
    rating.approve(dearer, by=prefecture.hong)
    judge(prefecture, report, 3, rework=1, rejected=1)
    assert earned(prefecture) == Decimal("1.0725")
    assert ledger.balance(ledger.margin_of(prefecture.stations["liuzhuang"])) == Decimal("0.0858")
    assert ledger.balance(ledger.wages_of(prefecture.bases["straw"])) == Decimal("-1.1583")
    report.assignment.refresh_from_db()
    assert (report.assignment.accepted, report.assignment.rejected, report.assignment.out) == (3, 1, 6)
    assert reconcile() == []


def test_the_parts_must_be_the_whole(prefecture: Prefecture, report: WorkReport) -> None:
    for parts in [(4, 0, 0), (5, 1, 0), (6, -1, 0)]:
        with pytest.raises(WrongCount):
            judge(prefecture, report, *parts)
    with pytest.raises(ReasonMissing):
        inspecting.inspect(report, verdict=Verdict(4, rework=1), by=prefecture.lan, key=uuid4())
    assert not Inspection.objects.exists()


def test_inspected_twice_is_inspected_once(prefecture: Prefecture, report: WorkReport) -> None:
    key = uuid4()
    first = judge(prefecture, report, 5, key=key)
    assert judge(prefecture, report, 5, key=key) == first
    with pytest.raises(KeyReused):
        judge(prefecture, report, 4, 1, key=key)
    with pytest.raises(AlreadyDone):
        judge(prefecture, report, 5)
    assert earned(prefecture) == Decimal("1.7875")


def test_the_lot_is_finished_with_its_last_piece(prefecture: Prefecture) -> None:
    lot = lot_at(prefecture, pieces=4)
    made(prefecture, lot, "xiuying", 4)
    made(prefecture, lot, "guilan", 3, step=2)
    lot.refresh_from_db()
    assert lot.state == Lot.State.IN_WORK
    made(prefecture, lot, "guilan", 1, step=2)
    lot.refresh_from_db()
    assert lot.state == Lot.State.FINISHED
    assert lot.finished_at


def test_rework_is_reported_and_paid_when_it_is_good(prefecture: Prefecture, report: WorkReport) -> None:
    judge(prefecture, report, 3, rework=2)
    judge(prefecture, tell(prefecture, report.assignment, 2), 2)
    assert earned(prefecture) == 5 * Decimal("0.3575")


def test_a_wrong_inspection_is_withdrawn_and_made_anew(prefecture: Prefecture, report: WorkReport) -> None:
    wrong = judge(prefecture, report, 1, rejected=4)
    inspecting.withdraw(inspection=wrong, why="miscounted", by=prefecture.lan)
    assert earned(prefecture) == 0
    assert list(WorkReport.objects.waiting()) == [report]
    judge(prefecture, report, 5)
    assert earned(prefecture) == Decimal("1.7875")
    assert Earning.objects.filter(kind=Earning.Kind.REVERSAL).count() == 2
    assert reconcile() == []
    with pytest.raises(AlreadyDone):
        inspecting.withdraw(inspection=wrong, why="again", by=prefecture.lan)


def test_a_correction_is_one_act(prefecture: Prefecture, report: WorkReport) -> None:
    wrong, key = judge(prefecture, report, 1, rejected=4), uuid4()
    right, why = Verdict(accepted=4, rework=1, reason="loose"), "counted the wrong heap"
    for _attempt in range(2):
        made = inspecting.correct(wrong, verdict=right, why=why, by=prefecture.lan, key=key)
    assert earned(prefecture) == 4 * Decimal("0.3575")
    assert list(report.inspections.standing()) == [made] and not WorkReport.objects.waiting().exists()
    reversals = Earning.objects.filter(kind=Earning.Kind.REVERSAL)
    assert {entry.note for entry in reversals} == {"counted the wrong heap"} and reversals.count() == 2
    report.assignment.refresh_from_db()
    assert (report.assignment.accepted, report.assignment.rejected, report.assignment.out) == (4, 0, 6)
    assert reconcile() == []


def test_an_impossible_correction_changes_nothing(prefecture: Prefecture, report: WorkReport) -> None:
    wrong = judge(prefecture, report, 5)

    def correct(**more: Any) -> None:
        how = {"verdict": Verdict(4, rejected=1, reason="size"), "why": "miscounted", "by": prefecture.lan} | more
        inspecting.correct(wrong, key=uuid4(), **how)

    refusals: list[tuple[type[Refused], dict[str, Any]]] = [
        (ReasonMissing, {"why": " "}), (ReasonMissing, {"verdict": Verdict(4, rejected=1)}),
        (WrongCount, {"verdict": Verdict(4, rejected=2, reason="size")}),
        (NotYours, {"by": prefecture.fen}), (NothingChanged, {"verdict": Verdict(5)}),
    ]  # fmt: skip
    for refusal, more in refusals:
        with pytest.raises(refusal):
            correct(**more)
    Lot.objects.update(received=1)
    with pytest.raises(WrongState):
        correct()
    assert earned(prefecture) == 5 * Decimal("0.3575") and not Earning.objects.filter(kind="reversal").exists()


def test_what_a_dispute_brought_her_stays_hers(prefecture: Prefecture, report: WorkReport) -> None:
    wrong, how = judge(prefecture, report, 1, rejected=4), {"why": "miscounted", "by": prefecture.lan}
    dispute = disputing.contest_inspection(wrong, words="four are good", by=prefecture.xiuying)
    disputing.answer(dispute, is_right=True, by=prefecture.mei)
    for accepted in (1, 4):
        verdict = Verdict(accepted, rejected=5 - accepted, reason="loose", note="too loose")
        with pytest.raises(MadeGood):
            inspecting.correct(wrong, verdict=verdict, **how, key=uuid4())
    with pytest.raises(MadeGood):
        inspecting.withdraw(wrong, **how)
    assert earned(prefecture) == 5 * Decimal("0.3575")
    inspecting.correct(wrong, verdict=Verdict(5), **how, key=uuid4())
    assert earned(prefecture) == 5 * Decimal("0.3575") and reconcile() == []


def test_a_correction_moves_only_the_difference(prefecture: Prefecture) -> None:
    lot = lot_at(prefecture, pieces=4)
    wrong, how = made(prefecture, lot, "xiuying", 4), {"why": "miscounted", "by": prefecture.lan}
    made(prefecture, lot, "guilan", 3, step=2)
    with pytest.raises(GoneOn, match="1"):
        inspecting.correct(wrong, verdict=Verdict(2, rework=2, reason="size"), **how, key=uuid4())
    inspecting.correct(wrong, verdict=Verdict(3, rework=1, reason="size"), **how, key=uuid4())
    assert wrong.report.assignment.lot_operation.assignments.get().out == 1
    assert reconcile() == []


def test_a_correction_of_surplus_pieces_that_a_household_shares(prefecture: Prefecture) -> None:
    hers = {prefecture.workers["xiuying"]: 2, prefecture.workers["guilan"]: 1}
    file = households.register(prefecture.stations["liuzhuang"], head="李大山", by=prefecture.lan, members=list(hers))
    households.agree_parts(file, hers, by=prefecture.lan)
    lot, rate, right = lot_at(prefecture, rates=("0.36", "1")), Decimal("0.36"), {"why": "no", "by": prefecture.lan}
    Lot.objects.filter(pk=lot.pk).update(tolerance=Decimal("0.2"))
    lot.refresh_from_db()
    inspection = judge(prefecture, tell(prefecture, hand(prefecture, lot, "xiuying", 10), 11), 4, rejected=7)
    settling.close(Period.objects.get(), by=prefecture.mei)
    for accepted, rejected in ((11, 0), (3, 8), (9, 2)):
        verdict = Verdict(accepted, rejected=rejected, reason="size")
        inspection = inspecting.correct(inspection, verdict=verdict, **right, key=uuid4())
        assert (earned(prefecture), earned(prefecture, "guilan")) == (accepted * rate * 2 / 3, accepted * rate / 3)
        assert reconcile() == []
    hand(prefecture, lot, "guilan", 1)  # made again
    with pytest.raises(GoneOn, match="1"):
        inspecting.correct(inspection, verdict=Verdict(11), **right, key=uuid4())


def test_a_lot_is_in_work_again_when_a_correction_takes_a_piece(prefecture: Prefecture) -> None:
    lot = lot_at(prefecture, pieces=4)
    made(prefecture, lot, "xiuying", 4)
    wrong, right = made(prefecture, lot, "guilan", 4, step=2), {"why": "miscounted", "by": prefecture.lan}
    fewer = inspecting.correct(wrong, verdict=Verdict(3, rejected=1, reason="size"), key=uuid4(), **right)
    lot.refresh_from_db()
    assert (lot.state, lot.finished_at) == (Lot.State.IN_WORK, None)
    inspecting.correct(fewer, verdict=Verdict(4), key=uuid4(), **right)
    lot.refresh_from_db()
    assert lot.state == Lot.State.FINISHED


def test_pieces_that_went_on_cannot_be_taken_back(prefecture: Prefecture) -> None:
    lot = lot_at(prefecture, pieces=4)
    inspection = made(prefecture, lot, "xiuying", 4)
    hand(prefecture, lot, "guilan", 1, step=2)
    with pytest.raises(TooMany):
        inspecting.withdraw(inspection=inspection, why="miscounted", by=prefecture.lan)
    assert inspection.earnings.count() == 2


def test_nobody_inspects_her_own_pieces(prefecture: Prefecture, report: WorkReport) -> None:
    prefecture.workers["xiuying"].user = prefecture.lan
    prefecture.workers["xiuying"].save()
    with pytest.raises(OwnWork):
        judge(prefecture, report, 5)


def test_another_lead_may_not_inspect(prefecture: Prefecture, report: WorkReport) -> None:
    with pytest.raises(NotYours):
        inspecting.inspect(report, verdict=Verdict(5), by=prefecture.fen, key=uuid4())
    with pytest.raises(NotYours):
        reporting.report(assignment=report.assignment, pieces=1, by=prefecture.fen, key=uuid4(), done_on=report.done_on)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE dispatch_earning SET amount = 1000",
        "DELETE FROM dispatch_earning",
        "UPDATE dispatch_inspection SET accepted = 4, rejected = 1, reason = 'size'",
        "DELETE FROM dispatch_inspection",
        "UPDATE dispatch_workreport SET pieces = 50",
        "UPDATE dispatch_lotoperation SET rate = 1000",
        "UPDATE dispatch_assignment SET accepted = 11",
        "DELETE FROM dispatch_journalentry",
    ],
)
def test_the_database_refuses_a_direct_edit(prefecture: Prefecture, report: WorkReport, statement: str) -> None:
    judge(prefecture, report, 5)
    with (
        pytest.raises(DatabaseError, match=r"Cannot|no_more_back"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_database_refuses_an_inspection_that_does_not_add_up(prefecture: Prefecture, report: WorkReport) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Inspection.objects.create(report=report, accepted=6, by=prefecture.lan, at=report.at, key=uuid4())
