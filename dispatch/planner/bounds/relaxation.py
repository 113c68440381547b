"""Solve the linear relaxation of what a load leaves open: a lower bound, and most lots of a good plan.

Lots may be split at will and lot costs are spread over the most pieces a lane could take. Yet nine of ten of its lots
are whole ones, because its solution is a corner, where few lanes are in use. The bound does not rely on the solver: its
dual values are put into the Lagrangian function, which is a lower bound for any values, so a tolerance or an early stop
cannot spoil it. On a large instance the solver sees only the cheapest lanes of each order, the bound counts all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..instance import FloatArray, IntArray, Lots
from ..load import Load
from ..program import Model, Open, solver

SOLVED_LANES, LEAST_LANES = 48_000, 12  # that the solver sees in all, and of an order at least
STRONG_LANES = 30_000  # up to this many lanes at stations that cost something to open have a row each


WHOLE = 1e-6  # of a piece: so much too few is a whole one, as sums round


@dataclass(frozen=True)
class Prices:
    """A proven lower bound in CNY, what a placed piece of each order is worth, and the lots, rounded down."""

    bound: float
    worth: FloatArray
    lots: Lots


class Relaxation:
    """The linear problem over what a load leaves open."""

    def __init__(self, load: Load, *, lanes: int = SOLVED_LANES) -> None:
        """Lay it out. The solver sees about so many `lanes`, but at least a few of each order."""
        self.load, self.open = load, Open(load)
        self.cost = self.open.unit + self.open.lot_cost / self.open.most
        self.seen, self.seen_cost = self.open, self.cost
        if len(self.open.lane) > lanes:
            cheap = self._cheapest(max(lanes // max(len(self.open.left), 1), LEAST_LANES))
            self.seen = Open(load, cheap)
            self.seen_cost = self.seen.unit + self.seen.lot_cost / self.seen.most

    def solve(self, *, seconds: float, stop: Callable[[], bool] = lambda: False) -> Prices:
        """Return the bound, prices and lots. They are worse when `seconds` (as HiGHS keeps them) were too short."""
        pieces = np.zeros(len(self.seen.lane), dtype=np.int64)
        simple = self._simple_duals()
        best, worth = self._lagrangian(*simple), simple[0]
        if len(pieces) and seconds > 0:
            model, lanes = self.seen.lay_out(self.seen_cost)
            self._lay_out_opening(model, lanes)
            highs = solver(model.build(), seconds=seconds, stop=stop)
            highs.run()
            solution = highs.getSolution()
            if solution.dual_valid:
                duals = self._duals(np.array(solution.row_dual))
                best, worth = max(best, self._lagrangian(*duals)), duals[0]
            if solution.value_valid:
                pieces = np.floor(np.array(solution.col_value)[lanes] + WHOLE).astype(np.int64)
        used = pieces > 0
        return Prices(best, worth, Lots(self.seen.lane[used], pieces[used]))

    def _cheapest(self, count: int) -> NDArray[np.bool_]:
        """Return which lanes are among the `count` cheapest of their order."""
        by_cost = np.lexsort((self.cost, self.open.order))
        first = np.searchsorted(self.open.order[by_cost], self.open.order[by_cost])
        cheap = np.zeros(len(self.load.order), dtype=bool)
        cheap[self.open.lane[by_cost[np.arange(len(by_cost)) - first < count]]] = True
        return cheap

    def _simple_duals(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return dual values as if capacity were unlimited: each order at its cheapest lane."""
        worth = self.load.instance.orders.penalty.copy()
        np.minimum.at(worth, self.open.order, self.cost)
        return worth, np.zeros(len(self.open.cell)), np.zeros(len(self.load.earned))

    def _lagrangian(self, worth: FloatArray, minute: FloatArray, income: FloatArray) -> float:
        """Return the Lagrangian lower bound at dual values.

        These are CNY per placed piece (by order), per minute (by bucket, at most 0, never falling with the day) and per
        CNY earned (by station).
        """
        load = self.load
        worth = np.minimum(worth, load.instance.orders.penalty)
        reduced = (
            self.cost
            - worth[self.open.order]
            - minute[self.open.bucket] * self.open.minutes
            - income[self.open.station] * self.open.wage
        )
        gains = np.bincount(self.open.station, self.open.most * np.minimum(reduced, 0.0), minlength=len(load.earned))
        stations = float(np.minimum(gains + load.idle_cost, 0.0).sum())
        return (
            self.open.constant
            + float(self.open.left @ worth)
            + float(minute @ self.open.minutes_won)
            + stations
            + (self._least_premium(income) if self.open.fair else 0.0)
        )

    def _least_premium(self, income: FloatArray) -> float:
        """Return the least of fairness charge + `income` x CNY earned, over what each station could earn at most."""
        load = self.load
        everything = slice(0, len(load.earned))
        limit = np.bincount(self.open.station, self.open.wage * self.open.most, minlength=len(load.earned))
        before = load.premium.of(everything, load.earned)
        best = np.zeros(len(load.earned))
        for amount in [limit, *np.clip(load.premium.start - load.earned[:, None], 0.0, limit[:, None]).T]:
            charge = load.premium.of(everything, load.earned + amount) - before
            best = np.minimum(best, charge + income * amount)
        return float(best.sum())

    def _duals(self, dual: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return the dual values of orders, of all buckets and of stations from those of the solver's rows."""
        orders, buckets, stations = len(self.seen.left), len(self.seen.cell), len(self.load.earned)
        income = dual[orders + buckets :][:stations] if self.seen.fair else np.zeros(stations)
        minute = np.zeros(len(self.open.cell))
        minute[np.searchsorted(self.open.cell, self.seen.cell)] = dual[orders:][:buckets]
        return dual[:orders], self._rising(minute), income

    def _lay_out_opening(self, model: Model, lanes: IntArray) -> None:
        """Let a lane at a closed station take only the share of its pieces to which the station is opened."""
        here = np.flatnonzero(self.load.idle_cost[self.seen.station] > 0)
        if len(here) and len(here) <= STRONG_LANES:
            opened = model.columns(self.load.idle_cost, 0.0, 1.0)
            rows = model.rows(np.full(len(here), -np.inf), np.zeros(len(here)))
            model.entries(rows, lanes[here], 1.0)
            model.entries(rows, opened[self.seen.station[here]], -self.seen.most[here])

    def _rising(self, minute: FloatArray) -> FloatArray:
        """Make minute values at most 0 and never falling with the day, as the Lagrangian needs them."""
        values = minute.tolist()
        following = 0.0
        for row in range(len(values) - 1, -1, -1):
            following = values[row] = min(values[row], following)
            if self.open.first[row]:
                following = 0.0
        return np.array(values)
