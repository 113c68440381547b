"""Test that reasons are true: what is said of a lot or of pieces left over can be recomputed from the plan."""

import pytest
from hypothesis import HealthCheck, given, settings

from dispatch.planner import Instance, check, explain, solve
from dispatch.planner.instance import minutes_left
from tests.dispatch.planner.tiny import instances, plan_of, village


@given(instances())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_next_best_lane_costs_what_is_said(instance: Instance) -> None:
    plan = solve(instance, iterations=50)
    for lot in explain(instance, plan).lots:
        if lot.next_lane is None:
            assert lot.next_extra is None
            continue
        pieces = [0] * len(instance.lanes.order)
        for lane, count in zip(plan.lots.lane.tolist(), plan.lots.pieces.tolist(), strict=True):
            pieces[lot.next_lane if lane == lot.lane else lane] += count
        moved = check(instance, plan_of(instance, tuple(pieces)))
        assert moved.objective - plan.objective == pytest.approx(lot.next_extra, abs=1e-6)
        rules = {violation.rule for violation in moved.violations}
        assert rules <= {"objective_wrong", "unplaced_wrong", "pinned_changed"}


@given(instances())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_incomes_are_what_the_plan_brings(instance: Instance) -> None:
    plan = solve(instance, iterations=50)
    lots = explain(instance, plan).lots
    for station, workers in enumerate(instance.stations.workers.tolist()):
        here = [lot for lot in lots if lot.station == station]
        brought = sum(lot.pieces * float(instance.orders.wage[lot.order]) for lot in here) / max(workers, 1)
        for lot in here:
            assert lot.income_after == pytest.approx(instance.stations.recent_income[station] + brought)
            own = lot.pieces * float(instance.orders.wage[lot.order]) / max(workers, 1)
            assert lot.income_after - lot.income_before == pytest.approx(own)


def test_the_nearest_station_is_said_to_be_the_nearest() -> None:
    near = Instance.read(village(stations={"capacity": [[99] * 3, [99] * 3]}))
    assert [lot.is_nearest for lot in explain(near, solve(near, iterations=100)).lots if lot.order == 0] == [True]
    far = Instance.read(village(lanes={"cost_per_lot": [90, 1, 2, 2]}, stations={"capacity": [[99] * 3, [99] * 3]}))
    assert [lot.is_nearest for lot in explain(far, solve(far, iterations=100)).lots if lot.order == 0] == [False]


@given(instances())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_parts_of_all_lots_are_within_the_objective(instance: Instance) -> None:
    plan = solve(instance, iterations=50)
    lots, verdict = explain(instance, plan).lots, check(instance, plan)
    assert sum(lot.freight for lot in lots) == pytest.approx(verdict.freight)
    assert sum(lot.lot_cost for lot in lots) == pytest.approx(verdict.lots)
    assert {lot.lane for lot in lots} == set(plan.lots.lane.tolist())


def test_a_cheaper_station_that_is_full_is_named_with_its_days() -> None:
    instance = Instance.read(village(stations={"capacity": [[6, 6, 6], [40, 40, 40]]}))
    plan = solve(instance, iterations=100)
    left = minutes_left(instance, plan.lots)
    full = [full for lot in explain(instance, plan).lots for full in lot.full]
    assert full
    for lane in full:
        need = instance.lanes.minutes_per_piece[lane.lane] * (lane.room_pieces + 1)
        assert left[lane.station, lane.since_day] < need or left[lane.station, lane.until_day] < need
        assert lane.saving > 0


def test_income_bands_are_named_when_they_decide() -> None:
    changes = {
        "orders": {"pieces": [0, 4], "wage": [2, 100]},
        "stations": {"recent_income": [1000, 0], "open_cost": [0, 0], "capacity": [[99] * 3, [99] * 3]},
        "lanes": {"cost_per_piece": [1, 1, 1, 2], "cost_per_lot": [4, 1, 3, 3]},
    }
    instance = Instance.read(village(**changes))
    (lot,) = explain(instance, solve(instance, iterations=100)).lots
    assert (lot.station, lot.because) == (1, "fairness")
    assert lot.bands is not None
    assert (lot.bands.station, lot.bands.saving) == (0, pytest.approx(4))
    assert lot.bands.more_premium > lot.bands.saving


def test_pieces_left_over_say_how_near_they_were() -> None:
    instance = Instance.read(village(stations={"capacity": [[6, 12, 18], [0, 0, 0]]}, orders={"pieces": [20, 0]}))
    (rest,) = explain(instance, solve(instance, iterations=100)).unplaced
    assert (rest.order, rest.pieces, rest.reason, rest.lanes) == (0, 8, "no_capacity", 2)
    assert rest.room_pieces == 0
