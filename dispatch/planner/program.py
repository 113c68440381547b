"""Lay out what a load leaves open as a linear or integer program for HiGHS.

Capacity is a chain: the minutes that one due day of a station leaves are carried to its next, so that every lane meets
one row of capacity only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from .instance import FloatArray, IntArray
from .load import Load, whole_pieces


class Open:
    """The lanes on which a load still has pieces and room for a sensible lot, and their limits, as columns.

    `most` and `least` are pieces, `cell` the (station, day) of a bucket of minutes, `bucket` the bucket of a lane,
    `minutes_won` what a bucket adds to the one before it, `left` pieces by order, `constant` CNY already spent.
    """

    def __init__(self, load: Load, only: NDArray[np.bool_] | None = None) -> None:
        lanes = load.instance.lanes
        self.load = load
        self.left = np.array(load.left, dtype=np.float64)
        room = load.flat_room[lanes.station * load.days + lanes.last_day]
        most = np.minimum(whole_pieces(room, lanes.minutes_per_piece), self.left[lanes.order])
        least = np.maximum(load.instance.orders.min_lot, 1)[lanes.order]
        open_lanes = ~load.fixed & (most >= least)
        self.lane = np.flatnonzero(open_lanes if only is None else open_lanes & only)
        self.most, self.least = most[self.lane], least[self.lane]
        self.order, self.station = lanes.order[self.lane], lanes.station[self.lane]
        self.minutes = lanes.minutes_per_piece[self.lane]
        self.unit, self.lot_cost = lanes.cost_per_piece[self.lane], lanes.cost_per_lot[self.lane]
        self.wage = load.instance.orders.wage[self.order]
        cell = self.station * load.days + lanes.last_day[self.lane]
        self.cell, self.bucket = np.unique(cell, return_inverse=True)
        owner = self.cell // max(load.days, 1)
        self.first = np.ones(len(owner), dtype=bool)
        self.first[1:] = owner[1:] != owner[:-1]
        level = load.flat_room[self.cell]
        before = np.concatenate(([0.0], level))[: len(level)]
        self.minutes_won = level - np.where(self.first, 0.0, before)
        self.constant = load.cost - float(self.left @ load.instance.orders.penalty)
        self.fair = not load.premium.free

    def lay_out(self, cost: FloatArray) -> tuple[Model, IntArray]:
        """Return a model without lots and openings, and its columns of pieces by lane at `cost` CNY each.

        Rows: pieces by order, minutes by bucket, and with fairness CNY earned by station.
        """
        load, model = self.load, Model()
        lanes = model.columns(cost, 0.0, self.most)
        unplaced = model.columns(load.instance.orders.penalty, 0.0, self.left)
        carried = model.columns(np.zeros(len(self.cell)), 0.0, np.inf)
        demand = model.rows(self.left, self.left)
        model.entries(demand[self.order], lanes, 1.0)
        model.entries(demand, unplaced, 1.0)
        chain = model.rows(self.minutes_won, self.minutes_won)
        model.entries(chain[self.bucket], lanes, self.minutes)
        model.entries(chain, carried, 1.0)
        later = np.flatnonzero(~self.first)
        model.entries(chain[later], carried[later - 1], -1.0)
        if self.fair:
            self._lay_out_bands(model, lanes)
        return model, lanes

    def _lay_out_bands(self, model: Model, lanes: IntArray) -> None:
        """Let every CNY that a station earns fall into a band, the cheapest first because premiums rise."""
        load, none = self.load, np.zeros(len(self.load.earned))
        earned = model.rows(none, none)
        model.entries(earned[self.station], lanes, self.wage)
        start = np.column_stack((load.earned, np.maximum(load.premium.start, load.earned[:, None])))
        width = np.column_stack((np.diff(start, axis=1), np.full(len(none), np.inf)))
        for band, premium in enumerate(load.instance.fairness.premium):
            model.entries(earned, model.columns(none + premium, 0.0, width[:, band]), -1.0)


class Model:
    """Collects columns, rows and entries of a linear problem and hands them over as HiGHS wants them."""

    def __init__(self) -> None:
        self._whole: list[IntArray] = []
        self._cost: list[FloatArray] = []
        self._low: list[FloatArray] = []
        self._high: list[FloatArray] = []
        self._row_low: list[FloatArray] = []
        self._row_high: list[FloatArray] = []
        self._at: list[tuple[IntArray, IntArray, FloatArray]] = []

    def columns(self, cost: FloatArray, low: float, high: FloatArray | float) -> IntArray:
        """Add one column per cost and return their numbers."""
        start = sum(map(len, self._cost))
        self._cost.append(cost)
        self._low.append(np.full(len(cost), low))
        self._high.append(np.broadcast_to(np.asarray(high, dtype=np.float64), cost.shape))
        return np.arange(start, start + len(cost))

    def rows(self, low: FloatArray, high: FloatArray) -> IntArray:
        """Add one row per pair of limits and return their numbers."""
        start = sum(map(len, self._row_low))
        self._row_low.append(low)
        self._row_high.append(high)
        return np.arange(start, start + len(low))

    def entries(self, row: IntArray, column: IntArray, value: FloatArray | float) -> None:
        """Put values where rows and columns meet."""
        self._at.append((row, column, np.broadcast_to(np.asarray(value, dtype=np.float64), row.shape)))

    def whole(self, columns: IntArray) -> None:
        """Allow only whole numbers in these columns."""
        self._whole.append(columns)

    def build(self) -> highspy.HighsLp:
        """Return the problem, columns compressed."""
        row, column, value = (np.concatenate(part) for part in zip(*self._at, strict=True))
        sort = np.lexsort((row, column))
        lp = highspy.HighsLp()
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = map(np.concatenate, (self._cost, self._low, self._high))
        lp.row_lower_, lp.row_upper_ = np.concatenate(self._row_low), np.concatenate(self._row_high)
        lp.num_col_, lp.num_row_ = len(lp.col_cost_), len(lp.row_lower_)
        lp.a_matrix_.start_ = np.searchsorted(column[sort], np.arange(lp.num_col_ + 1))
        lp.a_matrix_.index_, lp.a_matrix_.value_ = row[sort], value[sort]
        if self._whole:
            kinds = np.full(lp.num_col_, highspy.HighsVarType.kContinuous)
            kinds[np.concatenate(self._whole)] = highspy.HighsVarType.kInteger
            lp.integrality_ = kinds.tolist()
        return lp


def solver(lp: highspy.HighsLp, *, seconds: float, stop: Callable[[], bool]) -> highspy.Highs:
    """Return a silent HiGHS with the problem, which ends after `seconds` or when `stop` says so."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("time_limit", max(seconds, 0.0))
    highs.passModel(lp)

    def interrupt(event: Any) -> None:
        if stop():
            event.interrupt()

    highs.cbSimplexInterrupt += interrupt
    highs.cbMipInterrupt += interrupt
    return highs
