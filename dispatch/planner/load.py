"""Keep account of a changing set of lots: what they cost and what they leave free, updated piece by piece."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .instance import NOTHING, FloatArray, Instance, IntArray, minutes_left


class Premium:
    """The fairness charge of stations: the integral of the band premiums over what their workers earn."""

    def __init__(self, instance: Instance) -> None:
        fairness, stations = instance.fairness, instance.stations
        self.first = float(fairness.premium[0])
        self.rise = np.diff(fairness.premium)
        above = np.maximum(fairness.bands[None, :] - stations.recent_income[:, None], 0.0)
        self.start = above * stations.workers[:, None]  # CNY a station earns before each band begins
        self.free = not fairness.premium.any()

    def of(self, stations: IntArray | slice, earned: FloatArray) -> FloatArray:
        """Return the charge in CNY of stations that have `earned` these CNY from this plan."""
        return self.first * earned + np.maximum(earned[:, None] - self.start[stations], 0.0) @ self.rise


@dataclass(frozen=True)
class Options:
    """The lanes that an order may still use, as columns."""

    lane: IntArray
    station: IntArray
    cell: IntArray  # place of (station, last day) in the flattened room
    minutes: FloatArray
    unit: FloatArray
    fixed: FloatArray
    wage: float
    min_lot: int
    penalty: float


class Load:
    """Lots on stations: pieces per lane, minutes left per day, CNY earned per station, pieces left per order, cost."""

    def __init__(self, instance: Instance) -> None:
        lanes, orders, stations = instance.lanes, instance.orders, instance.stations
        self.instance, self.days = instance, instance.days
        self.premium = Premium(instance)
        self.station, self.order = lanes.station.tolist(), lanes.order.tolist()
        self.last_day, self.minutes = lanes.last_day.tolist(), lanes.minutes_per_piece.tolist()
        self.unit, self.lot_cost = lanes.cost_per_piece.tolist(), lanes.cost_per_lot.tolist()
        self.wage, self.penalty = orders.wage.tolist(), orders.penalty.tolist()
        self.open_cost = stations.open_cost.tolist()
        self.pieces = np.zeros(len(self.order), dtype=np.int64)
        self.left: list[int] = orders.pieces.tolist()
        self.lots: list[set[int]] = [set() for _ in orders.id]  # lanes in use, by order
        self.busy: list[set[int]] = [set() for _ in stations.id]  # lanes in use, by station
        self.idle_cost = stations.open_cost.copy()  # what the next first lot pays to open a station
        self.earned = np.zeros(len(stations.id))
        self.slack = minutes_left(instance, NOTHING)
        self.room = suffix_minimum(self.slack)
        self.flat_room = self.room.reshape(-1)
        self.cost = float(orders.pieces @ orders.penalty)
        self._before: dict[int, int] = {}
        self._rows: dict[int, tuple[FloatArray, FloatArray, float]] = {}
        self._cost_before = self.cost
        self.fixed = np.zeros(len(self.order), dtype=bool)
        self.fixed[instance.pinned.lane] = True
        for lane, pieces in zip(instance.pinned.lane.tolist(), instance.pinned.pieces.tolist(), strict=True):
            self.put(lane, pieces)
        self.fixed[instance.forbidden] = True
        self.options = self._options()

    def put(self, lane: int, pieces: int) -> None:
        """Add pieces to a lane (take them away when negative). The caller has checked that there is room."""
        if not pieces:
            return
        station, order, day = self.station[lane], self.order[lane], self.last_day[lane]
        old = int(self.pieces[lane])
        if lane not in self._before:
            self._before[lane] = old
        if station not in self._rows:
            self._rows[station] = (self.slack[station].copy(), self.room[station].copy(), float(self.earned[station]))
        slack = self.slack[station]
        slack[day:] -= pieces * self.minutes[lane]
        self.room[station] = np.minimum.accumulate(slack[::-1])[::-1]
        self.left[order] -= pieces
        self.cost += pieces * (self.unit[lane] - self.penalty[order]) + self._earn(station, pieces * self.wage[order])
        self._set(lane, old + pieces)
        if not old:
            self.cost += self.lot_cost[lane] + (self.open_cost[station] if len(self.busy[station]) == 1 else 0.0)
        elif old + pieces == 0:
            self.cost -= self.lot_cost[lane] + (0.0 if self.busy[station] else self.open_cost[station])

    def keep(self) -> None:
        """Make what was put since the last `keep` or `undo` permanent."""
        self._before.clear()
        self._rows.clear()
        self._cost_before = self.cost

    def undo(self) -> None:
        """Take back exactly what was put since the last `keep` or `undo`."""
        for lane, old in self._before.items():
            self.left[self.order[lane]] += int(self.pieces[lane]) - old
            self._set(lane, old)
        for station, (slack, room, earned) in self._rows.items():
            self.slack[station], self.room[station], self.earned[station] = slack, room, earned
        self.cost = self._cost_before
        self.keep()

    def _set(self, lane: int, pieces: int) -> None:
        self.pieces[lane] = pieces
        station, order = self.station[lane], self.order[lane]
        if pieces:
            self.lots[order].add(lane)
            self.busy[station].add(lane)
        else:
            self.lots[order].discard(lane)
            self.busy[station].discard(lane)
        self.idle_cost[station] = 0.0 if self.busy[station] else self.open_cost[station]

    def _earn(self, station: int, amount: float) -> float:
        """Add CNY to what a station earns and return the change of its fairness charge."""
        before = self.earned[station : station + 1].copy()
        self.earned[station] += amount
        if self.premium.free:
            return 0.0
        here, after = slice(station, station + 1), self.earned[station : station + 1]
        return float((self.premium.of(here, after) - self.premium.of(here, before))[0])

    def _options(self) -> list[Options]:
        lanes, orders = self.instance.lanes, self.instance.orders
        by_order = np.argsort(lanes.order, kind="stable")
        by_order = by_order[~self.fixed[by_order]]
        ends = np.searchsorted(lanes.order[by_order], np.arange(len(orders.id) + 1))
        station = lanes.station[by_order]
        cell = station * self.days + lanes.last_day[by_order]
        minutes = lanes.minutes_per_piece[by_order]
        unit, fixed = lanes.cost_per_piece[by_order], lanes.cost_per_lot[by_order]
        need = np.maximum(orders.min_lot, 1).tolist()
        return [
            Options(by_order[a:b], station[a:b], cell[a:b], minutes[a:b], unit[a:b], fixed[a:b], wage, least, penalty)
            for a, b, wage, least, penalty in zip(ends, ends[1:], self.wage, need, self.penalty, strict=False)
        ]


def whole_pieces(room: FloatArray, minutes: FloatArray) -> FloatArray:
    """Return how many whole pieces of `minutes` each fit.

    A billionth of a minute too few is forgiven, because sums round.
    """
    return np.floor((room + 1e-9) / np.maximum(minutes, 1e-24))


def suffix_minimum(slack: FloatArray) -> FloatArray:
    """Return for each station and day d the least of `slack` on day d and later.

    That is what one more lot due on day d may take.
    """
    return np.ascontiguousarray(np.minimum.accumulate(slack[:, ::-1], axis=1)[:, ::-1])
