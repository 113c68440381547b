"""Why each lot is where it is, and why pieces are left over: data recomputed from the plan, so always true."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from .instance import FloatArray, Instance, minutes_left
from .load import Load, load_of, whole_pieces
from .placing import Offer, offers, quote
from .plan import Plan, Reason

CLOSE = 5  # so many cheaper but full stations are named at most
CENT = 0.005  # CNY; less is no difference to anyone


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
    """A lane that would be cheaper by `saving` CNY but has room for only `room_pieces`; its station has fewer minutes
    left than the lot needs from `since_day` to `until_day` (both from the lane's last production day on)."""

    lane: int
    station: int
    saving: float
    room_pieces: int
    since_day: int
    until_day: int


@dataclass(frozen=True)
class Bands:
    """How income bands mattered: a station with room that saves `saving` CNY in freight and lot costs but would pay
    `more_premium` CNY more fairness charge."""

    lane: int
    station: int
    saving: float
    more_premium: float


@dataclass(frozen=True)
class LotReason:
    """Why a lot is where it is. Costs in CNY for the whole lot; `next_lane` is the cheapest other lane with room for it
    (None when there is none) and `next_extra` what the plan would cost more with the lot there."""

    lane: int
    order: int
    station: int
    pieces: int
    because: Because
    freight: float
    lot_cost: float
    opening: float
    fairness: float
    next_lane: int | None
    next_extra: float | None
    full: tuple[Full, ...]
    bands: Bands | None


@dataclass(frozen=True)
class UnplacedReason:
    """Why pieces of an order are left over: `lanes` stations may make it; the roomiest takes `room_pieces`."""

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
    """Explain a plan that keeps the rules (see `check`); when `seconds` do not suffice the last lots get no reason."""
    until = None if seconds is None else time.monotonic() + seconds
    load, slack = load_of(instance, plan.lots), minutes_left(instance, plan.lots)
    pinned = set(instance.pinned.lane.tolist())
    lots = []
    for lane in plan.lots.lane.tolist():
        if until is not None and time.monotonic() > until:
            break
        lots.append(_lot(load, slack, lane, pinned=lane in pinned))
    said = zip(plan.unplaced.order.tolist(), plan.unplaced.reason, strict=True)
    return Explanation(tuple(lots), tuple(_unplaced(load, order, reason) for order, reason in said))


def _lot(load: Load, slack: FloatArray, lane: int, *, pinned: bool) -> LotReason:
    """Lift the lot out, ask all lanes of its order what it would cost there, and put it back."""
    order, station, pieces, cost = load.order[lane], load.station[lane], int(load.pieces[lane]), load.cost
    load.put(lane, -pieces)
    moved = cost - load.cost + pieces * load.penalty[order]  # what the lot costs here, without the penalty it saves
    opening = float(load.idle_cost[station])
    fits, there = _elsewhere(load, order, lane, pieces)
    load.undo()
    freight, lot_cost = pieces * load.unit[lane], load.lot_cost[lane]
    premium = moved - freight - lot_cost - opening
    total = there.freight + there.fixed + there.fairness
    best = int(np.where(fits, total, np.inf).argmin()) if fits.any() else None
    extra = None if best is None else float(total[best]) - moved
    full = _full(load, slack, order, pieces, moved - total)
    bands = _bands(
        load, order, np.where(fits, moved - premium - there.freight - there.fixed, 0.0), there.fairness - premium
    )
    return LotReason(
        lane=lane,
        order=order,
        station=station,
        pieces=pieces,
        because=Because.PINNED if pinned else _because(load, order, lane, extra, full, bands),
        freight=freight,
        lot_cost=lot_cost,
        opening=opening,
        fairness=premium,
        next_lane=None if best is None else int(load.options[order].lane[best]),
        next_extra=extra,
        full=full,
        bands=bands,
    )


def _elsewhere(load: Load, order: int, lane: int, pieces: int) -> tuple[NDArray[np.bool_], Offer]:
    """Give which other lanes of the order have room for all the pieces, and what they would cost on each."""
    others = load.options[order].lane != lane
    fits: NDArray[np.bool_] = others & (offers(load, order, pieces).pieces == pieces)
    return fits, quote(load, order, np.full(len(others), float(pieces)))


def _full(load: Load, slack: FloatArray, order: int, pieces: int, saving: FloatArray) -> tuple[Full, ...]:
    """Give the cheaper lanes without room for the pieces, the largest saving first."""
    options = load.options[order]
    room = whole_pieces(load.flat_room[options.cell], options.minutes)
    cheaper = np.flatnonzero((room < pieces) & (saving > CENT))
    found = []
    for row in cheaper[np.argsort(-saving[cheaper], kind="stable")][:CLOSE].tolist():
        lane, station = int(options.lane[row]), int(options.station[row])
        first = load.last_day[lane]
        short = first + np.flatnonzero(slack[station, first:] < pieces * load.minutes[lane])
        since, until = (int(short[0]), int(short[-1])) if len(short) else (first, first)
        found.append(Full(lane, station, float(saving[row]), max(int(room[row]), 0), since, until))
    return tuple(found)


def _bands(load: Load, order: int, saving: FloatArray, more_premium: FloatArray) -> Bands | None:
    """Give the lane with most saving that the income bands outweigh."""
    outweighed = np.where((saving > CENT) & (more_premium > saving), saving, 0.0)
    if not outweighed.any():
        return None
    row, options = int(outweighed.argmax()), load.options[order]
    return Bands(int(options.lane[row]), int(options.station[row]), float(saving[row]), float(more_premium[row]))


def _because(
    load: Load, order: int, lane: int, extra: float | None, full: tuple[Full, ...], bands: Bands | None
) -> Because:
    if not (load.options[order].lane != lane).any():
        return Because.ONLY_ONE
    if extra is not None and extra < -CENT:
        return Because.WHOLE_PLAN
    if full:
        return Because.CHEAPER_FULL
    return Because.FAIRNESS if bands else Because.CHEAPEST


def _unplaced(load: Load, order: int, reason: Reason) -> UnplacedReason:
    options = load.options[order]
    room = whole_pieces(load.flat_room[options.cell], options.minutes).clip(0, load.left[order])
    best = int(room.argmax()) if len(room) else None
    return UnplacedReason(
        order=order,
        pieces=load.left[order],
        reason=reason,
        lanes=len(room),
        roomiest_lane=None if best is None else int(options.lane[best]),
        room_pieces=0 if best is None else int(room[best]),
    )
