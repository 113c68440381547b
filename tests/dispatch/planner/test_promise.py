"""Test that a promise is exact: what it promises fits, and no earlier day would do."""

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.planner import Candidates, FreeTime, Instance, Plan, assess, check, solve
from dispatch.planner.instance import Lots, minutes_left
from tests.dispatch.planner.tiny import busy, village


def candidates(
    *, minutes: tuple[float, float] = (1.0, 1.0), transport: tuple[int, int] = (0, 0), first: tuple[int, int] = (0, 0)
) -> Candidates:
    costs = np.array([1.0, 2.0]), np.array([5.0, 1.0])
    return Candidates(np.array([0, 1]), *costs, np.array(minutes), np.array(transport), np.array(first))


@pytest.fixture(name="planned", scope="module")
def fixture_planned() -> tuple[Instance, Plan]:
    instance = Instance.read(village(orders={"pieces": [4, 1]}))
    return instance, solve(instance, iterations=100)


@given(
    pieces=st.integers(1, 30),
    min_lot=st.integers(0, 12),
    minutes=st.tuples(st.sampled_from([0.5, 1.0, 1.7]), st.sampled_from([0.5, 1.0, 3.0])),
    transport=st.tuples(st.integers(0, 2), st.integers(0, 2)),
    first=st.tuples(st.integers(0, 2), st.integers(0, 3)),
    share=st.sampled_from([0.3, 0.5, 1.0]),
    wish_day=st.integers(-1, 6),
)
@settings(max_examples=80, deadline=None)
def test_the_earliest_day_is_the_earliest(
    planned: tuple[Instance, Plan],
    pieces: int,
    min_lot: int,
    minutes: tuple[float, float],
    transport: tuple[int, int],
    first: tuple[int, int],
    share: float,
    wish_day: int,
) -> None:
    instance, plan = planned
    lanes = candidates(minutes=minutes, transport=transport, first=first)
    said = FreeTime(instance, plan, lanes, share=share).promise(
        pieces=pieces, min_lot=min_lot, wage=2.0, wish_day=wish_day
    )
    left = minutes_left(instance, plan.lots)

    def fits(day: int) -> bool:
        room = []
        for station in (0, 1):
            last = min(day - transport[station], 2)
            before = instance.stations.capacity[station, first[station] - 1] if first[station] else 0.0
            since = instance.stations.capacity[station, last] - before
            free = share * min(left[station, last:].min(), since) if last >= first[station] else 0.0
            most = free / minutes[station]
            room.append([n for n in range(pieces + 1) if n <= most + 1e-9 and (n == 0 or n >= min_lot)])
        return any(sum(split) == pieces for split in product(*room))

    assert (said.earliest_day if said else None) == next((day for day in range(6) if fits(day)), None)
    if said:
        assert said.by_wish == (said.earliest_day <= wish_day)
        assert sum(share.pieces for share in said.stations) == pieces
        assert all(share.pieces >= min_lot for share in said.stations)


def new_order(rng: np.random.Generator, stations: int) -> dict[str, Any]:
    """Draw an order of up to thirty pieces for some of the stations, as `promise` asks for it."""
    chosen = np.flatnonzero(rng.random(stations) < 0.8)
    lanes = Candidates(
        rng.permutation(chosen),
        cost_per_piece=rng.choice([0.0, 0.5, 3.0], len(chosen)),
        cost_per_lot=rng.choice([0.0, 2.0, 7.25], len(chosen)),
        minutes_per_piece=rng.choice([0.0, 0.5, 1.0, 1.7], len(chosen), p=[0.04, 0.32, 0.32, 0.32]),
        transport_days=rng.integers(0, 3, len(chosen)),
        first_day=np.zeros(len(chosen), dtype=np.int64),
    )
    return {"pieces": int(rng.integers(1, 31)), "min_lot": int(rng.integers(0, 9)), "wage": 2.5, "lanes": lanes}


def with_order(instance: Instance, plan: Plan, order: dict[str, Any], *, day: int) -> Instance:
    """Return the instance with one more order due on a day, all lots of the plan pinned."""
    data, lanes = instance.to_dict(), order["lanes"]
    last = np.minimum(day - lanes.transport_days, instance.days - 1)
    rows = np.flatnonzero(last >= 0)
    new = {"id": "new", "pieces": order["pieces"], "min_lot": order["min_lot"], "wage": order["wage"], "penalty": 1e4}
    for name, column in data["orders"].items():
        column.append(new[name])
    data["lanes"]["order"] += [len(instance.orders.id)] * len(rows)
    for name in ("station", "cost_per_piece", "cost_per_lot", "minutes_per_piece"):
        data["lanes"][name] += getattr(lanes, name)[rows].tolist()
    data["lanes"]["last_day"] += last[rows].tolist()
    data["pinned"] = {"lane": plan.lots.lane.tolist(), "pieces": plan.lots.pieces.tolist()}
    data["forbidden"] = sorted({*range(len(instance.lanes.order))} - {*plan.lots.lane.tolist()})
    return Instance.read(data)


