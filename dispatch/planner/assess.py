"""The plan that has just these lots, whoever chose them: what it costs, and why pieces are left over."""

from __future__ import annotations

import numpy as np

from .check import check
from .instance import Instance, Lots
from .plan import Plan, Reason, Unplaced
from .standing import Standing


def assess(instance: Instance, lots: Lots, *, bound: float | None = None) -> Plan:
    """Give the plan of these lots with its cost in CNY and a reason for what is left over; `bound` is taken over."""
    now, nothing = Standing(instance, lots), np.empty(0, dtype=np.int64)
    order = np.flatnonzero(now.left > 0)
    reasons = tuple(_why_left(now, row) for row in order.tolist())
    cost = check(instance, Plan(lots, Unplaced(nothing, nothing, ()), 0.0)).objective
    return Plan(lots, Unplaced(order, now.left[order], reasons), cost, bound=bound)


def _why_left(now: Standing, order: int) -> Reason:
    """Why pieces of an order have no place; where there is room, nobody has looked since the plan was changed."""
    lanes = np.flatnonzero((now.instance.lanes.order == order) & now.usable)
    left, least = now.left[order], max(int(now.instance.orders.min_lot[order]), 1)
    fits = np.minimum(now.fits(lanes), left)
    if not len(lanes):
        return Reason.NO_STATION
    if (fits >= np.where(now.pieces[lanes] > 0, 1, least)).any():
        return Reason.OUT_OF_TIME
    return Reason.BELOW_MIN_LOT if left < least else Reason.NO_CAPACITY
