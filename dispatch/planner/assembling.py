"""Build the plan that has exactly these lots: its cost, its unplaced pieces and their reasons."""

from __future__ import annotations

import numpy as np

from .balance import Standing, charge
from .instance import Instance, IntArray, Lots
from .plan import Plan, Reason, Unplaced, lots_of


def cost_of(instance: Instance, pieces: IntArray) -> float:
    """Return the objective (CNY) of these numbers of pieces by lane."""
    lanes, orders, stations = instance.lanes, instance.orders, instance.stations
    used = np.flatnonzero(pieces)
    order, station, made = lanes.order[used], lanes.station[used], pieces[used]
    left = orders.pieces - np.bincount(order, made, minlength=len(orders.id))
    earned = np.bincount(station, made * orders.wage[order], minlength=len(stations.id)).astype(np.float64)
    return float(
        left @ orders.penalty
        + made @ lanes.cost_per_piece[used]
        + lanes.cost_per_lot[used].sum()
        + stations.open_cost[np.unique(station)].sum()
        + charge(instance, slice(None), earned).sum()
    )


def assess(
    instance: Instance, lots: Lots, *, bound: float | None = None, seconds: float = 0.0, searched: bool = False
) -> Plan:
    """Return the plan of these lots with its cost in CNY and a reason for what is left over.

    `bound` (CNY) and `seconds` are what was proven and taken. `searched` says that every order was looked at, so that
    pieces without a place where there is room were left out because that is cheaper.
    """
    now = Standing(instance, lots)
    order, cost = np.flatnonzero(now.left > 0), cost_of(instance, now.pieces)
    return Plan(
        lots_of(now.pieces),
        Unplaced(order, now.left[order], _reasons(now, order, searched=searched)),
        cost,
        bound=None if bound is None else min(bound, cost),
        seconds=seconds,
    )


def _reasons(now: Standing, order: IntArray, *, searched: bool) -> tuple[Reason, ...]:
    """Return the reason for what is left of each of these orders, from the room that is really there."""
    lanes, orders = now.instance.lanes, now.instance.orders
    rows = np.flatnonzero(now.usable & (now.left[lanes.order] > 0))
    of, least = lanes.order[rows], np.maximum(orders.min_lot, 1)
    fits = np.minimum(now.fits(rows), now.left[of]) >= np.where(now.pieces[rows] > 0, 1, least[of])
    usable, roomy = (np.bincount(each, minlength=len(orders.id)) > 0 for each in (of, of[fits]))
    found = np.full(len(orders.id), Reason.NO_CAPACITY, dtype=object)
    found[now.left < least] = Reason.BELOW_MIN_LOT
    found[roomy] = Reason.TOO_DEAR if searched else Reason.OUT_OF_TIME
    found[~usable] = Reason.NO_STATION
    return tuple(found[order])
