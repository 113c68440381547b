"""Choose stations to open, where opening costs something and lots do not: capacitated facility location.

The Lagrangian of the orders' demands falls apart into one knapsack per station (Beasley, "Lagrangean heuristics for
location problems", 1993). Its multipliers say which stations can be in a good plan. Among those few the integer program
with one row per lane is soon solved, and the others are often proven to be in no best plan.
"""

from __future__ import annotations

import highspy
import numpy as np
from numpy.typing import NDArray

from .clock import Clock
from .grid import Grid
from .instance import FloatArray, IntArray
from .program import Model, solver

ROUNDS, TIME_SHARE = 400, 0.15  # of the subgradient, and of the clock's time at most
TARGET_RISE = 0.02  # by how much the subgradient hopes to raise the bound, as a share of it
# Rounds without gain until steps get shorter, by which factor, and the weight of the newest direction
STALE_ROUNDS, SHORTER, SMOOTH = 15, 0.7, 0.7
OFTEN_OPEN = 0.005  # a station this much open, on average over the last rounds, may be in a good plan
# Up to the first number of lanes none need be selected, above the second nothing is proven about all
FEW_LANES, MANY_LANES = 3_000, 30_000
NEAR_STATIONS = 8  # for each order in the first selection


def suits(grid: Grid) -> bool:
    """Return whether lots cost nothing and may be as small as one piece."""
    return not grid.lot.any() and not (grid.least > 1).any()


