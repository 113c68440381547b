"""Test planning again from an earlier plan: issued lots stay unless moving them saves what it costs."""

from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, given, settings

from dispatch.planner import Instance, check, solve
from dispatch.planner.instance import Lots
from tests.dispatch.planner.planner_sizes import prefecture
from tests.dispatch.planner.tiny import instances


def changed(instance: Instance, before: Lots, after: Lots) -> int:
    were, are = (np.zeros(len(instance.lanes.order), dtype=np.int64) for _ in range(2))
    were[before.lane], are[after.lane] = before.pieces, after.pieces
    return int(((were > 0) & (were != are)).sum())


@given(instances())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_start_is_kept_or_bettered(instance: Instance) -> None:
    start = solve(instance, iterations=0)
    plan = solve(instance, iterations=50, start=start, disturbance=1.0)
    assert check(instance, plan).violations == ()
    moved = changed(instance, start.lots, plan.lots)
    assert plan.objective + 1.0 * moved <= start.objective + 1e-6


def test_the_dearer_a_change_the_fewer_there_are() -> None:
    instance = prefecture(orders=60, stations=40)
    before = solve(instance, iterations=3000, seconds=60)
    station = int(np.bincount(instance.lanes.station[before.lots.lane]).argmax())
    out = replace(instance, forbidden=np.flatnonzero(instance.lanes.station == station))
    lost = int((instance.lanes.station[before.lots.lane] == station).sum())
    free = solve(out, iterations=3000, seconds=60, start=before, disturbance=0.0)
    dear = solve(out, iterations=3000, seconds=60, start=before, disturbance=1000.0)
    assert check(out, dear).violations == ()
    assert lost <= changed(out, before.lots, dear.lots) <= changed(out, before.lots, free.lots)


def test_the_same_start_with_nothing_changed_stays_as_it_is() -> None:
    instance = prefecture(orders=60, stations=40)
    before = solve(instance, iterations=3000, seconds=60)
    after = solve(instance, iterations=500, seconds=60, start=before, disturbance=1e6)
    assert changed(instance, before.lots, after.lots) == 0
