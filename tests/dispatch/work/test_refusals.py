"""Test that refused deeds on lots and pieces name the rule against them, with its numbers, and change nothing."""

from decimal import Decimal
from uuid import uuid4

import pytest

from dispatch.models import Assignment, Lot, Operation, WorkReport
from dispatch.rates import rating, tech_sheets
from dispatch.rates.errors import NotOfThisSheet, TooFewSamples
from dispatch.work import handing, inspecting, issuing, reporting, supplying, surplus
from dispatch.work.errors import GoneOn, NoSurplus, TooFewForThat
from shop.refusing import AlreadyDone, NotYours, ReasonMissing, WrongCount, WrongState
from tests.dispatch.acting import tolerant_lot
from tests.dispatch.lots import counted, hand, judge, lot_at, tell
from tests.personas import Prefecture, in_days
from workshops.models import MinimumWage


def test_no_more_surplus_than_the_lot_takes(prefecture: Prefecture) -> None:
    held = hand(prefecture, tolerant_lot(prefecture, pieces=10, share="0.300"), "xiuying", 5)
    with pytest.raises(NoSurplus) as refusal:
        tell(prefecture, held, 9)
    assert (refusal.value.held, refusal.value.surplus, refusal.value.most) == (5, 3, 8)
    assert tell(prefecture, held, 8).pieces == 8


def test_surplus_that_is_taken_stays_allowed(prefecture: Prefecture) -> None:
    lot = tolerant_lot(prefecture, pieces=10, share="0.300")
    tell(prefecture, hand(prefecture, lot, "xiuying", 5), 7)
    with pytest.raises(TooFewForThat) as refusal:
        surplus.allow_for_lot(lot, tolerance=Decimal("0.100"), by=prefecture.mei)
    assert refusal.value.taken == 2
    assert surplus.allow_for_lot(lot, tolerance=Decimal("0.200"), by=prefecture.mei).tolerance == Decimal("0.200")


@pytest.mark.parametrize("state", [Lot.State.FINISHED, Lot.State.RECEIVED, Lot.State.RECALLED])
def test_the_tolerance_of_a_lot_that_is_done_stays(prefecture: Prefecture, state: Lot.State) -> None:
    lot = lot_at(prefecture, state=state)
    with pytest.raises(WrongState) as refusal:
        surplus.allow_for_lot(lot, tolerance=Decimal("0.100"), by=prefecture.mei)
    assert str(lot.get_state_display()) in str(refusal.value)


def test_a_report_is_taken_back_once_with_a_reason_and_before_anyone_inspects_it(prefecture: Prefecture) -> None:
    held = hand(prefecture, lot_at(prefecture), "xiuying", 8)
    wrong, inspected = tell(prefecture, held, 3), tell(prefecture, held, 5)
    judge(prefecture, inspected, 5)
    with pytest.raises(ReasonMissing):
        reporting.withdraw(wrong, why="  ", by=prefecture.lan)
    reporting.withdraw(wrong, why="miscounted", by=prefecture.lan)
    for report in (wrong, inspected):
        with pytest.raises(AlreadyDone):
            reporting.withdraw(report, why="miscounted", by=prefecture.lan)
    assert (Assignment.objects.get().out, WorkReport.objects.filter(withdrawn_at=None).count()) == (3, 1)


def test_materials_are_booked_in_where_the_lot_was_accepted(prefecture: Prefecture) -> None:
    lot = lot_at(prefecture, state=Lot.State.ISSUED)
    line = lot.materials.get()
    with pytest.raises(WrongState) as refusal:
        supplying.book_in(lot, quantities={line.pk: Decimal(1)}, by=prefecture.lan, key=uuid4())
    assert str(lot.get_state_display()) in str(refusal.value)
    line.refresh_from_db()
    assert line.booked_in == 0


