"""Solve the linear relaxation of what a load leaves open: a lower bound, and the value of a minute at each station.

Lots may be split at will and lot costs are spread over the most pieces a lane could take. The bound does not rely on
the solver: its dual values are put into the Lagrangian function, which is a lower bound for any values, so a tolerance
or an early stop cannot spoil it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..instance import FloatArray, IntArray
from ..load import Load
from ..program import Model, Open, solver

STRONG_LANES = 30_000  # up to this many lanes at stations that cost something to open have a row each


@dataclass(frozen=True)
class Prices:
    """A proven lower bound and the prices that prove it, in CNY.

    `per_piece` is what the minutes of one piece are worth (by lane), `worth` what a placed piece is worth (by order).
    """

    bound: float
    per_piece: FloatArray
    worth: FloatArray


class Relaxation:
    """The linear problem over what a load leaves open."""

    def __init__(self, load: Load) -> None:
        self.load, self.open = load, Open(load)
        self.cost = self.open.unit + self.open.lot_cost / self.open.most

    def solve(self, *, seconds: float, stop: Callable[[], bool] = lambda: False) -> Prices:
        """Return the bound and the prices. They are weaker when `seconds` (as HiGHS keeps them) were too short."""
        duals = self._duals(seconds, stop) if len(self.open.lane) and seconds > 0 else None
        simple = self._simple_duals()
        bound = self._lagrangian(*simple)
        if duals is not None:
            bound = max(bound, self._lagrangian(*duals))
        price = np.zeros(len(self.load.order))
        price[self.open.lane] = -(duals or simple)[1][self.open.bucket] * self.open.minutes
        return Prices(bound, price, (duals or simple)[0])

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

    def _duals(self, seconds: float, stop: Callable[[], bool]) -> tuple[FloatArray, FloatArray, FloatArray] | None:
        """Solve and return dual values of orders, buckets and stations, or None when the time was too short."""
        model, lanes = self.open.lay_out(self.cost)
        self._lay_out_opening(model, lanes)
        highs = solver(model.build(), seconds=seconds, stop=stop)
        highs.run()
        solution = highs.getSolution()
        if not solution.dual_valid:
            return None
        orders, buckets, stations = len(self.open.left), len(self.open.cell), len(self.load.earned)
        dual = np.array(solution.row_dual)
        income = dual[orders + buckets :][:stations] if self.open.fair else np.zeros(stations)
        return dual[:orders], self._rising(dual[orders:][:buckets]), income

    def _lay_out_opening(self, model: Model, lanes: IntArray) -> None:
        """Let a lane at a closed station take only the share of its pieces to which the station is opened."""
        here = np.flatnonzero(self.load.idle_cost[self.open.station] > 0)
        if len(here) and len(here) <= STRONG_LANES:
            opened = model.columns(self.load.idle_cost, 0.0, 1.0)
            rows = model.rows(np.full(len(here), -np.inf), np.zeros(len(here)))
            model.entries(rows, lanes[here], 1.0)
            model.entries(rows, opened[self.open.station[here]], -self.open.most[here])

    def _rising(self, minute: FloatArray) -> FloatArray:
        """Make minute values at most 0 and never falling with the day, as the Lagrangian needs them."""
        values = minute.tolist()
        following = 0.0
        for row in range(len(values) - 1, -1, -1):
            following = values[row] = min(values[row], following)
            if self.open.first[row]:
                following = 0.0
        return np.array(values)
