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

    CNY per piece and per lot, minutes per piece, days from the last production day to delivery, and the first day on
    which it can work on the order.
    """

    station: IntArray
    cost_per_piece: FloatArray
    cost_per_lot: FloatArray
    minutes_per_piece: FloatArray
    transport_days: IntArray
    first_day: IntArray


class Share(NamedTuple):
    """Pieces that one station would make."""

    station: int
    pieces: int


@dataclass(frozen=True)
class Promise:
    """The answer to a wish: whether it can be kept, the earliest day, and who would make how many pieces at what cost.

    `earliest_day` counts from 0. `stations`, `cost` (CNY that is paid, all but the wage) and `fairness` (CNY, what
    weighs beside it because of the income in these villages, and nobody pays) are those on the wished or else the
    earliest day.
    """

    by_wish: bool
    earliest_day: int
    stations: tuple[Share, ...]
    cost: float
    fairness: float


class FreeTime:
    """The minutes that a plan leaves free for a new order at the stations that could make it.

    `share`: the most of them that the order may take. No lot of the plan is moved or delayed.
    """

    def __init__(self, instance: Instance, plan: Plan, lanes: Candidates, *, share: float = 1.0) -> None:
        _look(lanes, len(instance.stations.id))
        self.lanes = lanes
        self._now = Standing(instance, plan.lots)
        opening = np.where(self._now.lots_at[lanes.station] > 0, 0.0, instance.stations.open_cost[lanes.station])
        self._first_lot = lanes.cost_per_lot + opening
        # Other lots may be made before the first day, so there is as much as the hours since then, within the room
        there = np.hstack([np.zeros((len(lanes.station), 1)), instance.stations.capacity[lanes.station]])
        before = there[np.arange(len(there)), np.minimum(lanes.first_day, instance.days)]
        since = np.maximum(there[:, 1:] - before[:, None], 0.0)
        self.minutes: FloatArray = share * np.minimum(self._now.room[lanes.station], since)
        self.last = instance.days - 1 + int(lanes.transport_days.max(initial=0))

    def promise(self, *, pieces: int, min_lot: int, wage: float, wish_day: int) -> Promise | None:
        """Find whether whole `pieces`, in lots of at least `min_lot`, can be delivered by a day, and otherwise when.

        None when the days of the plan do not suffice. Days count as in the instance, `wage` is CNY per piece. The
        earliest day is exact: it is the first on which some split into sensible lots fits.
        """
        if pieces < 1:
            raise ValueError("pieces: must be at least 1")
        least = np.full(len(self.lanes.station), max(min_lot, 1), dtype=np.int64)
        earliest = self._earliest(least, pieces)
        if earliest is None:
            return None
        by_wish = earliest <= wish_day
        day = min(wish_day, self.last) if by_wish else earliest
        shares = split(self._fits(day, pieces), least, self.lanes.cost_per_piece, self._first_lot, pieces)
        assert shares is not None, "a possible day has a split"  # noqa: S101
        cost = float(shares @ self.lanes.cost_per_piece + self._first_lot[shares > 0].sum())
        fairness = float(self._now.more_charge(self.lanes.station, shares * wage).sum())
        stations = tuple(Share(int(self.lanes.station[row]), int(shares[row])) for row in np.flatnonzero(shares))
        return Promise(by_wish, earliest, stations, cost, fairness)

    def most_pieces(self, *, pieces: int, min_lot: int, day: int) -> int:
        """Return how many of some pieces, in sensible lots, can be delivered by a day."""
        fits = self._fits(min(day, self.last), pieces)
        return min(int(fits[fits >= min_lot].sum()), pieces)

    def arrivals(self, shares: tuple[Share, ...], minutes: float, paces: FloatArray) -> IntArray:
        """Return the day on which the last share would be delivered, had the stations their paces of some past weeks.

        `minutes`: standard minutes of a piece. `paces`: by station of the instance and past week. There is a day for
        each past week that the making begins with. After the last week comes the first. What the plan's days do not
        suffice for comes a day after all that they do.
        """
        rows = {int(station): row for row, station in enumerate(self.lanes.station)}
        chosen = [rows[share.station] for share in shares]
        needed = np.array([share.pieces * minutes for share in shares])
        daily = np.diff(self.minutes[chosen], axis=1, prepend=0.0)
        paces = paces[self.lanes.station[chosen]]
        weeks, day = paces.shape[1], np.arange(daily.shape[1])
        found = np.zeros(weeks, dtype=np.int64)
        for first in range(weeks):
            made = np.cumsum(daily * paces[:, (first + day // 7) % weeks], axis=1)
            ends = (made < needed[:, None] * (1 - 1e-9)).sum(axis=1)
            arrive = np.where(ends < len(day), ends + self.lanes.transport_days[chosen], self.last + 1)
            found[first] = arrive.max()
        return found

    def _fits(self, day: int, pieces: int) -> IntArray:
        """Return how many pieces each candidate could deliver by a day."""
        last = np.minimum(day - self.lanes.transport_days, self.minutes.shape[1] - 1)
        minutes = self.minutes[np.arange(len(last)), np.maximum(last, 0)]
        made = (last >= 0) & (last >= self.lanes.first_day)
        return np.where(made, np.minimum(whole(minutes, self.lanes.minutes_per_piece), pieces), 0)

    def _earliest(self, least: IntArray, pieces: int) -> int | None:
        """Return the first possible day, by bisection, because room never shrinks with the day."""
        if not self.minutes.size or not can_split(self._fits(self.last, pieces), least, pieces):
            return None
        low, high = 0, self.last
        while low < high:
            middle = (low + high) // 2
            possible = can_split(self._fits(middle, pieces), least, pieces)
            low, high = (low, middle) if possible else (middle + 1, high)
        return low


def _look(lanes: Candidates, stations: int) -> None:
    if len(np.unique(lanes.station)) != len(lanes.station):
        raise ValueError("lanes.station: a station must not come twice")
    if len(lanes.station) and not 0 <= lanes.station.min() <= lanes.station.max() < stations:
        raise ValueError(f"lanes.station: must be from 0 to {stations - 1}")
