"""Test that cancelled orders, stopped work orders and shortened lots leave nothing begun unpaid and nothing stuck."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from oscar.core.loading import get_class

from dispatch import planning
from dispatch.models import Earning, Lot, LotMaterial, PlanLine, WorkOrder
from dispatch.pay.ledger import reconcile
from dispatch.planning.capacity import minutes_owed
from dispatch.planning.errors import MoveRefused
from dispatch.work import due_days, handing, inspecting, issuing, receiving, reporting, shortening, stopping, supplying
from dispatch.work.errors import DayChanged, NotEnoughMaterial, WrongNewDay
from dispatch.work.following import follow
from shop.accounts.texting import Outbox
from shop.refusing import NotYours, ReasonMissing, SecondPersonNeeded, TooMany, WrongState
from tests.dispatch.lots import hand, judge, lot_at, made, tell
from tests.dispatch.ordering import lot, plan_line, work_order
from tests.personas import Prefecture, in_days
from workshops.models import JournalEntry

EventHandler: Any = get_class("order.processing", "EventHandler")
AtOnce = Callable[[], AbstractContextManager[None]]


def cancel(order: WorkOrder) -> None:
    """Cancel the shop's order, as its deed does."""
    EventHandler().handle_order_status_change(order.line.order, "cancelled")


def again(one: Any) -> Any:
    """Return a row as it is in the database now."""
    return type(one).objects.get(pk=one.pk)


@pytest.fixture
def order(prefecture: Prefecture) -> WorkOrder:
    """Return an order of 100 pieces: 40 in work at Liuzhuang, 30 issued to Beichen, 30 to be planned."""
    order = work_order(prefecture, pieces=100)
    begun = lot(prefecture, order, prefecture.stations["liuzhuang"], 40)
    issuing.accept(begun, by=prefecture.lan)
    lot(prefecture, order, prefecture.stations["beichen"], 30)
    return again(order)


def lots_of(order: WorkOrder) -> tuple[Lot, Lot]:
    first, second = order.lots.order_by("pk")
    return first, second


def test_a_cancelled_order_recalls_what_is_not_begun_and_stops_what_is(
    prefecture: Prefecture, order: WorkOrder
) -> None:
    begun, issued = lots_of(order)
    made(prefecture, begun, "xiuying", 5)
    hand(prefecture, begun, "guilan", 8)
    draft = plan_line(prefecture, order, prefecture.stations["xiaowang"], 30)
    cancel(order)
    order, begun, issued = again(order), again(begun), again(issued)
    assert (order.state, order.unplaced, order.stop_reason) == ("stopped", 0, stopping.ORDER_CANCELLED)
    assert order.line.order.enquiry.state == "cancelled", "the enquiry ends with its order"
    assert issued.state == "recalled"
    assert (begun.state, begun.hand_in_by_on) == ("stopping", timezone.localdate() + timedelta(days=14))
    assert (begun.unmade, order.cancelled) == (27, 30 + 30 + 27), "13 of 40 are begun"
    assert not PlanLine.objects.filter(pk=draft.pk).exists(), "the draft loses it"
    cancel(again(order))
    assert again(order).cancelled == 87, "cancelled twice, counted once"


def test_what_is_in_work_is_inspected_and_paid_and_nothing_more_is_handed_out(
    prefecture: Prefecture, order: WorkOrder
) -> None:
    begun, _issued = lots_of(order)
    told = tell(prefecture, hand(prefecture, begun, "xiuying", 6), 6)
    held = hand(prefecture, begun, "guilan", 4)
    stopping.stop(order, reason="out of straw", by=prefecture.mei)
    with pytest.raises(WrongState):
        hand(prefecture, begun, "xiuying", 1)
    judge(prefecture, told, 6)
    judge(prefecture, tell(prefecture, held, 3), 3)
    assert Earning.objects.filter(kind="acceptance").count() == 2
    assert again(begun).state == "stopping", "one piece is still in Guilan's hands"
    handing.take_back(again(held), pieces=1, by=prefecture.lan)
    begun, order = again(begun), again(order)
    assert (begun.state, begun.unmade, order.cancelled) == ("stopped", 40, 100), "no basket passed the last operation"
    assert not reconcile()


