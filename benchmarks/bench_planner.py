"""The planner against the rule of thumb and the proven bound: same instances, same machine, in turns.

The rule: the nearest stations first until each is full before the due date, which is what people do by telephone.
Prints a table of ratios to the LP bound and ends with one line of JSON that holds the same figures.
"""

import json
import sys
from pathlib import Path
from statistics import median

import numpy as np

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]

from planner_instances import instance as make_instance

from dispatch.planner import Instance, bound, check, solve
from dispatch.planner.plan import Plan, Unplaced, lots_of

SIZES = {"40 x 40": (40, 40), "S 200 x 169": (200, 169)}
SECONDS, ROUNDS = 2.0, 3


def nearest_first(instance: Instance) -> float:
    """The objective (CNY) of filling the nearest stations, the earliest orders first."""
    lanes, orders = instance.lanes, instance.orders
    slack, pieces = instance.stations.capacity.copy(), np.zeros(len(lanes.order), dtype=np.int64)
    due = np.full(len(orders.id), instance.days)
    np.minimum.at(due, lanes.order, lanes.last_day)
    left = orders.pieces.copy()
    for order in np.argsort(due, kind="stable"):
        mine = np.flatnonzero(lanes.order == order)
        for lane in mine[np.argsort(lanes.cost_per_piece[mine], kind="stable")]:
            days = slack[lanes.station[lane], lanes.last_day[lane] :]
            fits = min(left[order], int(max(days.min(), 0) // lanes.minutes_per_piece[lane]))
            if fits >= orders.min_lot[order]:
                pieces[lane], left[order] = fits, left[order] - fits
                days -= fits * lanes.minutes_per_piece[lane]
    nothing = Unplaced(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), ())
    return check(instance, Plan(lots_of(pieces), nothing, 0.0)).objective


def main() -> None:
    figures = {}
    print(
        f"{'orders x stations':<20}{'bound, CNY':>14}{'rule / bound':>14}{'planner / bound':>17}{'rule / planner':>16}"
    )
    for name, (orders, stations) in SIZES.items():
        rules, plans = [], []
        for seed in range(ROUNDS):
            one = Instance.read(make_instance(orders=orders, stations=stations, seed=seed))
            least = bound(one, seconds=30)
            rules.append(nearest_first(one) / least)
            plans.append(check(one, solve(one, seconds=SECONDS, seed=seed)).objective / least)
        rule, plan = median(rules), median(plans)
        figures[name] = {"bound": round(least), "rule": round(rule, 3), "planner": round(plan, 3)}
        print(f"{name:<20}{least:>17,.0f}{rule:>17.3f}{plan:>17.3f}{rule / plan:>17.2f}")
    print(json.dumps({"benchmark": "planner", "seconds": SECONDS, "rounds": ROUNDS, "ratios_to_bound": figures}))


if __name__ == "__main__":
    main()
