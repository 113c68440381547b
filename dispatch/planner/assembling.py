"""From pieces by lane to a plan: what it costs, what has no place, and why."""

from __future__ import annotations

import numpy as np

from .instance import Instance, IntArray, minutes_left
from .load import Premium, suffix_minimum, whole_pieces
from .plan import Plan, Reason, Unplaced, lots_of


def cost_of(instance: Instance, pieces: IntArray) -> float:
    """Give the objective (CNY) of so many pieces by lane."""
    lanes, orders, stations = instance.lanes, instance.orders, instance.stations
    used = np.flatnonzero(pieces)
    order, station, made = lanes.order[used], lanes.station[used], pieces[used]
    left = orders.pieces - np.bincount(order, made, minlength=len(orders.id))
    earned = np.bincount(station, made * orders.wage[order], minlength=len(stations.id)).astype(np.float64)
    everything = slice(0, len(stations.id))
    return float(
        left @ orders.penalty
        + made @ lanes.cost_per_piece[used]
        + lanes.cost_per_lot[used].sum()
        + stations.open_cost[np.unique(station)].sum()
        + Premium(instance).of(everything, earned).sum()
    )


def assemble(
    instance: Instance, pieces: IntArray, *, bound: float | None = None, seconds: float = 0.0, complete: bool = True
) -> Plan:
    """Give the plan of so many pieces by lane; `complete` says that all orders were looked at."""
    placed = np.bincount(instance.lanes.order, pieces, minlength=len(instance.orders.id)).astype(np.int64)
    left = instance.orders.pieces - placed
    order = np.flatnonzero(left > 0)
    cost = cost_of(instance, pieces)
    return Plan(
        lots_of(pieces),
        Unplaced(order, left[order], _reasons(instance, pieces, order, left[order], complete=complete)),
        cost,
        bound=None if bound is None else min(bound, cost),
        seconds=seconds,
    )


def _reasons(
    instance: Instance, pieces: IntArray, order: IntArray, left: IntArray, *, complete: bool
) -> tuple[Reason, ...]:
    """Give the reason for what is left of each of these orders, from the room that is really there."""
    lanes = instance.lanes
    free = np.isin(lanes.order, order)
    free[instance.pinned.lane] = False
    free[instance.forbidden] = False
    rows = np.flatnonzero(free)
    at = np.searchsorted(order, lanes.order[rows])
    some = np.bincount(at, minlength=len(order)) > 0
    room = suffix_minimum(minutes_left(instance, lots_of(pieces)))[lanes.station[rows], lanes.last_day[rows]]
    least = np.where(pieces[rows] > 0, 1, np.maximum(instance.orders.min_lot[lanes.order[rows]], 1))
    fits = np.minimum(whole_pieces(room, lanes.minutes_per_piece[rows]), left[at]) >= least
    roomy = np.bincount(at, fits, minlength=len(order)) > 0
    small = left < instance.orders.min_lot[order]
    return tuple(
        Reason.NO_STATION
        if not some[k]
        else Reason.OUT_OF_TIME
        if not complete
        else Reason.TOO_DEAR
        if roomy[k]
        else Reason.BELOW_MIN_LOT
        if small[k]
        else Reason.NO_CAPACITY
        for k in range(len(order))
    )
