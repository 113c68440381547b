"""Improving a plan by compiled ruin and recreate, in calls short enough to keep the time and to be stopped."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from .assembling import cost_of
from .board import Board, clear, restore
from .clock import Clock
from .instance import FORMAT, Instance, IntArray, Lots
from .laying import free_lanes, lay_out, share_out
from .ruining import anneal, construct
from .zoning import zones

KERNELS = (clear, restore, construct, anneal)
WARM, COLD = 0.4, 0.004  # accepted worsening at the start and at the end, as shares of what a lot costs on average
TEPID = 0.02  # where it starts when there is a plan to start from
SLICE, PART = 0.05, 0.005  # of one call into compiled code: seconds at least, and share of all seconds
CALLS = 100  # into compiled code, when it is iterations that are limited
ROUND = 10  # calls before the zones are cut anew
FEW = 64  # orders that one step may touch
NOTHING = Lots(np.empty(0, np.int64), np.empty(0, np.int64))


class Annealing:
    """Lots that get better; `best` always holds the best pieces by lane so far, at the cost `best_cost` in CNY.

    Each lot of `issued` whose pieces change costs `disturbance` CNY, which the costs here contain. With several threads
    the stations are cut into as many zones, anew from time to time, and each thread works in one of them.
    """

    def __init__(
        self, instance: Instance, *, seed: int = 0, threads: int = 1, issued: Lots = NOTHING, disturbance: float = 0.0
    ) -> None:
        self.instance, self.rng = instance, np.random.default_rng(seed)
        self.lane = free_lanes(instance, issued)
        self.row = np.full(len(instance.lanes.order), -1, dtype=np.int64)
        self.row[self.lane] = np.arange(len(self.lane))
        self.boards = lay_out(instance, self.lane, threads=threads, seed=seed, issued=issued, disturbance=disturbance)
        self.pinned = np.zeros(len(instance.lanes.order), dtype=np.int64)
        self.pinned[instance.pinned.lane] = instance.pinned.pieces
        self.cost = cost_of(instance, self.pinned) + disturbance * int((self.board.lanes["issued"] > 0).sum())
        self.best, self.best_cost, self.rate = self.pinned, self.cost, 4000.0

    @property
    def board(self) -> Board:
        """The first board; as long as the zones are not cut, its zone is everything."""
        return self.boards[0]

    def begin(self, lots: Lots) -> None:
        """Put given lots as far as they fit; for a start from an earlier plan."""
        rows = self.row[lots.lane]
        known = rows >= 0
        self.cost += restore(self.board, rows[known], lots.pieces[known])
        self._note_best()

    def begin_again(self, pieces: IntArray) -> None:
        """Go on from these pieces by lane."""
        now, wanted = self.board.lanes["pieces"].copy(), pieces[self.lane]
        changed = now != wanted
        self.cost += clear(self.board, np.flatnonzero(changed & (now > 0)))
        rows = np.flatnonzero(changed & (wanted > 0))
        self.cost += restore(self.board, rows, wanted[rows])
        self._note_best()

    def construct(self, clock: Clock) -> bool:
        """Place what is left of every order, heaviest penalties first; False when the time was over before."""
        orders = self.instance.orders
        queue = np.lexsort((-orders.pieces, -orders.penalty))
        queue = queue[self.board.orders["last"][queue] > self.board.orders["first"][queue]]
        for part in np.array_split(queue, max(len(queue) // 2000, 1)):
            if clock.late:
                return False
            self.cost += construct(self.board, part)
        self._note_best()
        return True

    def run(self, clock: Clock, *, warm: float = WARM, cold: float = COLD) -> None:
        """Anneal until the budget is gone; `warm` and `cold` are shares of what a lot costs on average."""
        if not len(self.board.mine) or clock.late:
            return
        unit, calls = self._lot_cost(), 0
        with ThreadPoolExecutor(len(self.boards)) as pool:
            while (share := clock.share()) < 1.0:
                if calls % ROUND == 0 and len(self.boards) > 1:
                    self.boards = share_out(self.boards, self._zones())
                steps, ahead = self._ration(clock)
                heats = [unit * warm * (cold / warm) ** min(at, 1.0) for at in (share, share + ahead)]
                self._call(pool, steps, *heats)
                clock.spend(steps * len(self.boards), self.best_cost)
                calls += 1
        self._finish()

    def _zones(self) -> IntArray:
        lanes, stations = self.board.lanes, len(self.board.stations)
        return zones(lanes["order"], lanes["station"], stations=stations, count=len(self.boards), rng=self.rng)

    def _ration(self, clock: Clock) -> tuple[int, float]:
        """Give how many steps each thread does next, and what share of the budget they will take."""
        if clock.iterations is not None:
            steps = min(max(clock.iterations // CALLS, 1), clock.iterations - clock.spent)
            steps = max(steps // len(self.boards), 1)
            return steps, steps * len(self.boards) / clock.iterations
        seconds = min(max(SLICE, PART * clock.seconds), max(clock.seconds - clock.elapsed, 0.0))
        return max(int(self.rate * seconds), 1), seconds / clock.seconds

    def _call(self, pool: ThreadPoolExecutor, steps: int, warm: float, cold: float) -> None:
        began = time.monotonic()
        busy = [board for board in self.boards if len(board.mine)]
        ways = [pool.submit(anneal, board, steps, warm, cold, np.empty(FEW, np.int64)) for board in busy]
        self.cost += sum(way.result() for way in ways)
        self.rate = steps / max(time.monotonic() - began, 1e-6)
        self._note_best()

    def _finish(self) -> None:
        """Go back to the best, and place what is left wherever that costs less than its penalty."""
        self.boards = share_out(self.boards, np.zeros(len(self.board.stations), dtype=np.int64))
        if self.best_cost < self.cost - 1e-9:
            self.begin_again(self.best)
        short = self.board.mine[self.board.orders["left"][self.board.mine] > 0]
        self.cost += construct(self.board, short)
        self._note_best()

    def _note_best(self) -> None:
        if self.cost < self.best_cost - 1e-9:
            self.best = self.pinned.copy()
            self.best[self.lane] += self.board.lanes["pieces"]
            self.best_cost = self.cost

    def _lot_cost(self) -> float:
        """Give the CNY that a lot costs on average, penalties apart."""
        orders, lots = self.board.orders, int((self.board.lanes["pieces"] > 0).sum())
        return max((self.cost - float(orders["left"] @ orders["penalty"])) / max(lots, 1), 1e-6)


def warm() -> None:
    """Compile what is not compiled yet."""
    tables = {
        "orders": ("id", "pieces", "min_lot", "wage", "penalty"),
        "stations": ("id", "workers", "recent_income", "capacity"),
        "lanes": ("order", "station", "cost_per_piece", "cost_per_lot", "minutes_per_piece", "last_day"),
    }
    columns: dict[str, dict[str, list[int]]] = {table: {name: [] for name in names} for table, names in tables.items()}
    empty = Annealing(Instance.read({"format": FORMAT, "days": 1, **columns}))
    none = np.empty(0, np.int64)
    clear(empty.board, none)
    restore(empty.board, none, none)
    construct(empty.board, none)
    anneal(empty.board, 0, 1.0, 1.0, none)
