"""Test that no plan costs less than the bound, which comes near the best plan where lots and premiums decide."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.planner_instances import instance as make
from dispatch.planner import Instance, bound
from dispatch.planner.bounds.auction import Auction
from dispatch.planner.bounds.relaxation import Relaxation
from dispatch.planner.exact import Exact
from dispatch.planner.load import Load
from tests.dispatch.planner.tiny import cheapest, instances, village

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(instances(), st.lists(st.sampled_from([0.0, 0.3, 2.0, 11.0, 60.0]), min_size=3, max_size=3))
@quick
def test_whatever_the_prices_no_plan_costs_less(instance: Instance, prices: list[float]) -> None:
    proven = Auction(Load(instance)).bound(np.resize(prices, len(instance.orders.id)), seconds=60, late=lambda: False)
    assert Relaxation(Load(instance)).solve(seconds=60).bound - 0.1 <= proven <= cheapest(instance) + 1e-6


@pytest.mark.parametrize("seed", range(4))
def test_a_small_prefecture_is_nearly_proven(seed: int) -> None:
    instance = Instance.read(make(orders=10, stations=8, seed=seed))
    load = Load(instance)
    best = Exact(load).improve(load.pieces.copy(), seconds=60, nodes=100_000)
    assert best is not None
    proven, relaxed = bound(instance), Relaxation(Load(instance)).solve(seconds=60).bound
    assert relaxed < proven <= best * (1 + 1e-6)
    assert best - proven < 0.7 * (best - relaxed)


def test_a_lot_made_in_part_costs_as_a_whole_one() -> None:
    instance = Instance.read(village())
    assert Relaxation(Load(instance)).solve(seconds=60).bound < 28.9
    assert 28.99 < bound(instance) <= cheapest(instance) == 30.0


def test_stopped_at_once_it_is_still_a_bound() -> None:
    instance = Instance.read(make(orders=10, stations=8, seed=1))
    assert bound(instance, stop=lambda: True) <= bound(instance)
    assert bound(instance, seconds=0) <= bound(instance)