def test_pieces_nobody_hands_in_are_counted_back_after_the_day(
    prefecture: Prefecture, order: WorkOrder, at_once: AtOnce
) -> None:
    begun, _issued = lots_of(order)
    held = hand(prefecture, begun, "xiuying", 9)
    with at_once():
        stopping.stop(order, reason="out of straw", by=prefecture.mei)
    assert any("9" in each["words"] or "收纳篮" in each["words"] for each in _texts()) or mail.outbox
    assert stopping.count_back_overdue(timezone.localdate() + timedelta(days=14)) == 0, "it is not the day yet"
    Lot.objects.filter(pk=begun.pk).update(hand_in_by_on=in_days(-1))
    assert stopping.count_back_overdue(timezone.localdate()) == 9
    assert (again(held).returned, again(begun).state) == (9, "stopped")
    assert again(order).cancelled == 100
    with pytest.raises(TooMany):
        reporting.report(held, pieces=1, by=prefecture.lan, key=uuid4(), done_on=timezone.localdate())


def _texts() -> list[Any]:
    return [{"words": str(each)} for each in Outbox().texts()]


def test_everyone_concerned_is_told_once(prefecture: Prefecture, order: WorkOrder, at_once: AtOnce) -> None:
    begun, _issued = lots_of(order)
    hand(prefecture, begun, "xiuying", 5)
    mail.outbox.clear()
    with at_once():
        stopping.stop(order, reason="out of straw", by=prefecture.mei)
    told = sorted(address for message in mail.outbox for address in message.to)
    names = ["anna", "fen", "hong", "lan", "mei", "xiuying"]
    assert told == [f"{name}@example.org" for name in names], "buyer, both leads, both managers, the worker with pieces"
    words = next(message.body for message in mail.outbox if message.to == ["lan@example.org"])
    assert "out of straw" in words
    mail.outbox.clear()
    with at_once(), pytest.raises(WrongState):
        stopping.stop(order, reason="again", by=prefecture.mei)
    assert mail.outbox == []


def test_a_stop_needs_a_reason_and_a_manager(prefecture: Prefecture, order: WorkOrder) -> None:
    with pytest.raises(ReasonMissing):
        stopping.stop(order, reason="  ", by=prefecture.mei)
    for stranger in (prefecture.otto, prefecture.lan, prefecture.anna):
        with pytest.raises(NotYours):
            stopping.stop(order, reason="no", by=stranger)
    assert again(order).state == "in_work"


def test_made_pieces_of_a_stopped_lot_are_received(prefecture: Prefecture, order: WorkOrder) -> None:
    begun, _issued = lots_of(order)
    made(prefecture, begun, "xiuying", 7)
    made(prefecture, begun, "guilan", 7, step=2)
    stopping.stop(order, reason="out of straw", by=prefecture.mei)
    assert (again(begun).state, again(begun).unmade) == ("stopped", 33)
    receiving.receive(begun, pieces=7, by=prefecture.mei, key=uuid4())
    order = again(order)
    assert (order.state, order.received, order.cancelled) == ("stopped", 7, 93)


def test_a_corrected_inspection_moves_pieces_between_made_and_cancelled(prefecture: Prefecture) -> None:
    one = lot_at(prefecture, pieces=10)
    made(prefecture, one, "xiuying", 6)
    last = made(prefecture, one, "guilan", 6, step=2)
    stopping.stop(one.work_order, reason="out of straw", by=prefecture.mei)
    assert again(one.work_order).cancelled == 4
    inspecting.correct(
        last,
        verdict=inspecting.Verdict(5, rejected=1, reason="size"),
        why="one is small",
        by=prefecture.lan,
        key=uuid4(),
    )
    assert (again(one).unmade, again(one.work_order).cancelled) == (5, 5)
    standing = last.report.inspections.standing().get()
    inspecting.withdraw(standing, why="look again", by=prefecture.lan)
    assert again(one).state == "stopping", "its report waits again"
    judge(prefecture, last.report, 6)
    assert (again(one).state, again(one.work_order).cancelled) == ("stopped", 4)


def test_one_lot_stopped_alone_gives_its_rest_back_to_planning(prefecture: Prefecture) -> None:
    one = lot_at(prefecture, pieces=10)
    made(prefecture, one, "xiuying", 6)
    made(prefecture, one, "guilan", 4, step=2)
    stopping.stop_lot(one, reason="the station is flooded", by=prefecture.mei)
    order = again(one.work_order)
    assert (order.state, order.unplaced, order.cancelled) == ("in_work", 6, 0), "two half-made pieces are made anew"