def test_a_lot_of_which_someone_has_pieces_is_not_recalled(prefecture: Prefecture) -> None:
    lot = lot_at(prefecture)
    counted(prefecture, lot.operations.get(position=1), 5, accepted=2)
    with pytest.raises(WrongState) as refusal:
        issuing.recall(lot, reason="too late", by=prefecture.mei)
    assert str(Lot.State.IN_WORK.label) in str(refusal.value)
    lot.refresh_from_db()
    assert lot.state == Lot.State.ACCEPTED


def test_a_minimum_wage_is_written_down_once_for_a_day(prefecture: Prefecture) -> None:
    wage = {"area_class": "1", "from_on": in_days(9), "source": "冀人社 9", "by": prefecture.guan}
    first = rating.set_minimum(**wage, hourly=Decimal("22.00"))
    assert rating.set_minimum(**wage, hourly=Decimal("22.00")) == first
    with pytest.raises(AlreadyDone):
        rating.set_minimum(**wage, hourly=Decimal("23.00"))
    assert MinimumWage.objects.get(area_class="1").hourly == Decimal("22.00")


@pytest.mark.parametrize("samples", [[], ["70", "71"], ["70", "71", "0"]])
def test_a_time_study_needs_three_pieces_that_took_time(prefecture: Prefecture, samples: list[str]) -> None:
    operation, worker = Operation.objects.get(position=1), prefecture.workers["xiuying"]
    minutes = [Decimal(sample) for sample in samples]
    with pytest.raises(TooFewSamples) as refusal:
        rating.study(operation, worker=worker, samples=minutes, studied_on=in_days(0), by=prefecture.mei)
    assert refusal.value.least == 3
    assert not operation.studies.exists()


def test_a_tech_sheet_changes_its_own_operations_only(prefecture: Prefecture) -> None:
    basket, craft = prefecture.products["basket"], prefecture.crafts["straw"]
    sheet = tech_sheets.draw_up(basket, base=prefecture.bases["straw"], by=prefecture.mei)
    foreign = tech_sheets.Step(pk=10**9, name="打磨", name_en="Sand", craft=craft, standard_minutes=Decimal(9))
    with pytest.raises(NotOfThisSheet):
        tech_sheets.specify(sheet, [foreign], [], min_lot=99, packing_cost=Decimal(0), notes="", by=prefecture.mei)
    sheet.refresh_from_db()
    assert (sheet.min_lot, sheet.operations.count()) == (10, 2)


@pytest.mark.parametrize("who", ["mei", "shu", "lan", "anna"])
def test_only_the_association_writes_down_a_minimum_wage(prefecture: Prefecture, who: str) -> None:
    with pytest.raises(NotYours):
        rating.set_minimum("1", hourly=Decimal(22), from_on=in_days(9), source="x", by=prefecture.people[who])
    assert not MinimumWage.objects.filter(area_class="1").exists()


@pytest.mark.parametrize("pieces", [0, -3])
def test_at_least_one_piece_is_handed_out_taken_back_or_used(prefecture: Prefecture, pieces: int) -> None:
    lot = lot_at(prefecture)
    held = hand(prefecture, lot, "xiuying", 5)
    with pytest.raises(WrongCount):
        hand(prefecture, lot, "guilan", pieces)
    with pytest.raises(WrongCount):
        handing.take_back(held, pieces=pieces, by=prefecture.lan)
    with pytest.raises(WrongCount):
        supplying.use(lot.materials.get(), quantity=Decimal(pieces), by=prefecture.lan, key=uuid4())
    held.refresh_from_db()
    assert (held.out, Assignment.objects.count()) == (5, 1)


def test_rework_that_was_reported_again_is_not_taken_back(prefecture: Prefecture) -> None:
    held = hand(prefecture, lot_at(prefecture), "xiuying", 5)
    inspection = judge(prefecture, tell(prefecture, held, 5), 2, 3)
    held.refresh_from_db()
    tell(prefecture, held, 2)
    with pytest.raises(GoneOn) as refusal:
        inspecting.withdraw(inspection, why="miscounted", by=prefecture.lan)
    assert refusal.value.most == 1