@given(st.integers(0, 2**32 - 1), st.integers(-1, 8))
@settings(max_examples=200, deadline=None)
def test_what_is_promised_is_just_what_a_plan_can_place(seed: int, wish: int) -> None:
    """Place all pieces by the promised day without touching a lot, and not all of them a day earlier."""
    rng = np.random.default_rng(seed)
    instance = busy(rng)
    plan, order = solve(instance, iterations=20), new_order(rng, len(instance.stations.id))
    wanted = {name: order[name] for name in ("pieces", "min_lot", "wage")}
    said = FreeTime(instance, plan, order["lanes"]).promise(wish_day=wish, **wanted)

    def left_over(day: int) -> int:
        larger = with_order(instance, plan, order, day=day)
        found = solve(larger, iterations=100)
        assert check(larger, found).violations == ()
        return int(found.unplaced.pieces[found.unplaced.order == len(instance.orders.id)].sum())

    if said is None:
        assert left_over(instance.days + 2)
        return
    assert left_over(said.earliest_day) == 0
    assert said.earliest_day == 0 or left_over(said.earliest_day - 1)
    day = wish if said.by_wish else said.earliest_day
    larger, first = with_order(instance, plan, order, day=day), len(instance.lanes.order)
    rows = {int(station): first + row for row, station in enumerate(larger.lanes.station[first:])}
    lane = np.array([rows[share.station] for share in said.stations])
    lots = Lots(np.append(plan.lots.lane, lane), np.append(plan.lots.pieces, [share.pieces for share in said.stations]))
    verdict = check(larger, assess(larger, lots))
    assert verdict.violations == ()
    assert verdict.objective == pytest.approx(plan.objective + said.cost + said.fairness)


def test_a_promise_says_what_it_costs(planned: tuple[Instance, Plan]) -> None:
    instance, plan = planned
    said = FreeTime(instance, plan, candidates()).promise(pieces=2, min_lot=1, wage=0.0, wish_day=5)
    assert said and said.by_wish
    assert said.cost == pytest.approx(2 * 1 + 5)  # the other station would cost 2 x 2 + 1, and 3 to open


def test_a_station_may_come_only_once(planned: tuple[Instance, Plan]) -> None:
    instance, plan = planned
    twice = Candidates(np.array([0, 0]), *(np.ones(2) for _ in range(3)), np.array([0, 0]), np.array([0, 0]))
    with pytest.raises(ValueError, match="must not come twice"):
        FreeTime(instance, plan, twice)


def one_village(days: int) -> tuple[Instance, Plan]:
    """Return a village with 100 minutes a day and nothing to do, and its empty plan."""
    given = village(orders={"pieces": [1, 1]}) | {"days": days, "pinned": {"lane": [], "pieces": []}}
    given["stations"]["capacity"] = [[100.0 * (day + 1) for day in range(days)]] * 2
    instance = Instance.read(given)
    return instance, assess(instance, Lots(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)))


def test_arrivals_are_those_of_the_paces_of_past_weeks() -> None:
    """Of 100 minutes a day the order may take half from day 2 on. 400 minutes of work at pace 1 last eight days."""
    instance, plan = one_village(60)
    lanes = Candidates(np.array([0]), *(np.ones(1) for _ in range(3)), np.array([1]), np.array([2]))
    free = FreeTime(instance, plan, lanes, share=0.5)
    said = free.promise(pieces=400, min_lot=1, wage=0.0, wish_day=-1)
    assert said and said.earliest_day == 2 + 8 - 1 + 1, "the eighth day of making, and a day of transport"
    steady = np.ones((2, 3))
    assert free.arrivals(said.stations, 1.0, steady).tolist() == [10, 10, 10]
    assert free.arrivals(said.stations, 1.0, 2 * steady).tolist() == [6, 6, 6]
    # the first week from today has five days of making at 0.5 (125 minutes), the next one makes the other 275 at pace 1
    slow_once = np.array([[0.5, 1.0, 1.0], [1.0, 1.0, 1.0]])
    assert free.arrivals(said.stations, 1.0, slow_once).tolist() == [13, 10, 13]
    assert free.arrivals(said.stations, 1.0, 0.01 * steady).tolist() == [61, 61, 61], "too far"


def test_the_most_pieces_by_a_day_are_in_sensible_lots() -> None:
    instance, plan = one_village(10)
    lanes = Candidates(np.array([0, 1]), *(np.ones(2) for _ in range(2)), np.array([1.0, 10.0]), *np.zeros((2, 2), int))
    free = FreeTime(instance, plan, lanes)
    assert free.most_pieces(pieces=500, min_lot=1, day=1) == 200 + 20
    assert free.most_pieces(pieces=500, min_lot=25, day=1) == 200, "20 are too small a lot"
    assert free.most_pieces(pieces=150, min_lot=1, day=1) == 150
    assert free.most_pieces(pieces=500, min_lot=1, day=-1) == 0
