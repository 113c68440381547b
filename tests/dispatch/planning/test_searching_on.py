"""Test that a plan depends on its facts alone, never gets worse, and is searched on when somebody asks."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep

import pytest

from dispatch import planning
from dispatch.models import DispatchPlan, WorkOrder
from dispatch.planner import assess, check
from dispatch.planning.building import picture_of
from dispatch.planning.keeping import kept_lots
from dispatch.planning.proposing import fix
from shop.accounts.models import User
from tests.dispatch.ordering import work_order
from tests.dispatch.planning.full_base import full_base
from tests.personas import Prefecture, in_days
from workshops.models import Link, Station

Lots = dict[tuple[int, int], int]


@pytest.fixture
def orders(prefecture: Prefecture) -> list[WorkOrder]:
    """Return the orders of a base with little room."""
    return full_base(prefecture)


def planned(world: Prefecture, like: DispatchPlan | None = None, *, searching_on: bool = False) -> DispatchPlan:
    """Return a plan made as a worker makes it."""
    plan = planning.propose(world.bases["straw"], by=world.mei, like=like, searching_on=searching_on)
    return planning.solve_plan(plan.pk)


def lots_of(plan: DispatchPlan) -> Lots:
    return {(line.work_order_id, line.station_id): line.pieces for line in plan.lines.filter(pieces__gt=0)}


@pytest.fixture
def ready() -> None:
    """Wait until the compiled search is loaded, as it is when a plan is looked at."""
    while not planning.get_ready():
        sleep(0.05)


@contextmanager
def half_a_processor() -> Iterator[None]:
    """Share one core with a process that never rests."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    rival = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        rival.kill()
        rival.wait()
        os.sched_setaffinity(0, cores)


@pytest.mark.usefixtures("orders")
def test_a_busy_machine_makes_the_same_plan_as_an_idle_one(prefecture: Prefecture) -> None:
    idle = planned(prefecture)
    planning.discard(idle, by=prefecture.mei)
    with half_a_processor():
        busy = planned(prefecture)
    assert lots_of(busy) == lots_of(idle)
    assert (busy.objective, busy.bound) == (idle.objective, idle.bound)


@pytest.mark.usefixtures("orders")
def test_pressing_twice_changes_nothing(prefecture: Prefecture) -> None:
    first = planned(prefecture)
    second = planned(prefecture, first)
    assert lots_of(second) == lots_of(first)
    assert (second.objective, second.bound, second.unplaced) == (first.objective, first.bound, first.unplaced)


@pytest.mark.usefixtures("orders")
def test_searching_on_begins_from_the_plan_and_is_never_worse(prefecture: Prefecture) -> None:
    plan = planning.propose(prefecture.bases["straw"], by=prefecture.mei)
    plan = planning.solve_plan(plan.pk, iterations=0)
    for effort in (1, 2):
        more = planned(prefecture, plan, searching_on=True)
        assert more.objective is not None and plan.objective is not None
        assert more.objective <= plan.objective
        assert more.effort == effort
        plan = more
    assert planned(prefecture, plan).effort == 2, "running it again on the same facts forgets nothing"


def test_one_more_order_disturbs_few_villages(prefecture: Prefecture, orders: list[WorkOrder]) -> None:
    before = lots_of(planned(prefecture))
    added = work_order(prefecture, pieces=40, due_on=in_days(18))
    after = lots_of(planned(prefecture))
    assert sum(pieces for (order, _station), pieces in after.items() if order == added.pk) == 40
    others = {pair: pieces for pair, pieces in after.items() if pair[0] != added.pk}
    changed = {pair for pair in before | others if before.get(pair) != others.get(pair)}
    assert len(changed) <= len(before) / 5, changed
    assert len(orders) > 10


@pytest.mark.usefixtures("orders", "ready")
def test_a_restriction_never_makes_the_shown_plan_better(prefecture: Prefecture) -> None:
    """A lot is put where it costs much. Without that station the plan is cheaper, and so it is with it."""
    plan = planned(prefecture)
    dear = put_where_it_is_dear(plan, by=prefecture.mei)
    poor, lots = plan.objective, lots_of(plan)
    assert poor is not None
    wish = planning.StationOut(dear.pk)
    outcome = planning.what_if(plan, wish)
    assert outcome.gain > 0
    assert outcome.extra >= -0.01, "compared with the plan that was found with it, going without it saves nothing"
    assert lots_of(plan) == lots, "asking saves nothing"
    planning.take_over(plan, wish, by=prefecture.mei)
    plan.refresh_from_db()
    assert float(plan.objective or 0) == pytest.approx(float(poor) - outcome.gain, abs=0.02)
    keeps_the_rules(plan)
    assert planning.what_if(plan, wish).gain == 0


@pytest.mark.usefixtures("orders", "ready")
def test_a_draft_takes_over_what_is_better_than_it_without_a_station(prefecture: Prefecture) -> None:
    plan = planned(prefecture)
    out = planning.adopt(plan, planning.StationOut(put_where_it_is_dear(plan, by=prefecture.mei).pk), by=prefecture.mei)
    plan.refresh_from_db()
    out.refresh_from_db()
    assert out.objective is not None and plan.objective is not None
    assert plan.objective <= out.objective


def put_where_it_is_dear(plan: DispatchPlan, *, by: User) -> Station:
    """Move the smallest lot of a plan by hand to the dearest station that has none, without a pin."""
    line = plan.lines.filter(pieces__gt=0).order_by("pieces", "pk")[0]
    idle = Link.objects.filter(base=plan.base, station__workers__is_active=True)
    dear = idle.exclude(station__in=plan.lines.values("station")).order_by("-cost_per_lot", "pk")[0].station
    planning.move(plan, planning.Move(line.work_order, line.station, dear, line.pieces), by=by)
    for pinned in plan.lines.filter(is_pinned=True):
        planning.unpin(pinned, by=by)
    plan.refresh_from_db()
    return dear


def keeps_the_rules(plan: DispatchPlan) -> None:
    picture = picture_of(plan)
    fixed, _pinned, _forbidden = fix(plan, picture)
    assert check(fixed.instance, assess(fixed.instance, kept_lots(plan, picture))).violations == ()


@pytest.mark.usefixtures("orders")
def test_the_curve_of_fairness_has_no_point_that_another_beats(prefecture: Prefecture) -> None:
    plan = planning.solve_plan(planning.propose(prefecture.bases["straw"], by=prefecture.mei).pk, iterations=0)
    points = planning.draw_curve(plan.pk, iterations=20_000)
    assert len(points) > 1
    for one in points:
        for other in points:
            less = [other[name] - one[name] for name in ("cost", "gini", "unplaced")]
            assert max(less) > 0 or less == [0, 0, 0]
