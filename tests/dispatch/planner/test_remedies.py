"""Test that a remedy places the pieces left over, at the cost it names, and that a little less would not."""

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from dispatch.planner import Instance, Plan, Reason, Remedy, RemedyKind, Rule, Trainable, check, remedies, solve
from dispatch.planner.plan import Unplaced
from tests.dispatch.planner.tiny import instances, plan_of, village

MISREPORTED = {Rule.OBJECTIVE_WRONG, Rule.UNPLACED_WRONG}
many = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def later(instance: Instance, order: int, days: int) -> Instance:
    """Return the instance with more days for one order."""
    moved = instance.lanes.last_day + days * (instance.lanes.order == order)
    return replace(instance, lanes=replace(instance.lanes, last_day=np.minimum(moved, instance.days - 1)))


def more_minutes(instance: Instance, station: int, minutes: float) -> Instance:
    """Return the instance with more minutes at a station from the first day on."""
    capacity = instance.stations.capacity.copy()
    capacity[station] += minutes
    return replace(instance, stations=replace(instance.stations, capacity=capacity))


def placed(instance: Instance, plan: Plan, order: int, shares: Any) -> tuple[float, set[str]]:
    """Return the objective, and the rules broken, with more pieces of an order at each station."""
    pieces = np.zeros(len(instance.lanes.order), dtype=np.int64)
    pieces[plan.lots.lane] = plan.lots.pieces
    for station, more in shares:
        free = ~np.isin(np.arange(len(pieces)), instance.pinned.lane)
        (lane,) = np.flatnonzero((instance.lanes.order == order) & (instance.lanes.station == station) & free)
        pieces[lane] += more
    verdict = check(instance, plan_of(instance, tuple(pieces.tolist())))
    return verdict.objective, {violation.rule for violation in verdict.violations} - MISREPORTED


def possible(instance: Instance, plan: Plan, order: int, left: int) -> bool:
    """Return whether the pieces fit at all, by trying every split."""
    usable = ~np.isin(np.arange(len(instance.lanes.order)), [*instance.pinned.lane, *instance.forbidden])
    stations = instance.lanes.station[(instance.lanes.order == order) & usable].tolist()
    return any(
        not placed(instance, plan, order, zip(stations, split, strict=True))[1]
        for split in product(range(left + 1), repeat=len(stations))
        if sum(split) == left
    )


def found(instance: Instance) -> list[tuple[Plan, int, int, Remedy]]:
    plan = solve(instance, iterations=50)
    said = dict(zip(plan.unplaced.order.tolist(), plan.unplaced.pieces.tolist(), strict=True))
    found = remedies(instance, plan)
    return [(plan, order, said[order], remedy) for order in said for remedy in found[order]]


@given(instances())
@many
def test_each_remedy_places_every_piece_at_the_cost_it_says(instance: Instance) -> None:
    for plan, order, left, remedy in found(instance):
        assert remedy.pieces == left
        changed = later(instance, order, remedy.days)
        if remedy.kind == RemedyKind.MINUTES:
            changed = more_minutes(instance, remedy.shares[0][0], remedy.minutes)
        objective, broken = placed(changed, plan, order, remedy.shares)
        assert broken <= ({Rule.BELOW_MIN_LOT} if remedy.kind == RemedyKind.SMALLER else set())
        saved = left * float(instance.orders.penalty[order])
        assert objective + saved - plan.objective == pytest.approx(remedy.cost, abs=1e-6)


@given(instances())
@many
def test_a_day_or_a_minute_less_would_not_do(instance: Instance) -> None:
    for plan, order, left, remedy in found(instance):
        if remedy.kind == RemedyKind.LATER:
            assert not possible(later(instance, order, remedy.days - 1), plan, order, left)
        if remedy.kind == RemedyKind.MINUTES:
            fewer = more_minutes(instance, remedy.shares[0][0], remedy.minutes * 0.99 - 0.01)
            assert Rule.BEYOND_CAPACITY in placed(fewer, plan, order, remedy.shares)[1]
        if remedy.kind == RemedyKind.SMALLER:
            assert not possible(instance, plan, order, left)


def test_training_a_station_names_it_and_its_cost() -> None:
    """Fit one toy in the east. The west, once trained on day 1, has five minutes for them on day 2."""
    lanes = {
        "order": [1], "station": [0], "cost_per_piece": [1], "cost_per_lot": [2], "minutes_per_piece": [9],
        "last_day": [1],
    }  # fmt: skip
    instance = Instance.read(village(lanes=lanes, stations={"open_cost": [0, 3]}))
    plan = solve(instance, iterations=50)
    west = Trainable(
        station=np.array([1]), cost_per_piece=np.array([0.5]), cost_per_lot=np.array([2.0]),
        minutes_per_piece=np.array([1.25]), first_day=np.array([2]), last_day=np.array([2]),
    )  # fmt: skip
    (trained,) = [each for each in remedies(instance, plan, {1: west})[1] if each.kind == RemedyKind.TRAINING]
    assert trained.shares == ((1, 3),)
    assert trained.cost == pytest.approx(3 * 0.5 + 2 + 3)
    too_late = replace(west, first_day=np.array([3]))
    assert RemedyKind.TRAINING not in {each.kind for each in remedies(instance, plan, {1: too_late})[1]}


def test_pieces_that_have_room_need_no_change() -> None:
    instance = Instance.read(village(stations={"capacity": [[99] * 3, [99] * 3]}))
    unplaced = Unplaced(np.array([0]), np.array([10]), (Reason.TOO_DEAR,))
    empty = replace(plan_of(instance, (0, 0, 4, 0)), unplaced=unplaced)
    assert [(each.kind, each.pieces) for each in remedies(instance, empty)[0]] == [(RemedyKind.NOW, 10)]
