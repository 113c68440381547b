"""Test families of instances that others published: fixed-charge transport, facility location, assignment."""

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks import published_families as families
from dispatch.planner import BadInstance, Instance, check, solve
from dispatch.planner.clock import Clock
from dispatch.planner.grid import Grid
from dispatch.planner.load import Load
from dispatch.planner.lot_costs import LotCosts
from tests.dispatch.planner.tiny import cheapest

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def tiny(draw: st.DrawFn) -> Instance:
    """Draw a few orders at a few stations with one day of work: with lot costs, opening costs, or whole orders."""
    orders, stations = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    family = draw(st.sampled_from(["lots", "openings", "whole", "plain"]))

    def numbers(rows: int, *choice: float) -> list[Any]:
        return draw(st.lists(st.sampled_from(choice), min_size=rows, max_size=rows))

    pairs = draw(st.lists(st.sampled_from(list(product(range(orders), range(stations)))), max_size=5, unique=True))
    rows, pieces = len(pairs), numbers(orders, 0, 1, 3, 4)
    same = draw(st.sampled_from([0, 1, 1.5]))
    pins = draw(st.lists(st.integers(0, rows - 1), max_size=1)) if rows else []
    data = {
        "format": "qiaoshou-instance/1",
        "days": 1,
        "orders": {
            "id": list(range(orders)),
            "pieces": pieces,
            "min_lot": pieces if family == "whole" else numbers(orders, 0, 1),
            "wage": numbers(orders, 0, 2),
            "penalty": numbers(orders, 3, 40),
        },
        "stations": {
            "id": list(range(stations)),
            "workers": [1] * stations,
            "recent_income": [0] * stations,
            "open_cost": numbers(stations, 0, 5, 20) if family == "openings" else [0] * stations,
            "capacity": [[minutes] for minutes in numbers(stations, 0, 2, 5, 7)],
        },
        "lanes": {
            "order": [order for order, _ in pairs],
            "station": [station for _, station in pairs],
            "cost_per_piece": numbers(rows, 0, 1, 3.5),
            "cost_per_lot": numbers(rows, 0, 2, 8) if family in {"lots", "whole"} else [0] * rows,
            "minutes_per_piece": numbers(rows, 0, 1, 2) if family == "whole" else [same] * rows,
            "last_day": [0] * rows,
        },
        "pinned": {"lane": pins, "pieces": numbers(len(pins), 0, 1)},
    }
    try:
        return Instance.read(data)
    except BadInstance:  # the pinned lots did not fit
        return Instance.read({**data, "pinned": {"lane": [], "pieces": []}})


@given(tiny())
@quick
def test_tiny_plans_keep_the_rules_and_are_the_best(instance: Instance) -> None:
    plan = solve(instance, iterations=100)
    assert check(instance, plan).violations == ()
    assert plan.objective == pytest.approx(cheapest(instance), rel=1e-6, abs=1e-6)
    assert plan.bound is not None
    assert plan.bound <= plan.objective


@given(tiny())
@quick
def test_walking_on_trees_keeps_the_rules(instance: Instance) -> None:
    grid = Grid.of(Load(instance))
    room = None if grid is None else grid.whole_room()
    if grid is None or room is None or grid.opening.any():
        return
    clock = Clock(seconds=60, iterations=10, progress=None, stop=lambda: False)
    lots = LotCosts(replace(grid, lot=grid.lot + 1.0), room, clock, seed=0, threads=2)
    lots.run(-np.inf)
    assert (lots.placed.sum(axis=0) <= grid.left).all()
    assert (lots.placed.sum(axis=1) <= room).all()
    assert lots.cost == pytest.approx(lots.cost_of(lots.placed))


SMALL = {
    "openings": families.openings(stations=10, orders=20, spare=3.0, seed=1),
    "no openings": families.openings(stations=8, orders=12, spare=1.2, seed=2),
    "whole c": families.whole_orders("c", stations=4, orders=20, seed=3),
    "whole d": families.whole_orders("d", stations=3, orders=12, seed=4),
    "whole e": families.whole_orders("e", stations=4, orders=20, seed=5),
    "lots": families.lot_costs(stations=4, orders=7, dearest=400, seed=6),
}


@pytest.mark.parametrize("name", SMALL)
def test_small_ones_are_proven_and_nothing_is_left_over(name: str) -> None:
    instance = Instance.read(SMALL[name])
    plan = solve(instance, iterations=2000, seconds=60)
    assert check(instance, plan).violations == ()
    assert plan.unplaced.pieces.sum() == 0
    assert plan.status == "optimal"


def test_many_lanes_are_planned_well_without_a_proof() -> None:
    instance = Instance.read(families.lot_costs(stations=20, orders=60, dearest=6400, seed=7))
    plan = solve(instance, iterations=1000, seconds=60, threads=2)
    again = solve(instance, iterations=1000, seconds=60, threads=2)
    assert check(instance, plan).violations == ()
    assert plan.unplaced.pieces.sum() == 0
    assert again.objective == plan.objective
    rough = solve(instance, iterations=0, seconds=60)
    assert plan.objective < 0.99 * rough.objective
