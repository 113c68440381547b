"""Generate seeded instances after published recipes, in the planner's format: lot costs, openings, whole orders.

`lot_costs`: fixed-charge transportation, Sun, Aronson, McKeown and Drinka (1998).
`openings`: capacitated facility location, Cornuejols, Sridharan and Thizy (1991): points in a square, demands 5 to 35.
`whole_orders`: generalised assignment, types c, d (Chu and Beasley, 1997) and e (Laguna et al., 1995).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def lot_costs(*, stations: int, orders: int, dearest: int, seed: int) -> dict[str, Any]:
    """Return a transport in which a lot costs from a quarter of `dearest` CNY up to that."""
    rng = np.random.default_rng(seed)
    total = 10 * stations * orders
    room, pieces = (_parts(rng, total, count) for count in (stations, orders))
    unit = rng.integers(3, 9, (stations, orders))
    lot = rng.integers(dearest // 4, dearest + 1, (stations, orders))
    return _instance(pieces=pieces, room=room, unit=unit, lot=lot, penalty=3 * dearest + 24)


def openings(*, stations: int, orders: int, spare: float, seed: int) -> dict[str, Any]:
    """Return a choice of stations that together have `spare` times the room that the orders need."""
    rng = np.random.default_rng(seed)
    place, home = rng.random((stations, 2)), rng.random((orders, 2))
    pieces, room = rng.integers(5, 36, orders), rng.uniform(10, 160, stations)
    room = np.ceil(room * spare * pieces.sum() / room.sum())
    opening = rng.uniform(0, 90, stations) + rng.uniform(100, 110, stations) * np.sqrt(room)
    unit = 10 * np.hypot(*(place[:, None] - home[None]).transpose(2, 0, 1))
    return _instance(pieces=pieces, room=room, unit=unit, opening=opening, penalty=float(opening.max()) + 15)


def whole_orders(kind: str, *, stations: int, orders: int, seed: int) -> dict[str, Any]:
    """Return orders of one piece each, of type `c`, `d` or `e`. Costs that fall with minutes are hard."""
    rng = np.random.default_rng(seed)
    size = (stations, orders)
    if kind == "c":
        minutes, unit = rng.integers(5, 26, size), rng.integers(10, 51, size)
    elif kind == "d":
        minutes = rng.integers(1, 101, size)
        unit = np.maximum(111 - minutes + rng.integers(-10, 11, size), 0)
    else:
        minutes = np.ceil(1 - 10 * np.log(1 - rng.random(size))).astype(np.int64)
        unit = np.ceil(np.maximum(1000 / minutes - 10 * rng.random(size), 0)).astype(np.int64)
    room = np.floor(0.8 * minutes.sum(axis=1) / stations)
    return _instance(pieces=np.ones(orders), room=room, unit=unit, minutes=minutes, penalty=3 * float(unit.max()))


def _parts(rng: np.random.Generator, total: int, count: int) -> NDArray[np.int64]:
    """Cut a total into random parts of at least 1."""
    cuts = np.sort(rng.choice(total - 1, count - 1, replace=False)) + 1
    return np.diff(np.concatenate(([0], cuts, [total])))


def _instance(*, pieces: Any, room: Any, unit: Any, penalty: float, **more: Any) -> dict[str, Any]:
    stations, orders = unit.shape
    station, order = (index.ravel() for index in np.indices(unit.shape))
    return {
        "format": "qiaoshou-instance/1",
        "days": 1,
        "orders": {
            "id": list(range(orders)),
            "pieces": np.asarray(pieces).astype(int).tolist(),
            "min_lot": [1] * orders,
            "wage": [0] * orders,
            "penalty": [penalty] * orders,
        },
        "stations": {
            "id": list(range(stations)),
            "workers": [1] * stations,
            "recent_income": [0] * stations,
            "open_cost": np.broadcast_to(more.get("opening", 0), stations).tolist(),
            "capacity": [[minutes] for minutes in np.asarray(room, dtype=float).tolist()],
        },
        "lanes": {
            "order": order.tolist(),
            "station": station.tolist(),
            "cost_per_piece": unit.ravel().tolist(),
            "cost_per_lot": np.broadcast_to(more.get("lot", 0), unit.shape).ravel().tolist(),
            "minutes_per_piece": np.broadcast_to(more.get("minutes", 1), unit.shape).ravel().tolist(),
            "last_day": [0] * unit.size,
        },
    }
