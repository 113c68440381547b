"""Build tiny instances that can be tried out completely, and larger ones by hand."""

from itertools import product
from typing import Any

import numpy as np
from hypothesis import strategies as st

from dispatch.planner import BadInstance, Instance, Plan, check
from dispatch.planner.plan import Unplaced, lots_of


def village(**changes: dict[str, Any]) -> dict[str, Any]:
    """Return two orders and two stations over three days. `changes` replace columns by table."""
    data: dict[str, Any] = {
        "format": "qiaoshou-instance/1",
        "days": 3,
        "orders": {"id": ["mats", "toys"], "pieces": [10, 4], "min_lot": [3, 1], "wage": [2, 5], "penalty": [50, 80]},
        "stations": {
            "id": ["east", "west"],
            "workers": [2, 1],
            "recent_income": [100, 0],
            "open_cost": [0, 3],
            "capacity": [[6, 12, 18], [4, 4, 9]],
        },
        "lanes": {
            "order": [0, 0, 1, 1],
            "station": [0, 1, 0, 1],
            "cost_per_piece": [1, 2, 1, 0.5],
            "cost_per_lot": [4, 1, 2, 2],
            "minutes_per_piece": [1, 1.5, 2, 2],
            "last_day": [1, 2, 2, 1],
        },
        "fairness": {"bands": [50, 110], "premium": [0, 0.1, 0.4]},
    }
    return {**data, **{table: {**data.get(table, {}), **columns} for table, columns in changes.items()}}


@st.composite
def instances(draw: st.DrawFn) -> Instance:
    """Draw any instance of up to three orders and stations, four lanes and four pieces an order, some lots pinned."""
    orders, stations, days = (draw(st.integers(1, n)) for n in (3, 3, 4))

    def column(values: st.SearchStrategy[Any], rows: int) -> list[Any]:
        return draw(st.lists(values, min_size=rows, max_size=rows))

    money, few = st.sampled_from([0, 0.5, 1, 3, 7.25, 20]), st.integers(0, 4)
    pairs = draw(st.lists(st.sampled_from(list(product(range(orders), range(stations)))), max_size=4, unique=True))
    rows = len(pairs)
    pins = draw(st.lists(st.integers(0, rows - 1), max_size=2, unique=True)) if rows else []
    growth = [np.cumsum(column(st.integers(0, 4), days)).tolist() for _ in range(stations)]
    data = {
        "format": "qiaoshou-instance/1",
        "days": days,
        "orders": {
            "id": list(range(orders)),
            "pieces": column(few, orders),
            "min_lot": column(few, orders),
            "wage": column(money, orders),
            "penalty": column(st.sampled_from([0, 5, 40]), orders),
        },
        "stations": {
            "id": list(range(stations)),
            "workers": column(st.integers(0, 3), stations),
            "recent_income": column(money, stations),
            "open_cost": column(money, stations),
            "capacity": growth,
        },
        "lanes": {
            "order": [order for order, _ in pairs],
            "station": [station for _, station in pairs],
            "cost_per_piece": column(money, rows),
            "cost_per_lot": column(money, rows),
            "minutes_per_piece": column(st.sampled_from([0, 0.5, 1, 1.7, 3]), rows),
            "last_day": column(st.integers(0, days - 1), rows),
        },
        "fairness": {"bands": [5, 10], "premium": draw(st.sampled_from([[0, 0, 0], [0, 0.5, 1], [0.1, 0.1, 2]]))},
        "pinned": {"lane": pins, "pieces": column(st.integers(0, 2), len(pins))},
        "forbidden": [lane for lane in range(rows) if lane not in pins and draw(st.integers(0, 5)) == 0],
    }
    try:
        return Instance.read(data)
    except BadInstance:  # the pinned lots did not fit
        return Instance.read({**data, "pinned": {"lane": [], "pieces": []}})


def busy(rng: np.random.Generator) -> Instance:
    """Draw up to four stations over six days, idle on half of them, with work to do at different dates."""
    orders, stations, days = 3, int(rng.integers(1, 5)), 6
    rows = [(order, station) for order in range(orders) for station in range(stations) if rng.random() < 0.6]
    per_day = rng.integers(0, 8, (stations, days)) * (rng.random((stations, days)) < 0.5)
    return Instance.read(
        village(
            orders={
                "id": list(range(orders)),
                "pieces": rng.integers(0, 7, orders).tolist(),
                "min_lot": rng.integers(0, 4, orders).tolist(),
                "wage": [2.0] * orders,
                "penalty": [50.0] * orders,
            },
            stations={
                "id": list(range(stations)),
                "workers": rng.integers(1, 4, stations).tolist(),
                "recent_income": rng.integers(0, 80, stations).tolist(),
                "open_cost": rng.choice([0.0, 3.5], stations).tolist(),
                "capacity": np.cumsum(per_day, axis=1).tolist(),
            },
            lanes={
                "order": [order for order, _ in rows],
                "station": [station for _, station in rows],
                "cost_per_piece": rng.choice([0.0, 0.5, 3.0], len(rows)).tolist(),
                "cost_per_lot": rng.choice([0.0, 2.0, 7.25], len(rows)).tolist(),
                "minutes_per_piece": rng.choice([0.5, 1.0, 1.7], len(rows)).tolist(),
                "last_day": rng.integers(0, days, len(rows)).tolist(),
            },
        )
        | {"days": days}
    )


def cheapest(instance: Instance) -> float:
    """Return the objective of the best of all plans, by trying out every number of pieces on every lane."""
    choices: list[list[int]] = [[0, *range(1, instance.orders.pieces[j] + 1)] for j in instance.lanes.order]
    for lane, pieces in zip(instance.pinned.lane, instance.pinned.pieces, strict=True):
        choices[lane] = [int(pieces)]
    best = float("inf")
    for pieces in product(*choices):
        verdict = check(instance, plan_of(instance, pieces))
        if all(violation.rule in {"objective_wrong", "unplaced_wrong"} for violation in verdict.violations):
            best = min(best, verdict.objective)
    return best


def plan_of(instance: Instance, pieces: tuple[int, ...]) -> Plan:
    """Return a plan with these pieces on each lane that says nothing true of itself."""
    nothing = np.empty(0, dtype=np.int64)
    return Plan(lots_of(np.array(pieces, dtype=np.int64)), Unplaced(nothing, nothing, ()), objective=0.0)
