"""The linear relaxation of what a load leaves open: a proven lower bound, and what a minute of each station is worth.

Lots may be split at will and lot costs are spread over the most pieces a lane could take. Capacity is a chain: the
minutes that one due day leaves are carried to the next. The bound is not the solver's word: its dual values are put
into the Lagrangian function, which is a lower bound for any values, so a tolerance or an early stop cannot spoil it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from .instance import FloatArray, IntArray
from .load import Load

STRONG = 30_000  # so many lanes at stations that cost something to open may have a row each


@dataclass(frozen=True)
class Prices:
    """A proven lower bound (CNY) and, by lane, what the minutes of one piece are worth (CNY)."""

    bound: float
    per_piece: FloatArray


class Relaxation:
    """The linear problem over the lanes that are still open in a load."""

    def __init__(self, load: Load) -> None:
        lanes = load.instance.lanes
        self.load = load
        left = np.array(load.left, dtype=np.float64)
        room = load.flat_room[lanes.station * load.days + lanes.last_day]
        with np.errstate(divide="ignore"):
            most = np.minimum(np.floor(room / np.maximum(lanes.minutes_per_piece, 1e-12) + 1e-9), left[lanes.order])
        least = np.maximum(load.instance.orders.min_lot, 1)[lanes.order]
        self.lane = np.flatnonzero(~load.fixed & (most >= least))
        self.most, self.left = most[self.lane], left
        self.order, self.station = lanes.order[self.lane], lanes.station[self.lane]
        self.minutes = lanes.minutes_per_piece[self.lane]
        self.wage = load.instance.orders.wage[self.order]
        self.cost = lanes.cost_per_piece[self.lane] + lanes.cost_per_lot[self.lane] / self.most
        self.cell, self.bucket = np.unique(self.station * load.days + lanes.last_day[self.lane], return_inverse=True)
        owner = self.cell // max(load.days, 1)
        self.first = np.concatenate(([True], owner[1:] != owner[:-1]))[: len(self.cell)]
        level = load.flat_room[self.cell]
        self.minutes_won = level - np.where(self.first, 0.0, np.concatenate(([0.0], level[:-1]))[: len(level)])
        self.constant = load.cost - float(left @ load.instance.orders.penalty)
        self.fair = not load.premium.free
        self.opening = np.flatnonzero(load.idle_cost > 0)

    def solve(self, *, seconds: float, stop: Callable[[], bool] = lambda: False) -> Prices:
        """Give bound and prices, weaker ones when `seconds` (as HiGHS keeps them) were too short."""
        duals = self._duals(seconds, stop) if len(self.lane) and seconds > 0 else None
        simple = self._simple_duals()
        bound = self._lagrangian(*simple)
        if duals is not None:
            bound = max(bound, self._lagrangian(*duals))
        price = np.zeros(len(self.load.order))
        price[self.lane] = -(duals or simple)[1][self.bucket] * self.minutes
        return Prices(bound, price)

    def _simple_duals(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Give dual values of a world without capacity: each order at its cheapest lane."""
        worth = self.load.instance.orders.penalty.copy()
        np.minimum.at(worth, self.order, self.cost)
        return worth, np.zeros(len(self.cell)), np.zeros(len(self.load.earned))

    def _lagrangian(self, worth: FloatArray, minute: FloatArray, income: FloatArray) -> float:
        """Give the Lagrangian lower bound at dual values: CNY per placed piece (by order), per minute (by bucket, at
        most 0, never falling with the day), per CNY earned (by station)."""
        load = self.load
        worth = np.minimum(worth, load.instance.orders.penalty)
        reduced = self.cost - worth[self.order] - minute[self.bucket] * self.minutes - income[self.station] * self.wage
        gains = np.bincount(self.station, self.most * np.minimum(reduced, 0.0), minlength=len(load.earned))
        stations = float(np.minimum(gains + load.idle_cost, 0.0).sum())
        return (
            self.constant
            + float(self.left @ worth)
            + float(minute @ self.minutes_won)
            + stations
            + (self._least_premium(income) if self.fair else 0.0)
        )

    def _least_premium(self, income: FloatArray) -> float:
        """Give the least of fairness charge + `income` x CNY earned, over what each station could earn at most."""
        load = self.load
        everything = slice(0, len(load.earned))
        limit = np.bincount(self.station, self.wage * self.most, minlength=len(load.earned))
        before = load.premium.of(everything, load.earned)
        best = np.zeros(len(load.earned))
        for amount in [limit, *np.clip(load.premium.start - load.earned[:, None], 0.0, limit[:, None]).T]:
            charge = load.premium.of(everything, load.earned + amount) - before
            best = np.minimum(best, charge + income * amount)
        return float(best.sum())

    def _duals(self, seconds: float, stop: Callable[[], bool]) -> tuple[FloatArray, FloatArray, FloatArray] | None:
        highs = highspy.Highs()  # type: ignore[no-untyped-call]
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("time_limit", seconds)
        highs.passModel(self._model())

        def interrupt(event: Any) -> None:
            if stop():
                event.interrupt()

        highs.cbSimplexInterrupt += interrupt
        highs.run()
        solution = highs.getSolution()
        if not solution.dual_valid:
            return None
        dual = np.array(solution.row_dual)
        orders, buckets = len(self.left), len(self.cell)
        minute = dual[orders : orders + buckets]
        income = (
            dual[orders + buckets : orders + buckets + len(self.load.earned)] if self.fair else self.load.earned * 0
        )
        return dual[:orders], self._rising(minute), income

    def _rising(self, minute: FloatArray) -> FloatArray:
        """Make minute values at most 0 and never falling with the day, as the Lagrangian needs them."""
        values = minute.tolist()
        following = 0.0
        for row in range(len(values) - 1, -1, -1):
            following = values[row] = min(values[row], following)
            if self.first[row]:
                following = 0.0
        return np.array(values)

    def _model(self) -> highspy.HighsLp:
        """Lay out columns: lanes, unplaced by order, carried minutes by bucket, bands by station, opened stations."""
        load, model = self.load, Model()
        buckets, stations = len(self.cell), len(load.earned)
        lanes = model.columns(self.cost, 0.0, self.most)
        unplaced = model.columns(load.instance.orders.penalty, 0.0, self.left)
        carried = model.columns(np.zeros(buckets), 0.0, np.inf)
        demand = model.rows(self.left, self.left)
        model.entries(demand[self.order], lanes, 1.0)
        model.entries(demand, unplaced, 1.0)
        chain = model.rows(self.minutes_won, self.minutes_won)
        model.entries(chain[self.bucket], lanes, self.minutes)
        model.entries(chain, carried, 1.0)
        later = np.flatnonzero(~self.first)
        model.entries(chain[later], carried[later - 1], -1.0)
        if self.fair:
            earned = model.rows(np.zeros(stations), np.zeros(stations))
            model.entries(earned[self.station], lanes, self.wage)
            start = np.column_stack((load.earned, np.maximum(load.premium.start, load.earned[:, None])))
            width = np.column_stack((np.diff(start, axis=1), np.full(stations, np.inf)))
            for band, premium in enumerate(load.instance.fairness.premium):
                model.entries(earned, model.columns(np.full(stations, premium), 0.0, width[:, band]), -1.0)
        self._open(model, lanes)
        return model.build()

    def _open(self, model: Model, lanes: IntArray) -> None:
        """Let a lane at a closed station take only the share of its pieces to which the station is opened."""
        here = np.flatnonzero(self.load.idle_cost[self.station] > 0)
        if len(here) and len(here) <= STRONG:
            opened = model.columns(self.load.idle_cost, 0.0, 1.0)
            rows = model.rows(np.full(len(here), -np.inf), np.zeros(len(here)))
            model.entries(rows, lanes[here], 1.0)
            model.entries(rows, opened[self.station[here]], -self.most[here])


