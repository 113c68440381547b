"""Place unplaced pieces where there is room, order by order, without searching for anything better."""

from __future__ import annotations

import numpy as np

from .assembling import assess
from .balance import Standing
from .instance import Instance, IntArray, Lots
from .lot_sizes import split
from .plan import Plan, lots_of


def fill(instance: Instance, start: Lots) -> Plan:
    """Return the plan of `start` with its unplaced pieces placed as far as there is room.

    `start` keeps the rules. The orders due first come first, each as cheaply as it can then be.
    """
    lanes, now = instance.lanes, Standing(instance, start)
    first_due = np.full(len(instance.orders.id), instance.days, dtype=np.int64)
    np.minimum.at(first_due, lanes.order, lanes.last_day)
    for order in np.argsort(first_due, kind="stable").tolist():
        lane = np.flatnonzero((lanes.order == order) & now.usable)
        if now.left[order] and len(lane):
            pieces = now.pieces.copy()
            pieces[lane] += _shares(now, order, lane)
            now = Standing(instance, lots_of(pieces))
    return assess(instance, lots_of(now.pieces))


def _shares(now: Standing, order: int, lane: IntArray) -> IntArray:
    """Return the pieces of an order for each of its lanes: all that are left, or else as many as fit."""
    left, lanes = int(now.left[order]), now.instance.lanes
    least = np.where(now.pieces[lane] > 0, 0, max(int(now.instance.orders.min_lot[order]), 1))
    fits, per_piece = now.fits(lane), lanes.cost_per_piece[lane]
    whole = split(fits, least, per_piece, now.first_lot(lane), left)
    if whole is not None:
        return whole
    some = np.zeros(len(lane), dtype=np.int64)
    for row in np.argsort(per_piece, kind="stable").tolist():
        take = min(int(fits[row]), left - int(some.sum()))
        some[row] = take if take >= least[row] else 0
    return some
