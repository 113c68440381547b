"""Test plans of networks with more work than minutes: the first one, and how long the search goes on."""

import pytest

from benchmarks.bench_planner import nearest_first
from benchmarks.planner_instances import instance as prefecture_of
from dispatch.planner import Instance, check, fill, is_good, search_on, solve, strive
from dispatch.planner.instance import NOTHING

FULL = [(0.85, None), (0.85, 0.2), (1.0, None), (1.2, 0.2)]


def full(load: float, scarce: float | None = None) -> Instance:
    """Return a prefecture whose work is `load` of its minutes, with two crafts that few stations know."""
    return Instance.read(prefecture_of(orders=60, stations=40, lanes=20, load=load, scarce=scarce, seed=3))


@pytest.mark.parametrize(("load", "scarce"), FULL)
def test_the_first_plan_is_never_worse_than_a_simple_rule(load: float, scarce: float | None) -> None:
    instance = full(load, scarce)
    first = solve(instance, iterations=0, seconds=60)
    assert check(instance, first).violations == ()
    assert first.objective <= min(nearest_first(instance), fill(instance, NOTHING).objective)


@pytest.mark.parametrize(("load", "scarce"), FULL)
def test_the_bound_of_counted_work_holds_and_is_near(load: float, scarce: float | None) -> None:
    instance = full(load, scarce)
    plan = solve(instance, iterations=20_000, seconds=60)
    more = search_on(instance, plan, steps=20_000, seconds=60, turn=1)
    assert check(instance, more).violations == ()
    assert plan.bound is not None
    assert plan.bound <= more.objective <= plan.objective
    assert plan.gap is not None and plan.gap < 0.15


def test_a_plan_that_is_not_good_is_searched_on_with_more_steps_and_a_good_one_is_not() -> None:
    first, third = (strive(full(0.95), steps=50, seconds=60, rounds=rounds).objective for rounds in (1, 3))
    assert third < first
    roomy = full(0.4)
    plans = [strive(roomy, steps=20_000, seconds=60, rounds=rounds) for rounds in (1, 3)]
    assert is_good(plans[0].gap)
    assert plans[0].lots.pieces.tolist() == plans[1].lots.pieces.tolist()
