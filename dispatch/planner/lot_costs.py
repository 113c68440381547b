"""Choose lots where each costs something and stations cost nothing to open: fixed-charge transportation.

A transport at average costs gives the first plan. Annealing over spanning trees (`pivoting`) improves it, in each
thread on its own, among the lanes that good plans use.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from .clock import Clock
from .grid import Grid
from .instance import FloatArray, IntArray
from .search.pivoting import Arcs, Tree, anneal

KERNELS = (anneal,)
WARM, COLD = 0.095, 0.05  # accepted worsening at the start and at the end, as shares of what a lot costs on average
AGAIN = (0.067, 0.087)  # at the start of a later round, which begins from the best
IDLE_WEIGHT = 0.15  # weight of an arc without pieces, see `anneal`
# Share of the lanes that a round tries, and the nearest lanes of each station and order that it tries besides
PROMISING_SHARE, NEAREST_LANES = (0.12, 0.25), 4
ROUND_TRIES, LEAST_ROUNDS = 25_000, 6  # pivots tried in a round for each arc, and the least number of rounds
SLOWER_FACTOR = 1.1  # cools a round after one that found nothing
# Pivots tried that one iteration counts for, and that are assumed to fit into a second
TRIES_PER_ITERATION, TRIES_A_SECOND = 1_000, 5_000_000
# Pivots tried in one call into compiled code, at most, and the calls of a round, at least
CALL_TRIES, ROUND_CALLS = 300_000, 20
QUIET_TRIES = 20  # tries for each arc without gain, after which the first plan is done


def suits(grid: Grid) -> bool:
    """Return whether lots cost something and may be as small as one piece, and no station costs something to open."""
    return bool(grid.lot.any()) and not grid.opening.any() and not (grid.least > 1).any()


class LotCosts:
    """Pieces shared out so that freight and lots are cheap. `placed` and `cost` are the best so far.

    `room` is in pieces by station. Beside the stations there is one for pieces without a place, and beside the orders
    one for room that is not used, so that all pieces and all room are always somewhere.
    """

    def __init__(self, grid: Grid, room: IntArray, clock: Clock, *, seed: int, threads: int) -> None:
        self.grid, self.room, self.clock, self.threads = grid, room, clock, threads
        self.rng = np.random.default_rng(seed)
        stations, orders = grid.lane.shape
        self.stations = stations + 1
        self.unit, self.lot = np.full((stations + 1, orders + 1), np.inf), np.zeros((stations + 1, orders + 1))
        self.unit[:-1, :-1], self.lot[:-1, :-1] = grid.unit, grid.lot
        self.unit[-1, :-1], self.unit[:, -1] = grid.penalty, 0.0
        self.most = np.minimum(room[:, None], grid.left)
        self.spread = self.unit.copy()
        self.spread[:-1, :-1] += grid.lot / np.maximum(self.most, 1)
        self.best, self.cost = self._nothing(), grid.load.cost

    @property
    def placed(self) -> IntArray:
        """The pieces by station and order of the best so far."""
        parent, pieces = self.best
        node = np.flatnonzero((parent >= 0) & (pieces > 0))
        ends = np.sort(np.stack((node, parent[node])), axis=0)
        placed = np.zeros(self.unit.shape, dtype=np.int64)
        placed[ends[0], ends[1] - self.stations] = pieces[node]
        return placed[:-1, :-1]

    def run(self, bound: float) -> None:
        """Anneal until the budget is gone or the best meets the `bound`, round after round from the best so far."""
        self._first_plan()
        extra, spare = self._extra(), self._spare()
        clock, warm, slower = self.clock, np.full(self.threads, WARM), 1.0
        budget = TRIES_A_SECOND * clock.seconds
        if clock.iterations is not None:
            budget = TRIES_PER_ITERATION * clock.iterations / self.threads
        with ThreadPoolExecutor(self.threads) as pool:
            while clock.share() < 1.0 and self.cost - bound > 1e-6 * abs(self.cost):
                before, arcs = self.cost, self._arcs(self._promising(extra), *spare)
                self._round(pool, arcs, int(min(slower * ROUND_TRIES * len(arcs.unit), budget / LEAST_ROUNDS)), warm)
                slower *= 1.0 if self.cost < before else SLOWER_FACTOR
                warm = self.rng.uniform(*AGAIN, self.threads)

    def _round(self, pool: ThreadPoolExecutor, arcs: Arcs, tries: int, warm: FloatArray) -> None:
        """Cool down once from the best, in each thread on its own and from another heat."""
        each = min(tries // ROUND_CALLS + 1, CALL_TRIES)
        parts = -(-tries // each)
        lot = float(self.grid.lot[self.grid.lot > 0].mean())
        chains = [(self._tree(self.best), self.best.copy()) for _ in warm]
        costs = np.full(len(warm), self.cost)
        for part in range(parts):
            hot, cool = (lot * warm * (COLD / warm) ** (at / parts) for at in (part, part + 1))
            seeds = self.rng.integers(2**31, size=len(warm))
            futures = [
                pool.submit(anneal, arcs, tree, best, each, float(hot[k]), float(cool[k]), IDLE_WEIGHT, int(seeds[k]))
                for k, (tree, best) in enumerate(chains)
            ]
            for chain, future in enumerate(futures):
                change, least = future.result()
                if costs[chain] + least < self.cost - 1e-7:
                    self.best, self.cost = chains[chain][1].copy(), costs[chain] + least
                costs[chain] += change
            self.clock.spend(max(each * len(warm) // TRIES_PER_ITERATION, 1), self.cost)
            if self.clock.share() >= 1.0:
                return

    def _spare(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return which stations may idle, and which orders may leave pieces: where some do, or where it could pay."""
        placed = self.placed
        short = (placed.sum(axis=0) < self.grid.left).any()
        dearest = np.where(self.grid.lane >= 0, self.grid.unit + self.grid.lot, 0.0).max(axis=0)
        nowhere = (self.grid.penalty <= dearest) | short
        idle = bool((placed.sum(axis=1) < self.room).any() or nowhere.any())
        return np.full(self.stations - 1, idle), nowhere

    def _first_plan(self) -> None:
        """Find the cheapest transport, each lot's cost spread over the most pieces that the lane could take."""
        some = self.grid.lane >= 0
        arcs = self._arcs(some, np.ones(self.stations - 1, dtype=bool), np.ones(len(self.grid.left), dtype=bool))
        arcs = arcs._replace(unit=self.spread[arcs.station, arcs.order - self.stations], lot=np.zeros(len(arcs.lot)))
        tree = self._tree(self.best)._replace(lot=np.zeros(self.best.shape[1]))
        quiet = 0
        while quiet < QUIET_TRIES * len(arcs.unit) and not self.clock.late:
            change, _ = anneal(arcs, tree, self.best.copy(), CALL_TRIES, 1e-9, 1e-9, 0.0, int(self.rng.integers(2**31)))
            quiet = quiet + CALL_TRIES if change > -1e-6 else 0
        self.best = np.stack((tree.parent, tree.pieces))
        self.cost = self.cost_of(self.placed)

    def cost_of(self, placed: IntArray) -> float:
        """Return the cost (CNY) of these pieces by station and order."""
        grid, some = self.grid, placed > 0
        return float(
            grid.constant
            + (grid.left - placed.sum(axis=0)) @ grid.penalty
            + placed[some] @ grid.unit[some]
            + grid.lot[some].sum()
        )

    def _extra(self) -> FloatArray:
        """Return by lane what it would cost the cheapest transport to use it as far as can be (inf: no lane)."""
        worth = self._worth()
        extra = self.spread[:-1, :-1] - worth[: self.stations - 1, None] - worth[self.stations : -1]
        return np.where(self.grid.lane >= 0, extra * np.maximum(self.most, 1), np.inf)

    def _promising(self, extra: FloatArray) -> NDArray[np.bool_]:
        """Choose a random share of the lanes, those of least `extra`."""
        some = self.grid.lane >= 0
        limit = np.quantile(extra[some], self.rng.uniform(*PROMISING_SHARE))
        near = [
            np.sort(extra, axis=axis).take([min(NEAREST_LANES, extra.shape[axis]) - 1], axis=axis) for axis in (0, 1)
        ]
        chosen: NDArray[np.bool_] = some & ((extra <= limit) | (extra <= near[0]) | (extra <= near[1]))
        return chosen

    def _worth(self) -> FloatArray:
        """Return by node what a piece is worth there (CNY). The two ends of each arc of the tree add up to its cost."""
        parent = self.best[0]
        worth = np.where(parent < 0, 0.0, np.nan)
        node = np.flatnonzero(parent >= 0)
        ends = np.sort(np.stack((node, parent[node])), axis=0)
        unit = self.spread[ends[0], ends[1] - self.stations]
        while np.isnan(worth).any():
            worth[node] = unit - worth[parent[node]]
        return worth

    def _arcs(self, some: NDArray[np.bool_], idle: NDArray[np.bool_], nowhere: NDArray[np.bool_]) -> Arcs:
        """Return these lanes as arcs, with those to no order for `idle` stations, from none for `nowhere` orders."""
        able = np.zeros(self.unit.shape, dtype=bool)
        able[:-1, :-1], able[:-1, -1], able[-1, :-1] = some, idle, nowhere
        station, order = np.nonzero(able)
        return Arcs(station.copy(), order + self.stations, self.unit[able], self.lot[able])

    def _tree(self, best: IntArray) -> Tree:
        """Return the tree of parents and pieces by node, at what its arcs cost."""
        parent, pieces = best.copy()
        node = np.arange(len(parent))
        station = np.where(node < self.stations, node, parent)
        order = np.maximum(np.where(node < self.stations, parent, node) - self.stations, 0)
        unit, lot = (np.where(parent < 0, 0.0, cost[station, order]) for cost in (self.unit, self.lot))
        return Tree(parent, pieces, unit, lot, np.zeros(len(parent), dtype=np.int64), self.stations)

    def _nothing(self) -> IntArray:
        """Return parents and pieces by node of the tree in which no piece has a place."""
        nowhere, idle = self.stations - 1, self.stations + len(self.grid.left)
        parent, pieces = np.full(idle + 1, nowhere), np.zeros(idle + 1, dtype=np.int64)
        parent[:nowhere], parent[nowhere] = idle, -1
        pieces[:nowhere], pieces[self.stations : idle] = self.room, self.grid.left
        return np.stack((parent, pieces))


def warm() -> None:
    """Compile what is not compiled yet."""
    node, cny = np.zeros(2, dtype=np.int64), np.zeros(2)
    anneal(Arcs(node, node, cny, cny), Tree(node, node, cny, cny, node, 1), np.stack((node, node)), 0, 1.0, 1.0, 0.0, 0)
