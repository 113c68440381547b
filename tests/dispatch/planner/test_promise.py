"""A promise is exact: what it says can be done fits, and no earlier day would do."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.planner import Candidates, Instance, Plan, promise, solve
from dispatch.planner.instance import minutes_left
from tests.dispatch.planner.tiny import village


def candidates(*, minutes: tuple[float, float] = (1.0, 1.0), transport: tuple[int, int] = (0, 0)) -> Candidates:
    costs = np.array([1.0, 2.0]), np.array([5.0, 1.0])
    return Candidates(np.array([0, 1]), *costs, np.array(minutes), np.array(transport))


@pytest.fixture(name="planned", scope="module")
def fixture_planned() -> tuple[Instance, Plan]:
    instance = Instance.read(village(orders={"pieces": [4, 1]}))
    return instance, solve(instance, iterations=100)


@given(
    pieces=st.integers(1, 30),
    min_lot=st.integers(0, 12),
    minutes=st.tuples(st.sampled_from([0.5, 1.0, 1.7]), st.sampled_from([0.5, 1.0, 3.0])),
    transport=st.tuples(st.integers(0, 2), st.integers(0, 2)),
    wish_day=st.integers(-1, 6),
)
@settings(max_examples=80, deadline=None)
def test_the_earliest_day_is_the_earliest(
    planned: tuple[Instance, Plan],
    pieces: int,
    min_lot: int,
    minutes: tuple[float, float],
    transport: tuple[int, int],
    wish_day: int,
) -> None:
    instance, plan = planned
    lanes = candidates(minutes=minutes, transport=transport)
    said = promise(instance, plan, pieces=pieces, min_lot=min_lot, wage=2.0, lanes=lanes, wish_day=wish_day)
    left = minutes_left(instance, plan.lots)

    def fits(day: int) -> bool:
        room = []
        for station in (0, 1):
            last = min(day - transport[station], 2)
            most = left[station, last:].min() / minutes[station] if last >= 0 else 0
            room.append([n for n in range(pieces + 1) if n <= most + 1e-9 and (n == 0 or n >= min_lot)])
        return any(sum(split) == pieces for split in product(*room))

    assert said.earliest_day == next((day for day in range(6) if fits(day)), None)
    assert said.by_wish == (said.earliest_day is not None and said.earliest_day <= wish_day)
    if said.earliest_day is not None:
        assert sum(share.pieces for share in said.stations) == pieces
        assert all(share.pieces >= min_lot for share in said.stations)


def test_a_promise_says_what_it_costs(planned: tuple[Instance, Plan]) -> None:
    instance, plan = planned
    said = promise(instance, plan, pieces=2, min_lot=1, wage=0.0, lanes=candidates(), wish_day=5)
    assert said.by_wish
    assert said.cost == pytest.approx(2 * 1 + 5)  # the other station would cost 2 x 2 + 1, and 3 to open


def test_a_station_may_come_only_once(planned: tuple[Instance, Plan]) -> None:
    instance, plan = planned
    twice = Candidates(np.array([0, 0]), *(np.ones(2) for _ in range(3)), np.array([0, 0]))
    with pytest.raises(ValueError, match="must not come twice"):
        promise(instance, plan, pieces=2, min_lot=1, wage=0.0, lanes=twice, wish_day=5)