class Openings:
    """Stations opened and orders shared out among them. `placed` is the best so far, `bound` is proven.

    `room` is in pieces by station.
    """

    def __init__(self, grid: Grid, room: IntArray, clock: Clock) -> None:
        self.grid, self.clock, self.room = grid, clock, room
        self.most = np.minimum(room[:, None], grid.left).astype(np.float64)
        self.placed = np.zeros(grid.lane.shape, dtype=np.int64)
        self.cost = grid.load.cost
        self.bound = -np.inf
        self.forced = np.zeros(len(room))  # by how much the bound rises when a station must be open
        self.often = np.ones(len(room))

    def run(self) -> None:
        """Find a plan among promising stations, then prove it or improve it among all that can be in a better one."""
        some = self.grid.lane >= 0
        self._price()
        if some.sum() > FEW_LANES:
            self._keep(self._shared_out(some & self._roomy()[:, None]))
            self._choose(self._nearest(some & (self.often > OFTEN_OPEN)[:, None]))
            some &= (self.bound + self.forced < self.cost)[:, None]
            self._choose(self._nearest(some))
        if some.sum() <= MANY_LANES:
            self.bound = max(self.bound, min(self._choose(some), self.cost))

    def _roomy(self) -> NDArray[np.bool_]:
        """Return the stations most often open, just enough for all pieces."""
        by = np.argsort(-self.often, kind="stable")
        roomy = np.zeros(len(by), dtype=bool)
        roomy[by] = np.cumsum(self.room[by]) - self.room[by] < self.grid.left.sum()
        return roomy

    def _nearest(self, some: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Keep of these lanes the cheapest few of each order."""
        unit = np.where(some, self.grid.unit, np.inf)
        limit = np.sort(unit, axis=0)[min(NEAR_STATIONS, len(unit)) - 1]
        near: NDArray[np.bool_] = some & (unit <= limit)
        return near

    def _price(self) -> None:
        """Climb to good multipliers (what a piece of each order is worth, in CNY) by the subgradient."""
        grid, step, stale = self.grid, 1.5, 0
        full = np.sort(grid.unit + (grid.opening / np.maximum(self.room, 1))[:, None], axis=0)
        worth = np.minimum(full[min(2, len(full) - 1)], grid.penalty)
        direction = np.zeros(len(worth))
        for climbed in range(ROUNDS):
            if climbed and self.clock.share() > TIME_SHARE:
                break
            value, open_, served, forced = self._relaxed(worth)
            self.often = 0.95 * self.often + 0.05 * open_
            stale += 1
            if value > self.bound:
                stale = 0 if value > self.bound + 1e-5 * abs(self.bound) else stale
                self.bound, self.forced = value, forced
            if stale >= STALE_ROUNDS:
                step, stale = step * SHORTER, 0
            direction = (1 - SMOOTH) * direction + SMOOTH * (grid.left - served)
            norm = float(direction @ direction)
            if norm == 0.0:
                break
            hope = max(self.bound + TARGET_RISE * abs(self.bound) - value, 0.0)
            worth = np.minimum(worth + step * hope / norm * direction, grid.penalty)

    def _relaxed(self, worth: FloatArray) -> tuple[float, FloatArray, FloatArray, FloatArray]:
        """Return the Lagrangian's value, how far each station is open, pieces served by order, and `forced`.

        Enough stations must be open for all pieces that are worth less than their penalty.
        """
        grid = self.grid
        reduced = grid.unit - worth
        by = np.argsort(reduced, axis=1)
        gain = np.take_along_axis(reduced, by, axis=1)
        most = np.take_along_axis(self.most, by, axis=1)
        taken = np.where(gain < 0, np.clip(self.room[:, None] - (np.cumsum(most, axis=1) - most), 0.0, most), 0.0)
        costs = grid.opening + (taken * np.where(gain < 0, gain, 0.0)).sum(axis=1)
        must = float(grid.left[worth < grid.penalty].sum())
        open_, per_piece = self._enough(costs, must)
        shares = np.empty_like(taken)
        np.put_along_axis(shares, by, taken * open_[:, None], axis=1)
        value = grid.constant + float(grid.left @ worth) + float(open_ @ costs)
        return value, open_, shares.sum(axis=0), np.maximum(costs - per_piece * self.room, 0.0)

    def _enough(self, costs: FloatArray, must: float) -> tuple[FloatArray, float]:
        """Open, in part if need be, all stations that gain and the cheapest others until there is room for `must`.

        Returns how far each is open and what the last piece of room costs.
        """
        room = self.room.astype(np.float64)
        rate = costs / np.maximum(room, 1e-9)
        by = np.argsort(rate)
        before = np.cumsum(room[by]) - room[by]
        open_ = np.zeros(len(room))
        open_[by] = np.clip((must - before) / np.maximum(room[by], 1e-9), 0.0, 1.0)
        short = (costs > 0) & (open_ > 0)
        open_[costs <= 0] = 1.0
        return open_, float(rate[short].max()) if short.any() else 0.0

    def _choose(self, some: NDArray[np.bool_]) -> float:
        """Solve the integer program on these lanes, keep what is better, and return its bound."""
        station, order = np.nonzero(some)
        if not len(station):
            return self.cost
        model, opened = self._lay_out(station, order)
        highs = solver(model.build(), seconds=self.clock.seconds - self.clock.elapsed, stop=lambda: self.clock.late)
        highs.setOptionValue("mip_rel_gap", 1e-7)
        start = self._start(station, order)
        highs.setSolution(len(start), np.arange(len(start), dtype=np.int32), start)
        highs.run()
        info = highs.getInfo()
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return -np.inf
        value = np.array(highs.getSolution().col_value)
        self._keep(self._shared_out(some & (value[opened] > 0.5)[:, None]))
        return float(info.mip_dual_bound) + self.grid.constant

    def _start(self, station: IntArray, order: IntArray) -> FloatArray:
        """Return the best so far as the model's columns. On lanes that are left out its pieces are unplaced."""
        placed = self.placed[station, order]
        left = self.grid.left - np.bincount(order, placed, minlength=len(self.grid.left))
        shares = placed / np.maximum(self.most[station, order], 1)
        opened = np.bincount(station, placed, minlength=len(self.room)) > 0
        return np.concatenate((shares, left / np.maximum(self.grid.left, 1), opened))

    def _lay_out(self, station: IntArray, order: IntArray) -> tuple[Model, IntArray]:
        """Return a model with shares of what each lane can take at most and columns of yes or no for each station."""
        grid, model, most = self.grid, Model(), self.most[station, order]
        shares = model.columns(grid.unit[station, order] * most, 0.0, 1.0)
        unplaced = model.columns(grid.penalty * grid.left, 0.0, 1.0)
        opened = model.columns(grid.opening, 0.0, np.isin(np.arange(len(grid.opening)), station).astype(np.float64))
        model.whole(opened)
        left = np.maximum(grid.left, 1).astype(np.float64)
        demand = model.rows(np.ones(len(left)), np.ones(len(left)))
        model.entries(demand[order], shares, most / left[order])
        model.entries(demand, unplaced, 1.0)
        room = model.rows(np.full(len(opened), -np.inf), np.zeros(len(opened)))
        model.entries(room[station], shares, most / np.maximum(self.room[station], 1))
        model.entries(room, opened, -1.0)
        enough = model.rows(np.array([left.sum()]), np.array([np.inf]))
        model.entries(np.repeat(enough, len(opened)), opened, self.room.astype(np.float64))
        if not self._all_placed():
            model.entries(np.repeat(enough, len(unplaced)), unplaced, left)
        closed = np.flatnonzero(grid.opening[station] > 0)
        rows = model.rows(np.full(len(closed), -np.inf), np.zeros(len(closed)))
        model.entries(rows, shares[closed], 1.0)
        model.entries(rows, opened[station[closed]], -1.0)
        return model, opened

    def _all_placed(self) -> bool:
        """Return whether a best plan places everything.

        It does when leaving a piece is dearer than opening a station for it.
        """
        grid = self.grid
        roomy = self.room.sum() >= grid.left.sum() and bool((grid.lane >= 0).all())
        return roomy and bool((grid.unit + grid.opening[:, None] < grid.penalty).all())

    def _shared_out(self, some: NDArray[np.bool_]) -> IntArray:
        """Return the cheapest whole pieces by station and order on these lanes. A vertex of a transport is whole."""
        grid, model = self.grid, Model()
        station, order = np.nonzero(some)
        pieces = model.columns(grid.unit[station, order], 0.0, self.most[station, order])
        unplaced = model.columns(grid.penalty, 0.0, grid.left.astype(np.float64))
        demand = model.rows(grid.left.astype(np.float64), grid.left.astype(np.float64))
        model.entries(demand[order], pieces, 1.0)
        model.entries(demand, unplaced, 1.0)
        room = model.rows(np.full(len(self.room), -np.inf), self.room.astype(np.float64))
        model.entries(room[station], pieces, 1.0)
        highs = solver(model.build(), seconds=np.inf, stop=lambda: False)
        highs.run()
        placed = np.zeros_like(self.placed)
        placed[station, order] = np.rint(np.array(highs.getSolution().col_value)[pieces]).astype(np.int64)
        return placed

    def _keep(self, placed: IntArray) -> None:
        grid, some = self.grid, placed > 0
        cost = grid.constant + float((grid.left - placed.sum(axis=0)) @ grid.penalty)
        cost += float(placed[some] @ grid.unit[some]) + float(grid.opening[some.any(axis=1)].sum())
        if cost < self.cost:
            self.placed, self.cost = placed, cost