def test_materials_of_a_stopped_lot_come_back(prefecture: Prefecture) -> None:
    one = lot_at(prefecture, pieces=10)
    line = one.materials.get()
    supplying.book_in(one, quantities={line.pk: Decimal(8)}, by=prefecture.lan, key=uuid4())
    made(prefecture, one, "xiuying", 2)
    supplying.use(line, quantity=Decimal("1.6"), by=prefecture.lan, key=uuid4())
    stopping.stop(one.work_order, reason="out of dye", by=prefecture.mei)
    line = again(line)
    assert line.to_return == Decimal("6.4")
    supplying.give_back(line, quantity=Decimal(6), by=prefecture.lan, key=uuid4())
    with pytest.raises(NotEnoughMaterial):
        supplying.receive_back(line, quantity=Decimal(7), by=prefecture.mei, key=uuid4())
    with pytest.raises(NotYours):
        supplying.receive_back(line, quantity=Decimal(5), by=prefecture.lan, key=uuid4())
    key = uuid4()
    for _retry in range(2):
        supplying.receive_back(line, quantity=Decimal(5), by=prefecture.mei, key=key)
    line = again(line)
    assert (line.to_return, line.on_its_way, line.arrived) == (Decimal("0.4"), 1, 5)
    assert reconcile() == []


def test_the_rest_of_a_lot_returns_to_planning(prefecture: Prefecture) -> None:
    one = lot_at(prefecture, pieces=10)
    made(prefecture, one, "xiuying", 4)
    hand(prefecture, one, "guilan", 2)
    before = minutes_owed([one.station])
    fingerprint = planning.build_instance(one.work_order.base, in_days(0)).fingerprint
    with pytest.raises(TooMany) as refused:
        shortening.take_back(one, pieces=5, reason="late", by=prefecture.mei)
    assert refused.value.most == 4
    shortening.take_back(one, pieces=4, reason="late", by=prefecture.mei)
    one, order = again(one), again(one.work_order)
    assert (one.pieces, one.state, order.unplaced) == (6, "in_work", 4)
    assert one.materials.get().planned == Decimal("4.8")
    assert minutes_owed([one.station])[0][2] == before[0][2] - 4 * 95
    instance = planning.build_instance(order.base, in_days(0))
    assert instance.fingerprint != fingerprint, "a plan made before is stale"
    assert instance.instance.orders.pieces.tolist() == [4], "and the next one places what came back"
    made(prefecture, one, "guilan", 4, step=2)
    judge(prefecture, tell(prefecture, one.operations.get(position=1).assignments.get(worker__name="李桂兰"), 2), 2)
    made(prefecture, one, "xiuying", 2, step=2)
    assert again(one).state == "finished"


def test_a_lot_whose_pieces_are_all_made_is_finished_by_taking_its_rest_back(prefecture: Prefecture) -> None:
    one = lot_at(prefecture, pieces=10)
    made(prefecture, one, "xiuying", 4)
    made(prefecture, one, "guilan", 4, step=2)
    receiving.receive(one, pieces=4, by=prefecture.mei, key=uuid4())
    shortening.take_back(one, pieces=6, reason="late", by=prefecture.lan)
    assert (again(one).state, again(one).pieces) == ("received", 4), "the lead may give it back, and the base has all"


def test_a_lot_of_which_all_came_back_unmade_is_recalled(prefecture: Prefecture) -> None:
    one = lot_at(prefecture, pieces=10)
    handing.take_back(hand(prefecture, one, "xiuying", 4), pieces=4, by=prefecture.lan)
    shortening.take_back(one, pieces=10, reason="late", by=prefecture.mei)
    assert again(one).state == "recalled"
    assert (again(one.work_order).unplaced, again(one.work_order).state) == (10, "open")


