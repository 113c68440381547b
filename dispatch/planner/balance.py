"""Compute the balance of a plan from the instance and its lots: what is free, what is earned, what more costs.

Plain arithmetic that shares no code with the search, so that it is true of any plan, whoever made it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from .instance import FloatArray, Instance, IntArray, Lots, minutes_left

FORGIVEN_MINUTES = 1e-9  # because sums round


class Standing:
    """The balance of a plan's lots: pieces by lane, pieces left by order, and by station minutes, lots and CNY earned.

    `room[i, d]` is the minutes that one more lot due on day d may take from station i without delaying another.
    """

    def __init__(self, instance: Instance, lots: Lots) -> None:
        lanes, orders, count = instance.lanes, instance.orders, len(instance.stations.id)
        self.instance = instance
        self.pieces: IntArray = np.zeros(len(lanes.order), dtype=np.int64)
        self.pieces[lots.lane] = lots.pieces
        placed = np.bincount(lanes.order, self.pieces, minlength=len(orders.id))
        self.left: IntArray = orders.pieces - placed.astype(np.int64)
        self.slack = minutes_left(instance, lots)
        self.room = least_from(self.slack)
        self.lots_at = np.bincount(lanes.station[lots.lane[lots.pieces > 0]], minlength=count)
        wages = self.pieces * orders.wage[lanes.order]
        self.earned: FloatArray = np.bincount(lanes.station, wages, minlength=count).astype(np.float64)
        self.usable = np.ones(len(lanes.order), dtype=bool)
        self.usable[instance.pinned.lane] = False
        self.usable[instance.forbidden] = False

    def fits(self, lanes: IntArray, *, later: int = 0) -> IntArray:
        """Return the whole pieces that each lane has room for if its last day were `later` days later."""
        day = np.minimum(self.instance.lanes.last_day[lanes] + later, self.instance.days - 1)
        minutes = self.room[self.instance.lanes.station[lanes], day]
        return whole(minutes, self.instance.lanes.minutes_per_piece[lanes])

    def first_lot(self, lanes: IntArray) -> FloatArray:
        """Return the CNY that a lot on each lane costs before its first piece. It is 0 where there is a lot already."""
        station = self.instance.lanes.station[lanes]
        opening = np.where(self.lots_at[station] > 0, 0.0, self.instance.stations.open_cost[station])
        return np.where(self.pieces[lanes] > 0, 0.0, self.instance.lanes.cost_per_lot[lanes] + opening)

    def more_charge(self, station: Any, wages: npt.NDArray[np.floating[Any]]) -> FloatArray:
        """Return the change of the fairness charge in CNY when stations are paid `wages` more (less, when negative)."""
        now = self.earned[station]
        return charge(self.instance, station, now + wages) - charge(self.instance, station, now)


def charge(instance: Instance, station: Any, earned: FloatArray) -> FloatArray:
    """Return the fairness charge in CNY of stations whose workers earn `earned` CNY.

    Each band's premium applies to what is earned within the band.
    """
    bands, premium, stations = instance.fairness.bands, instance.fairness.premium, instance.stations
    begins = np.maximum(bands - stations.recent_income[station, None], 0.0) * stations.workers[station, None]
    above = np.maximum(earned[:, None] - begins, 0.0)
    total: FloatArray = premium[0] * earned + above @ np.diff(premium)
    return total


def whole(room: FloatArray, minutes: FloatArray) -> IntArray:
    """Return how many whole pieces of `minutes` each fit into the room: never negative, at most a billion."""
    found = np.floor((room + FORGIVEN_MINUTES) / np.maximum(minutes, 1e-24))
    return np.clip(found, 0, 1e9).astype(np.int64)


def least_from(slack: FloatArray) -> FloatArray:
    """Return for each station and day d the least of `slack` on day d and later."""
    return np.ascontiguousarray(np.minimum.accumulate(slack[:, ::-1], axis=1)[:, ::-1])
