"""Capable to promise: can a new order be made by the day the buyer wishes, and if not, when at the earliest?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .instance import FloatArray, Instance, IntArray, minutes_left
from .load import Premium, suffix_minimum, whole_pieces
from .plan import Plan


@dataclass(frozen=True)
class Candidates:
    """Stations that could make the new order, one row each (a station once): CNY per piece and per lot, minutes per
    piece, and days from the last production day to delivery."""

    station: IntArray
    cost_per_piece: FloatArray
    cost_per_lot: FloatArray
    minutes_per_piece: FloatArray
    transport_days: IntArray


class Share(NamedTuple):
    """Pieces that one station would make."""

    station: int
    pieces: int


@dataclass(frozen=True)
class Promise:
    """Whether the wish can be kept, the earliest day (from 0; None when the days of the plan do not suffice), and which
    stations would make how many pieces at what cost (CNY, all but the wage) on the wished or else the earliest day."""

    by_wish: bool
    earliest_day: int | None
    stations: tuple[Share, ...]
    cost: float | None


def promise(
    instance: Instance,
    plan: Plan,
    *,
    pieces: int,
    min_lot: int,
    wage: float,
    lanes: Candidates,
    wish_day: int,
) -> Promise:
    """Ask what the plan leaves free; no lot of the plan is moved or delayed.

    `wish_day` is the day of delivery, counted as in the instance. Takes whole pieces, lots of at least `min_lot`, CNY
    `wage` per piece. The earliest day is exact: it is the first on which some split into sensible lots fits.
    """
    _look(lanes, pieces, len(instance.stations.id))
    room = suffix_minimum(minutes_left(instance, plan.lots))
    asked = _Asked(pieces, max(min_lot, 1), lanes, _fixed(instance, plan, lanes), room)
    last = instance.days - 1 + int(lanes.transport_days.max(initial=0))
    earliest = asked.earliest(last)
    if earliest is None:
        return Promise(by_wish=False, earliest_day=None, stations=(), cost=None)
    by_wish = earliest <= wish_day
    shares = asked.split(min(wish_day, last) if by_wish else earliest)
    cost = float(shares @ lanes.cost_per_piece + asked.fixed[shares > 0].sum())
    cost += _premium(instance, plan, lanes, wage, shares)
    chosen = np.flatnonzero(shares)
    stations = tuple(Share(int(lanes.station[row]), int(shares[row])) for row in chosen)
    return Promise(by_wish, earliest, stations, cost)


@dataclass(frozen=True)
class _Asked:
    pieces: int
    min_lot: int
    lanes: Candidates
    fixed: FloatArray  # CNY of a first lot
    room: FloatArray  # minutes by station and day

    def fits(self, day: int) -> IntArray:
        """Give how many pieces each candidate could deliver by a day."""
        last = np.minimum(day - self.lanes.transport_days, self.room.shape[1] - 1)
        minutes = self.room[self.lanes.station, np.maximum(last, 0)]
        most = np.where(last >= 0, whole_pieces(minutes, self.lanes.minutes_per_piece), 0.0)
        return np.clip(most, 0.0, self.pieces).astype(np.int64)

    def possible(self, day: int) -> bool:
        """Say whether some split into lots of at least `min_lot` fits: the roomiest are asked first."""
        roomiest = np.sort(self.fits(day))[::-1][: self.pieces // self.min_lot]
        return int(roomiest[roomiest >= self.min_lot].sum()) >= self.pieces

    def earliest(self, last: int) -> int | None:
        """Give the first possible day up to `last`: room never shrinks with the day, so halving finds it."""
        if not self.room.size or not self.possible(last):
            return None
        low, high = 0, last
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self.possible(middle) else (middle + 1, high)
        return low

    def split(self, day: int) -> IntArray:
        """Give pieces by candidate: cheapest stations first, the roomiest when too many small lots would be needed."""
        fits = self.fits(day)
        fits[fits < self.min_lot] = 0
        with np.errstate(divide="ignore", invalid="ignore"):
            each = np.where(fits > 0, self.lanes.cost_per_piece + self.fixed / fits, np.inf)
        for ranking in (np.argsort(each, kind="stable"), np.argsort(-fits, kind="stable")):
            chosen = self._fill(fits, ranking)
            if chosen is not None:
                return chosen
        raise AssertionError("a possible day has a split")

    def _fill(self, fits: IntArray, ranking: IntArray) -> IntArray | None:
        """Fill stations in a ranking; the last lot borrows from those before it to reach `min_lot`."""
        chosen, left = np.zeros(len(fits), dtype=np.int64), self.pieces
        for row in ranking[fits[ranking] > 0]:
            if left == 0:
                break
            take = min(int(fits[row]), left)
            for other in np.flatnonzero(chosen > self.min_lot):
                lent = min(int(chosen[other]) - self.min_lot, max(self.min_lot - take, 0))
                chosen[other] -= lent
                take, left = take + lent, left + lent
            if take < self.min_lot:
                return None
            chosen[row], left = take, left - take
        return chosen if left == 0 else None


def _look(lanes: Candidates, pieces: int, stations: int) -> None:
    if pieces < 1:
        raise ValueError("pieces: must be at least 1")
    if len(np.unique(lanes.station)) != len(lanes.station):
        raise ValueError("lanes.station: a station must not come twice")
    if len(lanes.station) and not 0 <= lanes.station.min() <= lanes.station.max() < stations:
        raise ValueError(f"lanes.station: must be from 0 to {stations - 1}")


def _fixed(instance: Instance, plan: Plan, lanes: Candidates) -> FloatArray:
    """Give what a first lot costs each candidate: lot cost, and opening a station that the plan leaves closed."""
    busy = np.unique(instance.lanes.station[plan.lots.lane])
    opening = np.where(np.isin(lanes.station, busy), 0.0, instance.stations.open_cost[lanes.station])
    return lanes.cost_per_lot + opening


def _premium(instance: Instance, plan: Plan, lanes: Candidates, wage: float, shares: IntArray) -> float:
    """Give the fairness charge of the shares on top of what the plan lets each station earn."""
    there = instance.lanes.station[plan.lots.lane]
    wages = plan.lots.pieces * instance.orders.wage[instance.lanes.order[plan.lots.lane]]
    earned = np.bincount(there, wages, minlength=len(instance.stations.id)).astype(np.float64)[lanes.station]
    premium = Premium(instance)
    return float((premium.of(lanes.station, earned + shares * wage) - premium.of(lanes.station, earned)).sum())
