"""Explain why each lot is where it is, and why pieces are left over.

The reasons are recomputed from the plan, so they are always true.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from .balance import Standing
from .instance import FloatArray, Instance, IntArray
from .plan import Plan, Reason

MOST_FULL = 5  # cheaper but full stations that are named at most
LEAST_CNY = 0.005  # a smaller difference matters to nobody
LOTS_AT_ONCE = 500  # lots that are looked at together


class Because(StrEnum):
    """The main reason why a lot is at its station."""

    PINNED = "pinned"  # it was fixed before planning
    ONLY_ONE = "only_one"  # no other station may make it
    CHEAPEST = "cheapest"  # no other station would be cheaper for these pieces, full or not
    CHEAPER_FULL = "cheaper_full"  # cheaper stations exist but have not enough room
    FAIRNESS = "fairness"  # a station with room is cheaper without the income bands, dearer with them
    WHOLE_PLAN = "whole_plan"  # another station would be cheaper for this lot alone; the plan as a whole led here


@dataclass(frozen=True)
class Full:
    """A lane that would be cheaper by `saving` CNY but has room for only `room_pieces`.

    Its station has fewer minutes left than the lot needs from `since_day` to `until_day` (both from the lane's last
    production day on).
    """

    lane: int
    station: int
    saving: float
    room_pieces: int
    since_day: int
    until_day: int


@dataclass(frozen=True)
class Bands:
    """The lane that income bands ruled out.

    Its station has room and saves `saving` CNY in freight and lot costs, but would pay `more_premium` CNY more fairness
    charge.
    """

    lane: int
    station: int
    saving: float
    more_premium: float


@dataclass(frozen=True)
class LotReason:
    """The reason for a lot's station, with costs in CNY for the whole lot.

    `next_lane` is the cheapest lane at another station with room for it (None when there is none) and `next_extra` what
    the plan would cost more with the lot there. `is_nearest`: no other station with room has less freight.
    `income_before` and `income_after`: CNY per worker of the station, lately and from this plan, without and with the
    lot.
    """

    lane: int
    order: int
    station: int
    pieces: int
    because: Because
    freight: float
    lot_cost: float
    opening: float
    fairness: float
    is_nearest: bool
    income_before: float
    income_after: float
    next_lane: int | None
    next_extra: float | None
    full: tuple[Full, ...]
    bands: Bands | None

    def to_dict(self) -> dict[str, Any]:
        """Return the reason ready for JSON."""
        bands = None if self.bands is None else vars(self.bands)
        return {**vars(self), "full": [vars(each) for each in self.full], "bands": bands}


@dataclass(frozen=True)
class UnplacedReason:
    """The reason why pieces of an order are left over.

    `lanes` stations may make it, and the roomiest takes `room_pieces`.
    """

    order: int
    pieces: int
    reason: Reason
    lanes: int
    roomiest_lane: int | None
    room_pieces: int


@dataclass(frozen=True)
class Explanation:
    """A reason for each lot of a plan, and for each order with pieces left over."""

    lots: tuple[LotReason, ...]
    unplaced: tuple[UnplacedReason, ...]


def explain(instance: Instance, plan: Plan, *, seconds: float | None = None) -> Explanation:
    """Explain a plan that keeps the rules (see `check`). When `seconds` do not suffice, the last lots get no reason."""
    until = None if seconds is None else time.monotonic() + seconds
    now, lots = Standing(instance, plan.lots), list[LotReason]()
    by_order = np.argsort(instance.lanes.order, kind="stable")
    begins = np.searchsorted(instance.lanes.order[by_order], np.arange(len(instance.orders.id) + 1))
    placed = plan.lots.lane[plan.lots.pieces > 0]
    for first in range(0, len(placed), LOTS_AT_ONCE):
        if until is not None and time.monotonic() > until:
            break
        lots += _Elsewhere(now, placed[first : first + LOTS_AT_ONCE], by_order, begins).reasons()
    said = zip(plan.unplaced.order.tolist(), plan.unplaced.reason, strict=True)
    rest = tuple(_unplaced(now, order, reason) for order, reason in said)
    return Explanation(tuple(lots), rest)


class _Elsewhere:
    """Some lots, and what each would cost on every lane of its order: one entry per lot and lane, sorted by lot."""

    def __init__(self, now: Standing, lot: IntArray, by_order: IntArray, begins: IntArray) -> None:
        instance, lanes = now.instance, now.instance.lanes
        order = lanes.order[lot]
        count = begins[order + 1] - begins[order]
        self.now, self.lot, self.begins = now, lot, np.concatenate(([0], np.cumsum(count)))
        row = np.repeat(np.arange(len(lot)), count)
        self.lane = by_order[np.arange(len(row)) - self.begins[row] + begins[order][row]]
        self.station = lanes.station[self.lane]
        self.other = now.usable[self.lane] & (self.station != lanes.station[lot][row])
        self.pieces, self.wages = now.pieces[lot], now.pieces[lot] * instance.orders.wage[order]
        self.freight, self.lot_cost = self.pieces * lanes.cost_per_piece[lot], lanes.cost_per_lot[lot]
        alone = now.lots_at[lanes.station[lot]] == 1
        self.opening = np.where(alone, instance.stations.open_cost[lanes.station[lot]], 0.0)
        self.premium = -now.more_charge(lanes.station[lot], -self.wages)
        self.cost = self.freight + self.lot_cost + self.opening + self.premium
        self.room = np.where(self.other, now.fits(self.lane), 0)
        least = np.where(now.pieces[self.lane] > 0, 1, instance.orders.min_lot[order][row])
        self.fits = self.other & (self.room >= self.pieces[row]) & (self.pieces[row] >= least)
        self.moved = self.pieces[row] * lanes.cost_per_piece[self.lane] + now.first_lot(self.lane)
        self.more_premium = now.more_charge(self.station, self.wages[row])

    def reasons(self) -> Iterator[LotReason]:
        """Yield the reason of each lot, in order."""
        pinned = set(self.now.instance.pinned.lane.tolist())
        for row, lane in enumerate(self.lot.tolist()):
            yield self._reason(row, lane, pinned=lane in pinned)

    def _reason(self, row: int, lane: int, *, pinned: bool) -> LotReason:
        part = slice(int(self.begins[row]), int(self.begins[row + 1]))
        there, fits = self.moved[part] + self.more_premium[part], self.fits[part]
        best = int(np.where(fits, there, np.inf).argmin()) if fits.any() else None
        extra = None if best is None else float(there[best] - self.cost[row])
        full, bands = self._full(row, part, self.cost[row] - there), self._bands(row, part)
        per_piece, instance = self.now.instance.lanes.cost_per_piece, self.now.instance
        order, station = int(instance.lanes.order[lane]), int(instance.lanes.station[lane])
        workers = max(float(instance.stations.workers[station]), 1.0)
        income = float(instance.stations.recent_income[station] + self.now.earned[station] / workers)
        return LotReason(
            lane=lane,
            order=order,
            station=station,
            pieces=int(self.pieces[row]),
            because=Because.PINNED if pinned else _because(bool(self.other[part].any()), extra, full, bands),
            freight=float(self.freight[row]),
            lot_cost=float(self.lot_cost[row]),
            opening=float(self.opening[row]),
            fairness=float(self.premium[row]),
            is_nearest=bool((per_piece[self.lane[part]][fits] >= per_piece[lane]).all()),
            income_before=income - float(self.wages[row]) / workers,
            income_after=income,
            next_lane=None if best is None else int(self.lane[part][best]),
            next_extra=extra,
            full=full,
            bands=bands,
        )

    def _full(self, row: int, part: slice, saving: FloatArray) -> tuple[Full, ...]:
        """Return the cheaper lanes without room for the pieces, the largest saving first."""
        lanes, pieces = self.now.instance.lanes, int(self.pieces[row])
        cheaper = np.flatnonzero(self.other[part] & (self.room[part] < pieces) & (saving > LEAST_CNY))
        found = []
        for each in cheaper[np.argsort(-saving[cheaper], kind="stable")][:MOST_FULL].tolist():
            lane, station = int(self.lane[part][each]), int(self.station[part][each])
            first = int(lanes.last_day[lane])
            need = pieces * lanes.minutes_per_piece[lane]
            short = first + np.flatnonzero(self.now.slack[station, first:] < need)
            since, until = (int(short[0]), int(short[-1])) if len(short) else (first, first)
            found.append(Full(lane, station, float(saving[each]), int(self.room[part][each]), since, until))
        return tuple(found)

    def _bands(self, row: int, part: slice) -> Bands | None:
        """Return the lane with the largest saving that the income bands outweigh, or None."""
        saving = self.cost[row] - self.premium[row] - self.moved[part]
        more = self.more_premium[part] - self.premium[row]
        outweighed = np.where(self.fits[part] & (saving > LEAST_CNY) & (more > saving), saving, 0.0)
        if not outweighed.any():
            return None
        best = int(outweighed.argmax())
        lane, station = int(self.lane[part][best]), int(self.station[part][best])
        return Bands(lane, station, float(saving[best]), float(more[best]))


def _because(others: bool, extra: float | None, full: tuple[Full, ...], bands: Bands | None) -> Because:
    if not others:
        return Because.ONLY_ONE
    if extra is not None and extra < -LEAST_CNY:
        return Because.WHOLE_PLAN
    if full:
        return Because.CHEAPER_FULL
    return Because.FAIRNESS if bands else Because.CHEAPEST


def _unplaced(now: Standing, order: int, reason: Reason) -> UnplacedReason:
    lanes = np.flatnonzero((now.instance.lanes.order == order) & now.usable)
    room = np.minimum(now.fits(lanes), now.left[order])
    best = int(room.argmax()) if len(room) else None
    return UnplacedReason(
        order=order,
        pieces=int(now.left[order]),
        reason=reason,
        lanes=len(room),
        roomiest_lane=None if best is None else int(lanes[best]),
        room_pieces=0 if best is None else int(room[best]),
    )
