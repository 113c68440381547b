"""Test that a mended plan keeps the rules and changes nothing without need, and that differences are reported truly."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch.planner import Instance, assess, carried, changes, check, fill, mend, solve
from dispatch.planner.instance import NOTHING, Lots
from dispatch.planner.mending import fitting
from dispatch.planner.plan import lots_of
from tests.dispatch.planner.tiny import instances, village

many = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def shrunk(instance: Instance, share: float) -> Instance:
    """Return the instance with a share of the first station's minutes, as long as what is pinned still fits."""
    capacity = instance.stations.capacity.copy()
    capacity[0] *= share
    changed = replace(instance, stations=replace(instance.stations, capacity=capacity))
    pinned = check(changed, assess(changed, instance.pinned)).violations
    return instance if any(violation.rule == "beyond_capacity" for violation in pinned) else changed


@given(instances())
@many
def test_filling_keeps_every_rule(instance: Instance) -> None:
    assert check(instance, fill(instance, instance.pinned)).violations == ()


@given(instances(), st.sampled_from([0.0, 0.4, 1.0]))
@many
def test_a_mended_plan_keeps_every_rule(instance: Instance, share: float) -> None:
    before = solve(instance, iterations=20)
    changed = shrunk(instance, share)
    assert check(changed, assess(changed, fitting(changed, before.lots))).violations == ()
    mended = mend(changed, before.lots, seconds=0.05, disturbance=5.0)
    assert check(changed, mended).violations == ()


@given(instances())
@many
def test_lots_that_need_not_change_stay(instance: Instance) -> None:
    """Change nothing but what had no place, from its own best plan with a high price on every change."""
    before = solve(instance, iterations=200)
    mended = mend(instance, before.lots, seconds=0.05, disturbance=1e6)
    kept = set(zip(before.lots.lane.tolist(), before.lots.pieces.tolist(), strict=True))
    assert kept <= set(zip(mended.lots.lane.tolist(), mended.lots.pieces.tolist(), strict=True)) or (
        mended.unplaced.pieces.sum() < before.unplaced.pieces.sum()
    )


@given(instances())
@many
def test_changes_lead_from_one_plan_to_the_other(instance: Instance) -> None:
    before, after = fill(instance, instance.pinned), solve(instance, iterations=20)
    pieces = np.zeros(len(instance.lanes.order), dtype=np.int64)
    pieces[before.lots.lane] = before.lots.pieces
    for change in changes(instance, before.lots, instance, after.lots):
        order, station = instance.orders.id.index(change.order), instance.stations.id.index(change.station)
        (lane,) = np.flatnonzero((instance.lanes.order == order) & (instance.lanes.station == station))
        assert pieces[lane] == change.before != change.after
        pieces[lane] = change.after
    assert lots_of(pieces).pieces.tolist() == after.lots.pieces.tolist()


def test_lots_are_carried_by_the_ids_of_order_and_station() -> None:
    """Return the same village with its lanes in another order and the east forbidden for mats."""
    old = Instance.read(village())
    turned = {name: list(reversed(column)) for name, column in village()["lanes"].items()}
    new = Instance.read({**village(lanes=turned), "forbidden": [3]})
    lots = carried(old, Lots(np.array([0, 1, 2]), np.array([4, 3, 2])), new)
    assert dict(zip(lots.lane.tolist(), lots.pieces.tolist(), strict=True)) == {2: 3, 1: 2}


def test_an_order_that_shrank_is_carried_no_further_than_it_goes() -> None:
    old, new = Instance.read(village()), Instance.read(village(orders={"pieces": [5, 4]}))
    lots = carried(old, Lots(np.array([0, 1]), np.array([4, 3])), new)
    assert lots.pieces.tolist() == [4, 1]


@pytest.mark.parametrize("start", [NOTHING, Lots(np.array([0]), np.array([3]))])
def test_filling_places_what_fits_even_when_not_all_does(start: Lots) -> None:
    instance = Instance.read(village(orders={"pieces": [50, 0], "min_lot": [3, 1]}))
    plan = fill(instance, start)
    assert check(instance, plan).violations == ()
    assert plan.lots.pieces.sum() == 12 + 6, "12 minutes in the east by day 1, 9 in the west by day 2"
