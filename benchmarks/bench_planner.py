"""Measure the planner against the rule of thumb, a proven bound and the best plans known, on generated instances.

The rule fills the nearest stations first, as people do by telephone and as shop platforms do under the name of source
selection. `make bench-planner` takes S, S10 and L, two minutes in all. `SIZES=S,X make bench-planner` takes others (X
needs another five, and with S10 shows how time grows), `SECONDS=60` gives each size that time instead of its own. The
best plans known are in `planner_best_known.json` with how they were found. Prints a table and ends with one line of
JSON, the same figures.
"""

import json
import os
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]

from planner_instances import instance as make_instance

from dispatch.planner import Instance, Part, Plan, assess, bound, check, join, solve, split
from dispatch.planner.plan import lots_of

BEST_KNOWN = Path(__file__).parent / "planner_best_known.json"


class Size(NamedTuple):
    """The size of an instance, the seconds its plan may take, and the seconds for its bound."""

    orders: int
    stations: int
    lanes: int
    seconds: float
    bounding: float


SIZES = {
    "S": Size(200, 169, 60, 2, 60),
    "S10": Size(2_000, 169, 60, 10, 60),
    "L": Size(10_000, 2_000, 24, 30, 60),
    "X": Size(100_000, 2_000, 24, 120, 60),
}


def nearest_first(instance: Instance) -> float:
    """Return the objective (CNY) of filling the nearest stations, the earliest orders first."""
    lanes, orders = instance.lanes, instance.orders
    slack, pieces = instance.stations.capacity.copy(), np.zeros(len(lanes.order), dtype=np.int64)
    due = np.full(len(orders.id), instance.days)
    np.minimum.at(due, lanes.order, lanes.last_day)
    left = orders.pieces.copy()
    by_order = np.lexsort((lanes.cost_per_piece, lanes.order))
    first = np.searchsorted(lanes.order[by_order], np.arange(len(orders.id) + 1))
    for order in np.argsort(due, kind="stable"):
        for lane in by_order[first[order] : first[order + 1]]:
            days = slack[lanes.station[lane], lanes.last_day[lane] :]
            fits = min(left[order], int(max(days.min(), 0) // lanes.minutes_per_piece[lane]))
            if fits >= orders.min_lot[order]:
                pieces[lane], left[order] = fits, left[order] - fits
                days -= fits * lanes.minutes_per_piece[lane]
            if not left[order]:
                break
    return assess(instance, lots_of(pieces)).objective


def measure(name: str) -> dict[str, Any]:
    """Plan one size and return its figures."""
    size = SIZES[name]
    one = Instance.read(make_instance(orders=size.orders, stations=size.stations, lanes=size.lanes, seed=0))
    began, seconds = time.monotonic(), float(os.environ.get("SECONDS", size.seconds))
    plan = solve(one, seconds=seconds, threads=2)
    took = time.monotonic() - began
    verdict = check(one, plan)
    assert not verdict.violations
    least = max(bound(one, seconds=size.bounding), plan.bound or 0.0)
    best = min(json.loads(BEST_KNOWN.read_text())[name]["objective"], verdict.objective)
    return {
        "seconds": round(took, 1),
        "objective": round(verdict.objective),
        "unplaced": int(plan.unplaced.pieces.sum()),
        "rule_to_plan": round(nearest_first(one) / verdict.objective, 2),
        "plan_to_bound": round(verdict.objective / least, 4),
        "plan_to_best": round(verdict.objective / best, 4),
        "peak_gb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2),
    }


def growth(steps: int = 25) -> dict[str, float]:
    """Return the time (s) for `steps` steps an order on S10 and X, and the exponent by which it grows with orders."""
    took = {}
    for name in ("S10", "X"):
        size = SIZES[name]
        one = Instance.read(make_instance(orders=size.orders, stations=size.stations, lanes=size.lanes, seed=0))
        began = time.monotonic()
        solve(one, iterations=steps * size.orders, seconds=1000, threads=2)
        took[name] = time.monotonic() - began
    orders = SIZES["X"].orders / SIZES["S10"].orders
    exponent = np.log(took["X"] / took["S10"]) / np.log(orders)
    return {name: round(each, 1) for name, each in took.items()} | {"exponent": round(float(exponent), 2)}


def in_parts(iterations: int = 200_000) -> dict[str, float]:
    """Return how much sooner two processes solve the two halves of S10 than one does, and what that costs."""
    size = SIZES["S10"]
    one = Instance.read(make_instance(orders=size.orders, stations=size.stations, lanes=size.lanes, seed=0))
    rough = solve(one, iterations=iterations // 20)
    parts, took, plans = split(one, rough, parts=2), {}, list[Plan]()
    for workers in (1, 2):
        with ProcessPoolExecutor(workers) as pool:
            list(pool.map(_solve_part, parts, [1] * len(parts)))  # the compiled code is loaded once
            began = time.monotonic()
            plans = list(pool.map(_solve_part, parts, [iterations] * len(parts)))
            took[workers] = time.monotonic() - began
    joined = assess(one, join(parts, plans)).objective
    return {"speedup": round(took[1] / took[2], 2), "joined_to_rough": round(joined / rough.objective, 4)}


def _solve_part(part: Part, iterations: int) -> Plan:
    return solve(part.instance, iterations=iterations, seconds=600, start=part.start)


def main() -> None:
    """Print the table, then the same as JSON."""
    names = os.environ.get("SIZES", "S,S10,L").split(",")
    columns = ("seconds", "objective", "unplaced", "rule_to_plan", "plan_to_bound", "plan_to_best", "peak_gb")
    print(f"{'orders x stations':<24}" + "".join(f"{column:>15}" for column in columns))
    figures = {}
    for name in names:
        figures[name] = measure(name)
        label = f"{name} {SIZES[name].orders:,} x {SIZES[name].stations:,}"
        print(f"{label:<24}" + "".join(f"{figures[name][column]:>15,}" for column in columns), flush=True)
    grows = growth() if {"S10", "X"} <= set(names) else None
    if grows:
        print(
            f"so many steps an order take S10 {grows['S10']} s, X {grows['X']} s: time grows as n^{grows['exponent']}"
        )
    parts = in_parts()
    print(f"two halves of S10 in two processes: {parts['speedup']} times as fast as in one")
    print(json.dumps({"benchmark": "planner", "threads": 2, "sizes": figures, "growth": grows, "parts": parts}))


if __name__ == "__main__":
    main()
