"""Measure the planner against the rule of thumb, a proven bound and the best plans known, on generated instances.

The rules fill stations order by order as they are due: the nearest first, as people do by telephone and as shop
platforms do under the name of source selection, or where the next lot is cheapest. `make bench-planner` takes S, S10,
L and the families with full networks, some ten minutes in all. In their names a number is the load (0.85 elsewhere),
and "scarce" that only a fifth of the stations knows two of the six crafts. `SIZES=S,X make bench-planner` takes
others (X needs another five, and with S10 shows how time grows), `SECONDS=60` gives each size that time instead of
its own. Each is planned by counted work, which gives the same plan on any machine, and by the clock. `BUSY=1` takes
half of the processor away. The best plans known are in `planner_best_known.json` with how they were found. Prints a
table and ends with one line of JSON, the same figures.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]

from planner_instances import instance as make_instance

from dispatch.planner import Instance, Part, Plan, assess, bound, check, join, solve, split
from dispatch.planner.filling import fill
from dispatch.planner.instance import NOTHING
from dispatch.planner.plan import lots_of

BEST_KNOWN = Path(__file__).parent / "planner_best_known.json"


class Size(NamedTuple):
    """The size of an instance, the seconds its plan may take, its steps, and the seconds for its bound.

    So many steps take about as many seconds of an idle processor.
    """

    orders: int
    stations: int
    lanes: int
    seconds: float
    steps: int
    bounding: float
    load: float = 0.85
    scarce: float | None = None

    def make(self) -> Instance:
        """Return the instance."""
        size = {"orders": self.orders, "stations": self.stations, "lanes": self.lanes}
        return Instance.read(make_instance(**size, load=self.load, scarce=self.scarce, seed=0))


S, S10 = Size(200, 169, 60, 2, 400_000, 5), Size(2_000, 169, 60, 10, 2_400_000, 10)
SCARCE = 0.2
SIZES = {
    "S": S._replace(bounding=60),
    "S10": S10._replace(bounding=60),
    "L": Size(10_000, 2_000, 24, 30, 5_000_000, 60),
    "X": Size(100_000, 2_000, 24, 120, 12_000_000, 60),
    **{f"S {load:.2f}": S._replace(load=load) for load in (0.95, 1.0, 1.1, 1.2)},
    **{f"S scarce {load:.2f}": S._replace(load=load, scarce=SCARCE) for load in (0.85, 0.95, 1.0, 1.1, 1.2)},
    **{f"S10 {load:.2f}": S10._replace(load=load) for load in (0.95, 1.0)},
    **{f"S10 scarce {load:.2f}": S10._replace(load=load, scarce=SCARCE) for load in (0.85, 1.1)},
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
    """Plan one size by counted work and by the clock, and return its figures."""
    size = SIZES[name]
    one = size.make()
    rules = [nearest_first(one)] + ([fill(one, NOTHING).objective] if size.orders <= S.orders else [])
    first = solve(one, iterations=0, seconds=1000).objective
    began, seconds = time.process_time(), float(os.environ.get("SECONDS", size.seconds))
    counted = solve(one, iterations=int(size.steps * seconds / size.seconds), seconds=1000)
    took = time.process_time() - began
    plan = solve(one, seconds=seconds, threads=2)
    for each in (counted, plan):
        assert not check(one, each).violations
    least = max(bound(one, seconds=size.bounding), counted.bound or 0.0)
    known = json.loads(BEST_KNOWN.read_text()).get(name, {"objective": counted.objective})["objective"]
    best = min(known, counted.objective, plan.objective)
    return {
        "processor": round(took, 1),
        "objective": round(counted.objective),
        "unplaced": int(counted.unplaced.pieces.sum()),
        "first_to_rule": round(first / min(rules), 2),
        "rule_to_plan": round(min(rules) / counted.objective, 2),
        "plan_to_bound": round(counted.objective / least, 4),
        "plan_to_best": round(counted.objective / best, 4),
        "seconds": round(plan.seconds, 1),
        "timed_to_best": round(plan.objective / best, 4),
        "peak_gb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2),
    }


@contextmanager
def half_taken_away() -> Iterator[None]:
    """Keep as many other processes busy as there are cores."""
    rivals = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in os.sched_getaffinity(0)]
    try:
        yield
    finally:
        for rival in rivals:
            rival.kill()


def growth(steps: int = 25) -> dict[str, float]:
    """Return the time (s) for `steps` steps an order on S10 and X, and the exponent by which it grows with orders."""
    took = {}
    for name in ("S10", "X"):
        size = SIZES[name]
        one = size.make()
        began = time.monotonic()
        solve(one, iterations=steps * size.orders, seconds=1000, threads=2)
        took[name] = time.monotonic() - began
    orders = SIZES["X"].orders / SIZES["S10"].orders
    exponent = np.log(took["X"] / took["S10"]) / np.log(orders)
    return {name: round(each, 1) for name, each in took.items()} | {"exponent": round(float(exponent), 2)}


def in_parts(iterations: int = 200_000) -> dict[str, float]:
    """Return how much sooner two processes solve the two halves of S10 than one does, and what that costs."""
    size = SIZES["S10"]
    one = size.make()
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
    names = os.environ.get("SIZES", ",".join(name for name in SIZES if name != "X")).split(",")
    figures = {}
    for name in names:
        with half_taken_away() if os.environ.get("BUSY") else nullcontext():
            figures[name] = measure(name)
        if len(figures) == 1:
            print(f"{'orders x stations':<28}" + "".join(f"{column:>14}" for column in figures[name]))
        label = f"{name}: {SIZES[name].orders:,} x {SIZES[name].stations:,}"
        print(f"{label:<28}" + "".join(f"{each:>14,}" for each in figures[name].values()), flush=True)
    grows = growth() if {"S10", "X"} <= set(names) else None
    if grows:
        print(
            f"so many steps an order take S10 {grows['S10']} s, X {grows['X']} s: time grows as n^{grows['exponent']}"
        )
    parts = in_parts() if "S10" in names else None
    if parts:
        print(f"two halves of S10 in two processes: {parts['speedup']} times as fast as in one")
    print(json.dumps({"benchmark": "planner", "threads": 2, "sizes": figures, "growth": grows, "parts": parts}))


if __name__ == "__main__":
    main()
