"""Promise a delivery day: tell whether a new order can be made by the day wished, and if not, when at the earliest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .balance import Standing, whole
from .instance import FloatArray, Instance, IntArray
from .lot_sizes import can_split, split
from .plan import Plan


@dataclass(frozen=True)
class Candidates:
    """Stations that could make the new order, one row each (a station once).

    CNY per piece and per lot, minutes per piece, and days from the last production day to delivery.
    """

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
    """The answer to a wish: whether it can be kept, the earliest day, and who would make how many pieces at what cost.

    `earliest_day` counts from 0 and is None when the days of the plan do not suffice. `stations`, `cost` (CNY that is
    paid, all but the wage) and `fairness` (CNY, what weighs beside it because of the income in these villages, and
    nobody pays) are those on the wished or else the earliest day.
    """

    by_wish: bool
    earliest_day: int | None
    stations: tuple[Share, ...]
    cost: float | None
    fairness: float | None


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
    """Find what the plan leaves free for a new order. No lot of the plan is moved or delayed.

    `wish_day` is the day of delivery, counted as in the instance. Takes whole pieces, lots of at least `min_lot`, CNY
    `wage` per piece. The earliest day is exact: it is the first on which some split into sensible lots fits.
    """
    _look(lanes, pieces, len(instance.stations.id))
    now = Standing(instance, plan.lots)
    opening = np.where(now.lots_at[lanes.station] > 0, 0.0, instance.stations.open_cost[lanes.station])
    asked = _Asked(pieces, max(min_lot, 1), lanes, lanes.cost_per_lot + opening, now.room)
    last = instance.days - 1 + int(lanes.transport_days.max(initial=0))
    earliest = asked.earliest(last)
    if earliest is None:
        return Promise(by_wish=False, earliest_day=None, stations=(), cost=None, fairness=None)
    by_wish = earliest <= wish_day
    shares = asked.split(min(wish_day, last) if by_wish else earliest)
    cost = float(shares @ lanes.cost_per_piece + asked.fixed[shares > 0].sum())
    fairness = float(now.more_charge(lanes.station, shares * wage).sum())
    chosen = np.flatnonzero(shares)
    stations = tuple(Share(int(lanes.station[row]), int(shares[row])) for row in chosen)
    return Promise(by_wish, earliest, stations, cost, fairness)


@dataclass(frozen=True)
class _Asked:
    pieces: int
    min_lot: int
    lanes: Candidates
    fixed: FloatArray  # CNY of a first lot
    room: FloatArray  # minutes by station and day

    def fits(self, day: int) -> IntArray:
        """Return how many pieces each candidate could deliver by a day."""
        last = np.minimum(day - self.lanes.transport_days, self.room.shape[1] - 1)
        minutes = self.room[self.lanes.station, np.maximum(last, 0)]
        return np.where(last >= 0, np.minimum(whole(minutes, self.lanes.minutes_per_piece), self.pieces), 0)

    @property
    def least(self) -> IntArray:
        """The smallest sensible lot, for each candidate."""
        return np.full(len(self.lanes.station), self.min_lot, dtype=np.int64)

    def earliest(self, last: int) -> int | None:
        """Return the first possible day up to `last`, by bisection, because room never shrinks with the day."""
        if not self.room.size or not can_split(self.fits(last), self.least, self.pieces):
            return None
        low, high = 0, last
        while low < high:
            middle = (low + high) // 2
            possible = can_split(self.fits(middle), self.least, self.pieces)
            low, high = (low, middle) if possible else (middle + 1, high)
        return low

    def split(self, day: int) -> IntArray:
        """Return pieces by candidate for a possible day."""
        shares = split(self.fits(day), self.least, self.lanes.cost_per_piece, self.fixed, self.pieces)
        assert shares is not None, "a possible day has a split"  # noqa: S101
        return shares


def _look(lanes: Candidates, pieces: int, stations: int) -> None:
    if pieces < 1:
        raise ValueError("pieces: must be at least 1")
    if len(np.unique(lanes.station)) != len(lanes.station):
        raise ValueError("lanes.station: a station must not come twice")
    if len(lanes.station) and not 0 <= lanes.station.min() <= lanes.station.max() < stations:
        raise ValueError(f"lanes.station: must be from 0 to {stations - 1}")
