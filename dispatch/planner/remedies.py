"""Find how unplaced pieces could get a place.

They may be made later, with more minutes, in a smaller lot, or at a station to be trained.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import numpy as np

from .balance import Standing, whole
from .instance import FloatArray, Instance, IntArray
from .lot_sizes import can_split, split
from .plan import Plan


class RemedyKind(StrEnum):
    """The kind of change that a remedy needs."""

    NOW = "now"  # nothing: there is room, though it may cost more than it is worth
    LATER = "later"  # the order may be `days` days later
    MINUTES = "minutes"  # the station has `minutes` more minutes by its last day
    SMALLER = "smaller"  # a lot below the smallest sensible size
    TRAINING = "training"  # the station is certified for the order's crafts


@dataclass(frozen=True)
class Remedy:
    """Pieces (by station) that would have a place, and what that costs in CNY: freight, lots, opening, fairness."""

    kind: RemedyKind
    shares: tuple[tuple[int, int], ...]
    cost: float
    days: int = 0
    minutes: float = 0.0

    @property
    def pieces(self) -> int:
        """The sum of the pieces placed."""
        return sum(pieces for _station, pieces in self.shares)


@dataclass(frozen=True)
class Trainable:
    """Stations that could make an order if they were trained, one row each.

    CNY per piece and per lot, minutes per piece, the first day on which they could begin, the last production day.
    """

    station: IntArray
    cost_per_piece: FloatArray
    cost_per_lot: FloatArray
    minutes_per_piece: FloatArray
    first_day: IntArray
    last_day: IntArray


def remedies(
    instance: Instance, plan: Plan, trainable: Mapping[int, Trainable] = MappingProxyType({})
) -> dict[int, tuple[Remedy, ...]]:
    """Return for each order with pieces left over the remedies that would place them, at most one of each kind.

    Those that place all pieces come first, among them the cheapest. None moves or delays a lot of the plan, and each is
    considered alone.
    """
    now = Standing(instance, plan.lots)
    return {order: _remedies(_Asked(now, order), trainable.get(order)) for order in plan.unplaced.order.tolist()}


def _remedies(asked: _Asked, trainable: Trainable | None) -> tuple[Remedy, ...]:
    found = [asked.later(), asked.more_minutes(), asked.smaller_lot()]
    if trainable is not None and len(trainable.station):
        found.append(asked.training(trainable))
    return tuple(sorted((each for each in found if each), key=lambda each: (-each.pieces, each.cost)))


class _Asked:
    def __init__(self, now: Standing, order: int) -> None:
        orders, lanes = now.instance.orders, now.instance.lanes
        self.now, self.order, self.left = now, order, int(now.left[order])
        self.lane = np.flatnonzero((lanes.order == order) & now.usable)
        self.station, self.wage = lanes.station[self.lane], float(orders.wage[order])
        self.min_lot = max(int(orders.min_lot[order]), 1)
        self.least = np.where(now.pieces[self.lane] > 0, 0, self.min_lot)

    def later(self) -> Remedy | None:
        """Allow as few days later as possible. None is needed when there is room already."""
        lanes, days = self.now.instance.lanes, self.now.instance.days
        low, high = 0, days - 1 - int(lanes.last_day[self.lane].min(initial=days - 1))
        if not self._possible(high):
            return None
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self._possible(middle) else (middle + 1, high)
        per_piece, per_lot = lanes.cost_per_piece[self.lane], self.now.first_lot(self.lane)
        shares = split(self.now.fits(self.lane, later=low), self.least, per_piece, per_lot, self.left)
        assert shares is not None, "what can be split has a split"  # noqa: S101
        return self._remedy(RemedyKind.LATER if low else RemedyKind.NOW, shares, days=low)

    def _possible(self, later: int) -> bool:
        return can_split(self.now.fits(self.lane, later=later), self.least, self.left)

    def more_minutes(self) -> Remedy | None:
        """Add minutes at the station that lacks the fewest for all the pieces. None where it lacks nothing."""
        lanes = self.now.instance.lanes
        need = self.left * lanes.minutes_per_piece[self.lane]
        short = need - self.now.room[self.station, lanes.last_day[self.lane]]
        short[(self.least > self.left) | (short <= 0)] = np.inf
        return (
            None
            if (shares := self._all_at(short)) is None
            else self._remedy(RemedyKind.MINUTES, shares, minutes=short.min())
        )

    def smaller_lot(self) -> Remedy | None:
        """Allow a smaller lot at the cheapest station with room, when only the smallest lot is in the way."""
        open_to = (self.now.fits(self.lane) >= self.left) & (self.least > self.left)
        per_piece = self.now.instance.lanes.cost_per_piece[self.lane]
        cost = np.where(open_to, per_piece * self.left + self.now.first_lot(self.lane), np.inf)
        shares = self._all_at(cost)
        return None if shares is None else self._remedy(RemedyKind.SMALLER, shares)

    def training(self, other: Trainable) -> Remedy | None:
        """Train the station that would take the most pieces, the cheapest of several."""
        fits = np.minimum(self._room(other), self.left)
        fits[fits < min(self.min_lot, self.left)] = 0
        opening = np.where(self.now.lots_at[other.station] > 0, 0.0, self._open_cost(other.station))
        charge = self.now.more_charge(other.station, fits * self.wage)
        cost = fits * other.cost_per_piece + other.cost_per_lot + opening + charge
        best = int(np.lexsort((cost, -fits))[0])
        if not fits[best]:
            return None
        return Remedy(RemedyKind.TRAINING, ((int(other.station[best]), int(fits[best])),), float(cost[best]))

    def _room(self, other: Trainable) -> IntArray:
        """Return the pieces that fit between the first and the last day.

        What was free before the first day is of no use.
        """
        capacity, first = self.now.instance.stations.capacity, other.first_day
        before = np.where(first > 0, capacity[other.station, np.maximum(first - 1, 0)], 0.0)
        minutes = np.minimum(
            self.now.room[other.station, other.last_day], capacity[other.station, other.last_day] - before
        )
        return np.where(other.last_day >= first, whole(minutes, other.minutes_per_piece), 0)

    def _open_cost(self, station: IntArray) -> FloatArray:
        return self.now.instance.stations.open_cost[station]

    def _all_at(self, rank: FloatArray) -> IntArray | None:
        """Return all the pieces at the lane of least rank, or None when no rank is finite."""
        shares = np.zeros(len(self.lane), dtype=np.int64)
        if not np.isfinite(rank).any():
            return None
        shares[int(rank.argmin())] = self.left
        return shares

    def _remedy(self, kind: RemedyKind, shares: IntArray, *, days: int = 0, minutes: float = 0.0) -> Remedy:
        chosen, lanes = np.flatnonzero(shares), self.now.instance.lanes
        cost = float(shares @ lanes.cost_per_piece[self.lane] + self.now.first_lot(self.lane)[chosen].sum())
        cost += float(self.now.more_charge(self.station, shares * self.wage).sum())
        pairs = tuple((int(self.station[row]), int(shares[row])) for row in chosen)
        return Remedy(kind, pairs, cost, days=days, minutes=minutes)
