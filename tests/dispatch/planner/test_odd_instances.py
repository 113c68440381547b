"""Test that odd but possible instances have a clear result, never an exception."""

from typing import Any

import pytest

from dispatch.planner import Instance, Reason, check, solve
from tests.dispatch.planner.tiny import village


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"stations": {"capacity": [[0] * 3, [0] * 3]}}, {Reason.NO_CAPACITY}),
        ({"orders": {"min_lot": [20, 9]}}, {Reason.BELOW_MIN_LOT}),  # orders smaller than their smallest lot
        ({"orders": {"pieces": [10_000_000, 10_000_000]}}, {Reason.NO_CAPACITY, Reason.BELOW_MIN_LOT}),
        ({"lanes": {name: [] for name in village()["lanes"]}}, {Reason.NO_STATION}),  # a craft without a station
        ({"lanes": {"minutes_per_piece": [0, 0, 0, 0]}}, set()),
        ({"orders": {"pieces": [0, 0]}}, set()),
    ],
)
def test_what_cannot_be_placed_says_why(changes: dict[str, dict[str, Any]], reasons: set[Reason]) -> None:
    instance = Instance.read(village(**changes))
    for threads in (1, 2):
        plan = solve(instance, iterations=50, threads=threads)
        assert check(instance, plan).violations == ()
        assert set(plan.unplaced.reason) <= reasons
        assert bool(len(plan.unplaced.order)) == bool(reasons)


def test_no_piece_is_left_where_a_place_costs_less_than_its_penalty() -> None:
    """Take some from a lot that is there, because two pieces left over are less than a lot."""
    instance = Instance.read(
        village(
            orders={"pieces": [10, 0], "min_lot": [4, 1]},
            stations={"capacity": [[8, 8, 8], [9, 9, 9]], "open_cost": [0, 0]},
            lanes={"minutes_per_piece": [1, 1.5, 2, 2]},
        )
    )
    plan = solve(instance, iterations=300)
    assert int(plan.unplaced.pieces.sum()) == 0