class Model:
    """Collects columns, rows and entries of a linear problem and hands them over as HiGHS wants them."""

    def __init__(self) -> None:
        self._cost: list[FloatArray] = []
        self._low: list[FloatArray] = []
        self._high: list[FloatArray] = []
        self._row_low: list[FloatArray] = []
        self._row_high: list[FloatArray] = []
        self._at: list[tuple[IntArray, IntArray, FloatArray]] = []

    def columns(self, cost: FloatArray, low: float, high: FloatArray | float) -> IntArray:
        """Add one column per cost and give their numbers."""
        start = sum(map(len, self._cost))
        self._cost.append(cost)
        self._low.append(np.full(len(cost), low))
        self._high.append(np.broadcast_to(np.asarray(high, dtype=np.float64), cost.shape))
        return np.arange(start, start + len(cost))

    def rows(self, low: FloatArray, high: FloatArray) -> IntArray:
        """Add one row per pair of limits and give their numbers."""
        start = sum(map(len, self._row_low))
        self._row_low.append(low)
        self._row_high.append(high)
        return np.arange(start, start + len(low))

    def entries(self, row: IntArray, column: IntArray, value: FloatArray | float) -> None:
        """Put values where rows and columns meet."""
        self._at.append((row, column, np.broadcast_to(np.asarray(value, dtype=np.float64), row.shape)))

    def build(self) -> highspy.HighsLp:
        """Give the problem, columns compressed."""
        row, column, value = (np.concatenate(part) for part in zip(*self._at, strict=True))
        sort = np.lexsort((row, column))
        lp = highspy.HighsLp()
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = map(np.concatenate, (self._cost, self._low, self._high))
        lp.row_lower_, lp.row_upper_ = np.concatenate(self._row_low), np.concatenate(self._row_high)
        lp.num_col_, lp.num_row_ = len(lp.col_cost_), len(lp.row_lower_)
        lp.a_matrix_.start_ = np.searchsorted(column[sort], np.arange(lp.num_col_ + 1))
        lp.a_matrix_.index_, lp.a_matrix_.value_ = row[sort], value[sort]
        return lp
