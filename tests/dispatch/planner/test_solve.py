"""Test that plans keep every rule, come near the best there can be, and never claim more than is true."""

import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch.planner import Instance, Plan, Reason, assess, bound, check, explain, solve
from dispatch.planner.instance import NOTHING
from dispatch.planner.load import Load
from tests.dispatch.planner.planner_sizes import prefecture
from tests.dispatch.planner.tiny import cheapest, instances, plan_of, village

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(instances())
@quick
def test_tiny_plans_keep_the_rules_and_are_the_best(instance: Instance) -> None:
    plan, best = solve(instance, iterations=200), cheapest(instance)
    assert check(instance, plan).violations == ()
    assert plan.objective == pytest.approx(best, rel=1e-6, abs=1e-6)
    assert plan.bound is not None
    assert plan.bound <= best + 1e-6
    assert bound(instance) <= best + 1e-6


@given(instances(), st.data())
@quick
def test_more_minutes_never_make_the_best_plan_dearer(instance: Instance, data: st.DataObject) -> None:
    more = st.lists(st.integers(0, 3), min_size=instance.days, max_size=instance.days)
    capacity = instance.stations.capacity.copy()
    capacity[data.draw(st.integers(0, len(capacity) - 1))] += np.cumsum(data.draw(more))
    roomier = replace(instance, stations=replace(instance.stations, capacity=capacity))
    before, after = solve(instance, iterations=200), solve(roomier, iterations=200)
    assert before.status == after.status == "optimal"
    assert after.objective <= before.objective + 1e-6


@given(instances())
@quick
def test_search_alone_keeps_the_rules(instance: Instance) -> None:
    plan = solve(instance, iterations=0)
    assert check(instance, plan).violations == ()
    assert Plan.read(plan.to_dict()).to_dict() == plan.to_dict()


@given(instances())
@quick
def test_taking_lots_back_leaves_no_trace(instance: Instance) -> None:
    load = Load(instance)
    load.keep()
    before = (load.cost, list(load.left), load.slack.copy(), load.room.copy(), load.earned.copy(), load.pieces.copy())
    for lane in range(len(instance.lanes.order)):
        load.put(lane, 2)
        load.put(lane, -1)
    load.undo()
    after = (load.cost, list(load.left), load.slack, load.room, load.earned, load.pieces)
    for old, new in zip(before, after, strict=True):
        assert (old == new) if isinstance(old, float | list) else (old == new).all()


def test_a_prefecture_in_miniature() -> None:
    instance = prefecture(orders=14, stations=10)
    plan = solve(instance, iterations=200, seconds=60)
    assert check(instance, plan).violations == ()
    assert plan.gap is not None
    assert plan.gap < 0.3
    again = solve(instance, iterations=200, seconds=60)
    assert {**again.to_dict(), "seconds": 0} == {**plan.to_dict(), "seconds": 0}
    assert len(explain(instance, plan).lots) == len(plan.lots.lane)


def test_pinned_lots_stay_and_forbidden_lanes_are_empty() -> None:
    instance = Instance.read({**village(pinned={"lane": [1, 2], "pieces": [2, 0]}), "forbidden": [3]})
    plan = solve(instance, iterations=100)
    pieces = dict(zip(plan.lots.lane.tolist(), plan.lots.pieces.tolist(), strict=True))
    assert check(instance, plan).violations == ()
    assert pieces[1] == 2  # below the smallest lot, but it has been promised
    assert pieces.keys() <= {0, 1}
    assert plan.unplaced.reason == (Reason.NO_STATION,)


def test_every_reason_for_pieces_left_over() -> None:
    assert reasons(orders={"min_lot": [11, 1]}) == {0: Reason.BELOW_MIN_LOT}
    assert reasons(stations={"capacity": [[0, 0, 0], [0, 0, 0]]}) == {0: Reason.NO_CAPACITY, 1: Reason.NO_CAPACITY}
    assert reasons(orders={"penalty": [50, 0.1]}) == {1: Reason.TOO_DEAR}
    untouched = assess(Instance.read(village()), NOTHING)
    assert set(untouched.unplaced.reason) == {Reason.OUT_OF_TIME}


def reasons(**changes: dict[str, list[object]]) -> dict[int, Reason]:
    plan = solve(Instance.read(village(**changes)), iterations=100)
    return dict(zip(plan.unplaced.order.tolist(), plan.unplaced.reason, strict=True))


def test_nothing_to_plan() -> None:
    columns = {
        "orders": ("id", "pieces", "min_lot", "wage", "penalty"),
        "stations": ("id", "workers", "recent_income", "capacity"),
        "lanes": ("order", "station", "cost_per_piece", "cost_per_lot", "minutes_per_piece", "last_day"),
    }
    tables = {table: {name: [] for name in names} for table, names in columns.items()}
    instance = Instance.read({"format": "qiaoshou-instance/1", "days": 0, **tables})
    plan = solve(instance)
    assert (plan.objective, plan.status, bound(instance)) == (0.0, "optimal", 0.0)
    assert check(instance, plan).violations == ()


def test_all_pieces_have_a_place_however_little_time_there_was() -> None:
    instance = prefecture(orders=200, stations=40)
    for plan in (solve(instance, seconds=0), solve(instance, stop=lambda: True), solve(instance, seconds=0, threads=2)):
        assert check(instance, plan).violations == ()
        assert plan.lots.pieces.sum() == instance.orders.pieces.sum()


def test_stopping_gives_the_best_plan_so_far() -> None:
    instance, shares = prefecture(orders=200, stations=40), []
    began = time.monotonic()
    plan = solve(instance, seconds=120, progress=lambda share, _: shares.append(share), stop=lambda: len(shares) > 2)
    assert time.monotonic() - began < 60
    assert check(instance, plan).violations == ()
    assert shares == sorted(shares)


def test_the_check_sees_what_is_wrong() -> None:
    instance = Instance.read({**village(pinned={"lane": [2], "pieces": [1]}), "forbidden": [3]})
    rules = {violation.rule for violation in check(instance, plan_of(instance, (13, 2, 0, 1))).violations}
    assert rules == {
        "too_many_pieces",
        "below_min_lot",
        "beyond_capacity",
        "pinned_changed",
        "forbidden_used",
        "unplaced_wrong",
        "objective_wrong",
    }
