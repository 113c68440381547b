"""Measure a plan cut into parts that one or two processes solve, as the Celery tasks do: its time and its cost.

make bench-distributed
"""

from __future__ import annotations

import time
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from planner_instances import instance

from dispatch.planner import Instance, Part, Plan, join, solve, split

ORDERS, STATIONS, PARTS = 2_000, 338, 4
ROUGH, EACH, JOINED = 3.0, 8.0, 3.0  # seconds


def solve_part(part: Part) -> dict[str, Any]:
    """Solve one part as a worker does. It is CPU-bound, so two of them need two cores."""
    return solve(part.instance, seconds=EACH, start=part.start).to_dict()


def main() -> None:
    whole = Instance.read(instance(orders=ORDERS, stations=STATIONS, seed=1))
    rough = solve(whole, seconds=ROUGH)
    parts = split(whole, rough, parts=PARTS)
    print(f"{ORDERS} orders x {STATIONS} stations, {len(whole.lanes.order)} lanes, {len(parts)} parts of {EACH:g} s")
    print(f"{'':<28}{'seconds':>9}{'CNY':>14}")
    print(f"{'rough plan':<28}{rough.seconds:>9.1f}{rough.objective:>14,.0f}")
    alone = solve(whole, seconds=ROUGH + EACH * PARTS / 2 + JOINED)
    print(f"{'in one piece':<28}{alone.seconds:>9.1f}{alone.objective:>14,.0f}")
    for workers in (1, 2):
        began = time.monotonic()
        with ProcessPoolExecutor(workers) as pool:
            plans = [Plan.read(found) for found in pool.map(solve_part, parts)]
        joined = solve(whole, seconds=JOINED, start=join(parts, plans))
        taken = ROUGH + time.monotonic() - began
        print(f"{f'in parts, {workers} at a time':<28}{taken:>9.1f}{joined.objective:>14,.0f}")


if __name__ == "__main__":
    main()
