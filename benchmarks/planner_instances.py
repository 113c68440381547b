"""Generate seeded instances for the planner at any size: county and village stations with their bulk orders.

python benchmarks/planner_instances.py --orders 200 --stations 169 --seed 1 --out instance.json.gz
"""

from __future__ import annotations

import argparse
import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np

# standard minutes, piece rate CNY, bulk price CNY, smallest sensible lot: baskets, slippers, bracelets, charms, toys …
PRODUCTS = [
    (95, 28, 76, 20), (60, 15, 36, 40), (14, 1.4, 4.2, 100), (18, 5, 19, 40), (25, 8, 22, 40), (25, 7, 18, 50),
    (70, 22, 52, 20), (240, 80, 168, 10), (45, 14, 38, 20), (110, 36, 108, 20), (200, 62, 160, 10), (90, 27, 58, 20),
]  # fmt: skip
CRAFTS, SCARCE_CRAFTS = 6, 2
KNOWN = 0.45  # share of the stations that know a craft, besides the one that each is known for
DAYS = 60


def instance(
    *, orders: int, stations: int, load: float = 0.85, lanes: int = 60, seed: int = 0, scarce: float | None = None
) -> dict[str, Any]:
    """Return an instance in the planner's format whose work is `load` of all minutes.

    An order has at most `lanes` lanes. With `scarce` the last two crafts are known at this share of the stations only.
    """
    rng = np.random.default_rng(seed)
    place = rng.uniform(0, 100, (stations, 2))  # km
    common = CRAFTS if scarce is None else CRAFTS - SCARCE_CRAFTS
    known = np.array([KNOWN] * common + [scarce] * (CRAFTS - common), dtype=float)
    crafts = rng.random((stations, CRAFTS)) < known
    crafts[np.arange(stations), rng.integers(0, common, stations)] = True
    workers = rng.integers(5, 31, stations)
    efficiency = rng.lognormal(0, 0.15, stations)
    daily = workers[:, None] * rng.uniform(180, 300, (stations, 1)) * (rng.random((stations, DAYS)) < 0.85)
    capacity = np.cumsum(np.round(daily), axis=1)

    kind = rng.integers(0, len(PRODUCTS), orders)
    minutes, wage, price, min_lot = (np.array(column, dtype=float)[kind] for column in zip(*PRODUCTS, strict=True))
    due = rng.integers(12, DAYS, orders)
    size = rng.lognormal(0, 0.8, orders)
    rows: dict[str, list[float]] = {name: [] for name in COLUMNS}
    base = rng.uniform(0, 100, (orders, 2))
    for j in range(orders):
        able = np.flatnonzero(crafts[:, kind[j] % CRAFTS])
        km = np.hypot(*(place[able] - base[j]).T) * 1.3
        near = np.argsort(km)[:lanes]
        add_lanes(rows, j, able[near], km[near], minutes[j] / efficiency[able[near]], due[j], rng)
    pieces = fit_to_load(rows, capacity, size / minutes, due, load, min_lot)
    return {
        "format": "qiaoshou-instance/1",
        "days": DAYS,
        "orders": {
            "id": [f"W{j:05}" for j in range(orders)],
            "pieces": pieces.tolist(),
            "min_lot": np.minimum(min_lot, pieces).astype(int).tolist(),
            "wage": wage.tolist(),
            "penalty": np.round(price * 2.0, 2).tolist(),
        },
        "stations": {
            "id": [f"S{i:04}" for i in range(stations)],
            "workers": workers.tolist(),
            "recent_income": np.round(rng.lognormal(7.6, 0.6, stations), 2).tolist(),
            "open_cost": [0.0] * stations,
            "capacity": capacity.tolist(),
        },
        "lanes": rows,
        "fairness": {"bands": [2000, 4000, 6000], "premium": [0, 0.01, 0.03, 0.06]},
    }


COLUMNS = ("order", "station", "cost_per_piece", "cost_per_lot", "minutes_per_piece", "last_day")


def add_lanes(
    rows: dict[str, list[float]], order: int, station: Any, km: Any, minutes: Any, due: int, rng: np.random.Generator
) -> None:
    """Append one lane for each station an order may go to."""
    transport = 1 + (km > 60).astype(int)
    rows["order"] += [order] * len(station)
    rows["station"] += station.tolist()
    rows["cost_per_piece"] += np.round(0.02 + km * 0.0004 * minutes, 4).tolist()
    rows["cost_per_lot"] += np.round(40 + km * 1.2 + rng.uniform(0, 30, len(km)), 2).tolist()
    rows["minutes_per_piece"] += np.round(minutes, 3).tolist()
    rows["last_day"] += np.maximum(due - transport, 0).tolist()


def fit_to_load(rows: dict[str, list[float]], capacity: Any, weight: Any, due: Any, load: float, min_lot: Any) -> Any:
    """Scale the orders' sizes until their work is `load` of the minutes before their due days."""
    weight = weight * due / due.mean()
    mean_minutes = np.bincount(rows["order"], rows["minutes_per_piece"]) / np.bincount(rows["order"])
    scale = load * capacity[:, -1].sum() / (weight * mean_minutes).sum()
    return np.maximum(np.round(weight * scale), min_lot).astype(int)


def main() -> None:
    """Write one instance to a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=200)
    parser.add_argument("--stations", type=int, default=169)
    parser.add_argument("--load", type=float, default=0.85)
    parser.add_argument("--lanes", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--scarce", type=float, help="share of the stations that know each of the last two crafts")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    made = instance(
        orders=args.orders,
        stations=args.stations,
        load=args.load,
        lanes=args.lanes,
        seed=args.seed,
        scarce=args.scarce,
    )
    raw = json.dumps(made).encode()
    args.out.write_bytes(gzip.compress(raw) if args.out.suffix == ".gz" else raw)


if __name__ == "__main__":
    main()