def test_the_database_keeps_the_sum_and_what_is_begun(prefecture: Prefecture) -> None:
    one = lot_at(prefecture, pieces=10)
    hand(prefecture, one, "xiuying", 7)
    for broken in (
        lambda: Lot.objects.filter(pk=one.pk).update(pieces=9),
        lambda: WorkOrder.objects.filter(pk=one.work_order_id).update(unplaced=1),
        lambda: (Lot.objects.filter(pk=one.pk).update(pieces=6), WorkOrder.objects.update(unplaced=4)),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            broken()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_late_lot_moves_to_a_station_that_has_the_time(prefecture: Prefecture) -> None:
    one = lot_at(prefecture, pieces=20)
    hand(prefecture, one, "xiuying", 5)
    Lot.objects.filter(pk=one.pk).update(due_on=in_days(-1))
    places = planning.places_for(one, 15)
    assert [place.station for place in places] == [prefecture.stations["beichen"]], "the third has no women"
    assert (places[0].ends_on, places[0].at_base_on) == (in_days(5), in_days(6)), "15 x 95 minutes at 240 a day"
    with pytest.raises(MoveRefused):
        planning.move_lot(one, station=prefecture.stations["xiaowang"], pieces=15, reason="late", by=prefecture.mei)
    moved = planning.move_lot(one, station=prefecture.stations["beichen"], pieces=15, reason="late", by=prefecture.mei)
    order = again(one.work_order)
    assert (again(one).pieces, moved.pieces, order.unplaced) == (5, 15, 0)
    assert [str(each.rate) for each in moved.operations.all()] == ["20.5000", "7.5000"]
    assert JournalEntry.objects.get(verb="moving.move_lot").data["to"] == moved.number


def test_a_new_day_is_agreed_by_the_other_side(prefecture: Prefecture, at_once: AtOnce) -> None:
    one = lot_at(prefecture, pieces=10)
    Lot.objects.filter(pk=one.pk).update(due_on=in_days(-1))
    with pytest.raises(WrongNewDay):
        due_days.propose(one, day=in_days(-1), reason="harvest", as_base=False, by=prefecture.lan)
    with pytest.raises(NotYours):
        due_days.propose(one, day=in_days(5), reason="harvest", as_base=True, by=prefecture.lan)
    with at_once():
        due_days.propose(one, day=in_days(5), reason="harvest", as_base=False, by=prefecture.lan)
    assert {address for each in mail.outbox for address in each.to} == {"mei@example.org", "hong@example.org"}
    with pytest.raises(NotYours):
        due_days.agree(one, day=in_days(5), by=prefecture.lan)
    with pytest.raises(DayChanged):
        due_days.agree(one, day=in_days(6), by=prefecture.mei)
    due_days.decline(one, day=in_days(5), by=prefecture.mei)
    due_days.propose(one, day=in_days(3), reason="the ship leaves", as_base=True, by=prefecture.mei)
    due_days.agree(one, day=in_days(3), by=prefecture.lan)
    one = again(one)
    assert (one.due_on, one.asked_due_on) == (in_days(3), None)
    assert not Lot.objects.late(timezone.localdate()).exists()
    kept = JournalEntry.objects.filter(thing="lot", thing_id=one.pk, verb__startswith="due_days").order_by("pk")
    assert [entry.verb for entry in kept] == [f"due_days.{deed}" for deed in ("propose", "decline", "propose", "agree")]


def test_nobody_agrees_to_her_own_day(prefecture: Prefecture) -> None:
    one = lot_at(prefecture, pieces=10)
    prefecture.mei.posts.create(role="station_lead", station=one.station)
    due_days.propose(one, day=in_days(5), reason="harvest", as_base=False, by=prefecture.mei)
    with pytest.raises(SecondPersonNeeded):
        due_days.agree(one, day=in_days(5), by=prefecture.mei)


def test_a_new_day_makes_drafts_stale(prefecture: Prefecture) -> None:
    one = lot_at(prefecture, pieces=10)
    before = planning.build_instance(one.work_order.base, in_days(0)).fingerprint
    due_days.propose(one, day=in_days(25), reason="harvest", as_base=False, by=prefecture.lan)
    assert planning.build_instance(one.work_order.base, in_days(0)).fingerprint == before
    due_days.agree(one, day=in_days(25), by=prefecture.mei)
    assert planning.build_instance(one.work_order.base, in_days(0)).fingerprint != before


def test_a_repeated_follow_changes_nothing(prefecture: Prefecture) -> None:
    one = lot_at(prefecture, pieces=10)
    hand(prefecture, one, "xiuying", 4)
    stopping.stop(one.work_order, reason="out of straw", by=prefecture.mei)
    one = Lot.objects.select_related("work_order__base", "station").get(pk=one.pk)
    follow(one.work_order, one, at=timezone.now(), by=None)
    assert (again(one).unmade, again(one.work_order).cancelled) == (6, 6)


def test_a_draft_made_while_the_order_is_stopped_cannot_issue_it(prefecture: Prefecture, order: WorkOrder) -> None:
    line = plan_line(prefecture, order, prefecture.stations["xiaowang"], 30)
    stopping.stop(order, reason="out of straw", by=prefecture.mei)
    line.pk, line._state.adding = None, True
    with pytest.raises(TooMany):
        issuing.issue([line], by=prefecture.mei)
    assert LotMaterial.objects.filter(lot__work_order=order).count() == 2
