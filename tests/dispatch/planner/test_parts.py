"""Test that parts planned apart are a plan together, and that parts and threads agree on what a plan is."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch.planner import Instance, assess, check, join, solve, split
from tests.dispatch.planner.planner_sizes import prefecture
from tests.dispatch.planner.tiny import instances


@given(instances(), st.sampled_from([1, 2, 4]), st.integers(0, 3))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_lots_of_all_parts_keep_the_rules_of_the_whole(instance: Instance, count: int, seed: int) -> None:
    rough = solve(instance, iterations=20)
    parts = split(instance, rough, parts=count, seed=seed)
    again = Instance.read(parts[0].instance.to_dict())  # as it travels
    assert again.to_dict() == parts[0].instance.to_dict()
    plans = [solve(part.instance, iterations=20, start=part.start) for part in parts]
    joined = assess(instance, join(parts, plans))
    assert check(instance, joined).violations == ()
    assert sum(int(part.instance.orders.pieces.sum()) for part in parts) == int(instance.orders.pieces.sum())


def test_planning_in_parts_costs_little() -> None:
    instance = prefecture(orders=60, stations=60)
    rough = solve(instance, iterations=2000, seconds=60)
    parts = split(instance, rough, parts=4)
    assert len(parts) == 4
    plans = [solve(part.instance, iterations=4000, seconds=60, start=part.start) for part in parts]
    joined = assess(instance, join(parts, plans))
    assert joined.objective <= rough.objective
    plan = solve(instance, iterations=4000, seconds=60, start=joined)
    assert plan.objective <= joined.objective


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_threads_keep_the_rules_and_repeat_themselves(threads: int) -> None:
    instance = prefecture(orders=100, stations=500)
    plan, again = (solve(instance, iterations=3000, seconds=60, seed=5, threads=threads) for _ in range(2))
    assert check(instance, plan).violations == ()
    assert np.array_equal(plan.lots.pieces, again.lots.pieces)
    assert plan.objective == again.objective
