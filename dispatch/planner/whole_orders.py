"""Assign whole orders to one station each: the generalised assignment problem.

The linear relaxation is tight, and its reduced costs say which lanes can be in a good plan. An integer program over
those gives a first plan. Then the orders of a few stations at a time are shared out anew among these stations, by
integer programs in several threads at once, none of which touches another's stations.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from .clock import Clock
from .grid import Grid
from .instance import FloatArray, IntArray
from .program import Model, solver

FEW_LANES = 2_000  # need no selection
PROMISING = 0.05  # reduced costs of lanes looked at first, as a share of what an order costs
# Limits, as shares of the clock's time, of the first plan and of one neighbourhood. Both usually end sooner
FIRST_SHARE, LONGEST_SHARE = 0.25, 0.1
NODES = 500  # of a neighbourhood's search tree. The first plan's may have ten times as many
UNLIMITED_NODES = 2**31 - 1
LONG_SECONDS = 2.0  # that somebody who wishes to stop does not mind waiting
STEP_ITERATIONS = 100  # that one neighbourhood counts for
FREE_ORDERS = 60.0  # in a neighbourhood, to begin with
Mask = NDArray[np.bool_]


def suits(grid: Grid) -> bool:
    """Return whether each order is one lot or nothing, and no station costs something to open."""
    return not grid.opening.any() and bool((grid.least >= grid.left).all())


@dataclass(frozen=True)
class Answer:
    """The result of a program: rows chosen (None when it found nothing), a proven bound, reduced costs by row."""

    chosen: IntArray | None
    bound: float
    reduced: FloatArray
    done: bool


class WholeOrders:
    """Orders put whole on stations. `chosen` are the rows (lanes that fit) of the best so far, `bound` is proven."""

    def __init__(self, grid: Grid, clock: Clock, *, seed: int, threads: int) -> None:
        self.grid, self.clock, self.rng, self.threads = grid, clock, np.random.default_rng(seed), threads
        fits = grid.minutes * grid.left <= grid.room[:, None] + 1e-9
        self.station, self.order = np.nonzero((grid.lane >= 0) & fits & (grid.left > 0))
        left = grid.left[self.order]
        self.row_cost = grid.unit[self.station, self.order] * left + grid.lot[self.station, self.order]
        self.minutes = grid.minutes[self.station, self.order] * left
        self.penalty = grid.penalty * grid.left
        self.chosen = np.zeros(len(self.order), dtype=bool)
        self.bound, self.size = -np.inf, FREE_ORDERS

    @property
    def cost(self) -> float:
        """The cost (CNY) of the best so far."""
        return self._cost(self.chosen)

    @property
    def placed(self) -> IntArray:
        """The pieces by station and order of the best so far."""
        placed = np.zeros(self.grid.lane.shape, dtype=np.int64)
        placed[self.station[self.chosen], self.order[self.chosen]] = self.grid.left[self.order[self.chosen]]
        return placed

    def run(self) -> None:
        """Find a plan and improve it until the time is over or it is proven best."""
        if not len(self.order):
            self.bound = self.cost
            return
        everything, late = np.ones(len(self.order), dtype=bool), lambda: self.clock.late
        relaxed = self._solve(everything, whole=False, stop=late)
        self.bound = relaxed.bound
        self._keep(everything, relaxed.chosen)
        some = everything
        if len(self.order) > FEW_LANES:
            some = relaxed.reduced <= PROMISING * abs(relaxed.bound) / len(self.penalty)
        first = self._solve(some, seconds=FIRST_SHARE * self.clock.seconds, nodes=10 * NODES, stop=late)
        self._keep(everything, first.chosen)
        if some.all():
            self.bound = max(self.bound, min(first.bound, self.cost))
        with ThreadPoolExecutor(self.threads) as pool:
            while self.cost - self.bound > 1e-6 * abs(self.cost) and self.clock.share() < 1.0:
                self._step(pool)

    def _step(self, pool: ThreadPoolExecutor) -> None:
        """Share out the orders of a few stations anew, in every thread those of others."""
        stations = self.rng.permutation(len(self.grid.room))
        mean = max(self.chosen.sum() / len(stations), 1.0)
        wide = min(max(round(self.size / mean), 2), len(stations))
        parts = [stations[at : at + wide] for at in range(0, len(stations) - wide + 1, wide)][: self.threads]
        nowhere = self.rng.integers(len(parts), size=len(self.penalty))
        masks = [self._free(part, nowhere == k) for k, part in enumerate(parts)]
        limit = min(LONGEST_SHARE * self.clock.seconds, LONG_SECONDS)
        futures = [pool.submit(self._solve, mask, seconds=limit, nodes=NODES) for mask in masks]
        for mask, future in zip(masks, futures, strict=True):
            answer = future.result()
            self.size = max(self.size * (1.05 if answer.done else 0.9), 4.0)
            self._keep(mask, answer.chosen)
        self.clock.spend(STEP_ITERATIONS * len(parts), self.cost)

    def _free(self, stations: IntArray, adopted: Mask) -> Mask:
        """Return the rows of these stations and the orders that are there, or nowhere and `adopted`."""
        here = np.isin(self.station, stations)
        at = np.full(len(self.penalty), -1)
        at[self.order[self.chosen]] = self.station[self.chosen]
        free = np.isin(at, stations) | ((at < 0) & adopted)
        return here & free[self.order]

    def _keep(self, rows: Mask, chosen: IntArray | None) -> None:
        """Take this choice among some rows when it is no dearer."""
        if chosen is None:
            return
        after = self.chosen & ~rows
        after[chosen] = True
        if self._cost(after) <= self.cost:
            self.chosen = after

    def _cost(self, chosen: Mask) -> float:
        return float(self.grid.constant + self.penalty.sum() + (self.row_cost - self.penalty[self.order])[chosen].sum())

    def _solve(
        self,
        rows: Mask,
        *,
        whole: bool = True,
        seconds: float = np.inf,
        nodes: int = UNLIMITED_NODES,
        stop: Callable[[], bool] = lambda: False,
    ) -> Answer:
        """Solve the program over some rows and leave all other rows as they are. Every order there is free to move."""
        kept = self.chosen & ~rows
        room = self.grid.room - np.bincount(self.station[kept], self.minutes[kept], minlength=len(self.grid.room))
        row = np.flatnonzero(rows)
        orders, at = np.unique(self.order[row], return_inverse=True)
        model = Model()
        taken = model.columns(self.row_cost[row], 0.0, 1.0)
        unplaced = model.columns(self.penalty[orders], 0.0, 1.0)
        once = model.rows(np.ones(len(orders)), np.ones(len(orders)))
        model.entries(once[at], taken, 1.0)
        model.entries(once, unplaced, 1.0)
        limit = model.rows(np.full(len(room), -np.inf), room)
        model.entries(limit[self.station[row]], taken, self.minutes[row])
        if whole:
            model.whole(taken)
        seconds = min(seconds, self.clock.seconds - self.clock.elapsed)
        highs = solver(model.build(), seconds=seconds, stop=stop)
        highs.setOptionValue("mip_max_nodes", nodes)
        highs.setOptionValue("mip_rel_gap", 1e-7)
        start = np.concatenate((self.chosen[row], np.bincount(at, self.chosen[row], minlength=len(orders)) == 0))
        highs.setSolution(len(start), np.arange(len(start), dtype=np.int32), start.astype(np.float64))
        highs.run()
        return self._answer(highs, row, whole=whole)

    def _rounded(self, share: FloatArray) -> IntArray:
        """Choose among all rows those of the greatest share, as long as there is room."""
        room, open_, chosen = self.grid.room.copy(), self.grid.left > 0, []
        for row in np.lexsort((self.row_cost, -share)).tolist():
            station, order = self.station[row], self.order[row]
            if open_[order] and self.minutes[row] <= room[station] + 1e-9:
                chosen.append(row)
                open_[order] = False
                room[station] -= self.minutes[row]
        return np.array(chosen, dtype=np.int64)

    def _answer(self, highs: highspy.Highs, row: IntArray, *, whole: bool) -> Answer:
        info, solution = highs.getInfo(), highs.getSolution()
        done = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        if not whole:
            if not done:
                cheapest = self.penalty.copy()
                np.minimum.at(cheapest, self.order, self.row_cost)
                bound = self.grid.constant + float(cheapest.sum())
                return Answer(self._rounded(-self.row_cost), bound, np.zeros(len(row)), False)
            chosen = self._rounded(np.array(solution.col_value)[: len(row)])
            bound = info.objective_function_value + self.grid.constant
            return Answer(chosen, bound, np.array(solution.col_dual)[: len(row)], True)
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return Answer(None, -np.inf, np.zeros(0), False)
        chosen = row[np.array(solution.col_value)[: len(row)] > 0.5]
        return Answer(chosen, info.mip_dual_bound + self.grid.constant, np.zeros(0), done)
