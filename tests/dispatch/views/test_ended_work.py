"""Test that work which has ended says when, and that late is one rule everywhere."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dispatch.models import DispatchPlan, Lot, Receipt, WorkOrder
from dispatch.planning.capacity import minutes_owed
from dispatch.work import issuing, receiving
from dispatch.work.forecasting import at_base_on, with_progress
from tests.dispatch import ordering
from tests.dispatch.acting import tolerant_lot
from tests.dispatch.lots import counted, hand, judge, lot_at, tell
from tests.personas import Prefecture, in_days
from tests.reading import read, table, words

State = Lot.State
ARRIVALS = [(-5, -8, "In time"), (-5, -5, "In time"), (-8, -5, "3 days late")]  # due, arrived, said


def came(world: Prefecture, *, due: int, came_on: int) -> WorkOrder:
    """Return a work order of which all pieces reached the base on a day."""
    order = ordering.work_order(world, pieces=40)
    lot = issuing.accept(ordering.lot(world, order, world.stations["liuzhuang"], 40), by=world.lan)
    for operation in lot.operations.all():
        counted(world, operation, 40, accepted=40)
    receiving.receive(lot, pieces=40, by=world.mei, key=uuid4())
    Receipt.objects.update(at=timezone.now() + timedelta(days=came_on))
    WorkOrder.objects.filter(pk=order.pk).update(due_on=in_days(due))
    return WorkOrder.objects.get(pk=order.pk)


@pytest.mark.parametrize(
    ("due", "arrived", "said"), [(-5, -8, "In time"), (-5, -5, "In time"), (-8, -5, "3 days late")]
)
def test_a_finished_order_says_when_it_came(
    prefecture: Prefecture, everyone: dict[str, Client], due: int, arrived: int, said: str
) -> None:
    order = came(prefecture, due=due, came_on=arrived)
    row = table(read(everyone["mei"], reverse("desk:orders")))[0]
    assert (row["All there"], row["State"]) == (f"{in_days(arrived)} {said}", "Done")
    page = read(everyone["mei"], reverse("desk:order-detail", args=[order.number]))
    shown = {words(stat.select_one(".stat-label")): words(stat) for stat in page.select(".stat")}
    assert shown["All there"].lower() == f"all there {in_days(arrived)} {said}".lower()
    assert "Expected at the base" not in shown
    assert not table(read(everyone["mei"], reverse("desk:orders") + "?state=late"))


def test_the_desk_reads_the_promise_that_the_buyer_reads(
    prefecture: Prefecture, everyone: dict[str, Client], signed_in: Any
) -> None:
    order = came(prefecture, due=3, came_on=-1)
    number = order.line.order.number
    mine = read(signed_in(prefecture.anna), reverse("orders:order-detail", args=[number]))
    desk = read(everyone["mei"], reverse("desk:order-detail", args=[order.number]))
    to_buyer, promised = mine.select(".stat")[1], desk.find(string="Promised to the buyer").find_parent(class_="stat")
    assert words(mine.select_one(".stat-value")) == words(promised.select_one(".stat-value"))
    assert words(to_buyer.select_one(".stat-value")) in words(promised.select_one(".stat-note"))


def test_what_is_made_and_has_not_come_is_not_expected_in_the_past(prefecture: Prefecture) -> None:
    order = ordering.work_order(prefecture, pieces=40)
    lot = ordering.lot(prefecture, order, prefecture.stations["liuzhuang"], 40)
    for operation in lot.operations.all():
        counted(prefecture, operation, 40, accepted=40)
    Lot.objects.filter(pk=lot.pk).update(state=State.FINISHED, finished_at=timezone.now() - timedelta(days=9))
    found = list(with_progress(order.lots.all()))
    assert at_base_on(found, in_days(-9)) == in_days(-8), "the day of transport begins with the last piece"
    assert at_base_on(found, in_days(0)) == in_days(0)


@pytest.mark.parametrize("state", State.values)
def test_late_is_one_rule(prefecture: Prefecture, everyone: dict[str, Client], state: str) -> None:
    lot = lot_at(prefecture)
    if state in (State.STOPPING, State.STOPPED):
        Lot.objects.filter(pk=lot.pk).update(hand_in_by_on=in_days(0), decline_reason="why")
    if state == State.DECLINED:
        Lot.objects.filter(pk=lot.pk).update(decline_reason="why")
    WorkOrder.objects.filter(pk=lot.work_order_id).update(unplaced=0 if state in Lot.LIVE else lot.pieces)
    for due in (-1, 0):
        Lot.objects.filter(pk=lot.pk).update(state=state, due_on=in_days(due))
        held = Lot.objects.get(pk=lot.pk)
        is_late = due < 0 and state in ("issued", "accepted", "in_work")
        assert held.is_late is is_late
        assert Lot.objects.late(in_days(0)).exists() is is_late
        shown = [read(everyone["mei"], reverse("desk:lot-detail", args=[lot.number])),
                 read(everyone["lan"], reverse("station:lot", args=[lot.token]))]  # fmt: skip
        assert [any(words(badge) == "Late" for badge in page.select(".badge")) for page in shown] == [is_late] * 2


def test_reports_beyond_a_page_are_counted_and_reached(prefecture: Prefecture, everyone: dict[str, Client]) -> None:
    lot = lot_at(prefecture, pieces=60)
    held = hand(prefecture, lot, "xiuying", 60)
    for _each in range(53):
        tell(prefecture, held, 1)
    page = read(everyone["lan"], reverse("station:reports"))
    assert words(page.select_one(".list-count")) == "1–50 of 53"
    rest = read(everyone["lan"], reverse("station:reports") + "?page=2")
    assert (words(rest.select_one(".list-count")), len(rest.select(".big-step-count"))) == ("51–53 of 53", 3)


def test_a_draft_without_figures_is_shown_without_them(prefecture: Prefecture, everyone: dict[str, Client]) -> None:
    base = prefecture.bases["straw"]
    DispatchPlan.objects.create(
        base=base, state=DispatchPlan.State.DRAFT, starts_on=in_days(0), created_by=prefecture.mei
    )
    assert not read(everyone["mei"], reverse("desk:dispatch")).select(".board-figures")


def test_surplus_gives_no_minutes_back(prefecture: Prefecture) -> None:
    lot = tolerant_lot(prefecture, pieces=10)
    judge(prefecture, tell(prefecture, hand(prefecture, lot, "xiuying", 10), 14), 14)
    lot.refresh_from_db()
    assert [minutes for _station, _due, minutes in minutes_owed([lot.station])] == [10 * 25]
