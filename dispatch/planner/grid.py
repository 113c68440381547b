"""Lay out orders by stations as matrices, where every station has only one limit of minutes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .instance import FloatArray, Instance, IntArray
from .load import Load, whole_pieces
from .program import Open

LARGEST = 4_000_000  # stations x orders; beyond it matrices are no good


def could_be(instance: Instance) -> bool:
    """Return whether incomes do not count and matrices are not too large, so that a closer look is worth it."""
    return not instance.fairness.premium.any() and 0 < len(instance.orders.id) * len(instance.stations.id) <= LARGEST


@dataclass(frozen=True)
class Grid:
    """Lanes as matrices (stations, orders): number (-1: none), CNY per piece (inf: none), CNY per lot, minutes a piece.

    By station: minutes of `room`, CNY of `opening`. By order: pieces `left`, `least` of a lot, CNY `penalty` a piece.
    """

    load: Load
    lane: IntArray
    unit: FloatArray
    lot: FloatArray
    minutes: FloatArray
    room: FloatArray
    opening: FloatArray
    left: IntArray
    least: IntArray
    penalty: FloatArray

    @classmethod
    def of(cls, load: Load) -> Grid | None:
        """Return the matrices, or None where nothing is open, a station has several limits, or a lane has a double."""
        stations, orders, instance = len(load.busy), len(load.left), load.instance
        free = Open(load)
        low, high = np.full(stations, np.inf), np.zeros(stations)
        level = load.flat_room[free.cell]
        np.minimum.at(low, free.cell // load.days, level)
        np.maximum.at(high, free.cell // load.days, level)
        lane = np.full((stations, orders), -1)
        lane[free.station, free.order] = free.lane
        if not len(free.lane) or (low < high).any() or np.count_nonzero(lane >= 0) < len(free.lane):
            return None

        def matrix(values: FloatArray, nothing: float) -> FloatArray:
            return np.where(lane >= 0, values[lane], nothing)

        lanes = instance.lanes
        return cls(
            load,
            lane,
            unit=matrix(lanes.cost_per_piece, np.inf),
            lot=matrix(lanes.cost_per_lot, 0.0),
            minutes=matrix(lanes.minutes_per_piece, 0.0),
            room=high,
            opening=load.idle_cost.copy(),
            left=np.array(load.left, dtype=np.int64),
            least=np.maximum(instance.orders.min_lot, 1),
            penalty=instance.orders.penalty,
        )

    @property
    def constant(self) -> float:
        """The CNY already spent by what the load holds, without penalties for what is left."""
        return self.load.cost - float(self.left @ self.penalty)

    def whole_room(self) -> IntArray | None:
        """Return the pieces for which each station has room, or None where that depends on the order."""
        some = self.lane >= 0
        most = np.max(self.minutes, axis=1, where=some, initial=0.0)
        if (some & (self.minutes < most[:, None])).any():
            return None
        room: IntArray = np.minimum(whole_pieces(self.room, most), self.left.sum()).astype(np.int64)
        return room

    def pieces(self, placed: IntArray) -> IntArray:
        """Return pieces by lane, what the load holds and what is `placed` (stations, orders) together."""
        pieces = self.load.pieces.copy()
        pieces[self.lane[placed > 0]] += placed[placed > 0]
        return pieces
