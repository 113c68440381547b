"""Test that lots freeze what they are paid at, and give their pieces back when a station does not take them."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from dispatch.models import Lot, LotOperation, RateCard, WorkOrder
from dispatch.rates import rating
from dispatch.rates.errors import BelowMinimumWage, NoRate
from dispatch.work import issuing
from shop.refusing import ReasonMissing, TooMany, WrongState
from tests.dispatch.ordering import lot, plan_line, work_order
from tests.personas import Prefecture, in_days
from workshops.models import JournalEntry, MinimumWage


def test_rates_stay_as_they_were_at_issue(prefecture: Prefecture) -> None:
    order = work_order(prefecture, pieces=100)
    given = lot(prefecture, order, prefecture.stations["liuzhuang"], 60)
    first = given.operations.first()
    assert first is not None
    card = rating.propose(first.operation, rate=Decimal(30), from_on=in_days(0), by=prefecture.mei)
    rating.approve(card, by=prefecture.hong)
    frozen = [(o.rate, o.standard_minutes, o.minimum_hourly) for o in LotOperation.objects.filter(lot=given)]
    assert frozen == [(Decimal("20.5"), 70, 15), (Decimal("7.5"), 25, 15)]
    with pytest.raises(DatabaseError), transaction.atomic():
        LotOperation.objects.filter(lot=given).update(rate=1)
    later = lot(prefecture, order, prefecture.stations["beichen"], 40)
    assert [o.rate for o in later.operations.all()] == [Decimal(30), Decimal("7.5")]


def test_a_lot_takes_its_pieces_and_plans_its_materials(prefecture: Prefecture) -> None:
    order = work_order(prefecture, pieces=100, due_on=in_days(20))
    given = lot(prefecture, order, prefecture.stations["liuzhuang"], 60)
    order.refresh_from_db()
    assert (order.unplaced, order.state) == (40, WorkOrder.State.IN_WORK)
    assert given.materials.get().planned == Decimal(48)
    assert given.due_on == in_days(19), "a day of transport before the order is due"
    assert given.number == f"{order.number}-01"
    assert JournalEntry.objects.filter(verb="issuing.issue", thing_id=given.pk, by=prefecture.mei).exists()


def test_no_more_than_is_unplaced_can_be_issued(prefecture: Prefecture) -> None:
    order = work_order(prefecture, pieces=100)
    lines = [plan_line(prefecture, order, prefecture.stations[name], 60) for name in ("liuzhuang", "beichen")]
    with pytest.raises(TooMany) as refused:
        issuing.issue(lines, by=prefecture.mei)
    assert refused.value.most == 100
    assert not Lot.objects.exists()


def test_an_operation_without_a_rate_stops_the_whole_issue(prefecture: Prefecture) -> None:
    order = work_order(prefecture)
    RateCard.objects.filter(operation__position=2).delete()
    with pytest.raises(NoRate, match="缝提手"):
        lot(prefecture, order, prefecture.stations["liuzhuang"], 60)
    order.refresh_from_db()
    assert order.unplaced == 100
    assert not Lot.objects.exists()


def test_a_rate_that_fell_below_the_minimum_is_not_issued(prefecture: Prefecture) -> None:
    MinimumWage.objects.create(area_class="2", hourly=Decimal("18.00"), from_on=in_days(-1), source="example")
    with pytest.raises(BelowMinimumWage):
        lot(prefecture, work_order(prefecture), prefecture.stations["liuzhuang"], 60)


def test_a_declined_lot_gives_its_pieces_back(prefecture: Prefecture) -> None:
    order = work_order(prefecture, pieces=100)
    given = lot(prefecture, order, prefecture.stations["liuzhuang"], 60)
    with pytest.raises(ReasonMissing):
        issuing.decline(given, reason=" ", by=prefecture.lan)
    declined = issuing.decline(given, reason="harvest", by=prefecture.lan)
    order.refresh_from_db()
    assert (order.unplaced, order.state) == (100, WorkOrder.State.OPEN)
    assert (declined.state, declined.decline_reason) == (Lot.State.DECLINED, "harvest")
    with pytest.raises(WrongState):
        issuing.decline(given, reason="again", by=prefecture.lan)
    order.refresh_from_db()
    assert order.unplaced == 100


def test_accepting_twice_changes_nothing_and_a_declined_lot_cannot_be_accepted(prefecture: Prefecture) -> None:
    order = work_order(prefecture)
    given = lot(prefecture, order, prefecture.stations["liuzhuang"], 50)
    first = issuing.accept(given, by=prefecture.lan)
    assert issuing.accept(given, by=prefecture.lan).accepted_at == first.accepted_at
    assert JournalEntry.objects.filter(verb="issuing.accept").count() == 1
    other = lot(prefecture, order, prefecture.stations["beichen"], 50)
    issuing.decline(other, reason="ill", by=prefecture.fen)
    with pytest.raises(WrongState):
        issuing.accept(other, by=prefecture.fen)


def test_the_base_recalls_a_lot_until_pieces_are_handed_out(prefecture: Prefecture) -> None:
    order = work_order(prefecture)
    given = issuing.accept(lot(prefecture, order, prefecture.stations["liuzhuang"], 50), by=prefecture.lan)
    issuing.recall(given, reason="buyer changed the colour", by=prefecture.mei)
    order.refresh_from_db()
    assert order.unplaced == 100
