"""Improve a plan by compiled ruin and recreate, in calls short enough to keep the time and to be stopped."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from ..assembling import cost_of
from ..bounds.lagrangian import Lagrangian, choose
from ..clock import Clock
from ..instance import FORMAT, NOTHING, FloatArray, Instance, IntArray, Lots
from .board import Board, clear, restore
from .laying import free_lanes, lay_out, share_out
from .placing import first_due, in_turn, worth_of_minutes
from .ruining import anneal, construct, fill_nearest
from .zoning import chart, zones

KERNELS = (clear, restore, construct, fill_nearest, anneal, choose)
WARM, COLD = 0.4, 0.004  # accepted worsening at the start and at the end, as shares of what a lot costs on average
LUKEWARM = 0.05  # where it starts from the relaxation's lots: hotter, it would lose the choice of orders that they hold
TEPID = 0.02  # where it starts when there is a plan to start from
REHEATED = 0.1  # where it starts when it is to look further away from that plan
RULED_ORDERS = 20_000  # up to so many, first plans are made by several rules
SLICE_SECONDS, SLICE_SHARE = 0.05, 0.005  # of one call into compiled code: at least, and as a share of all seconds
LIMITED_CALLS = 100  # into compiled code when iterations are limited
ROUND_CALLS = 5  # calls before the zones are cut anew
CELL_LANES = 40_000  # lanes whose orders are worked on together
ZONE_STATIONS_PER_LANE = 20  # a zone has at least this many stations for each lane of an order
STEP_ORDERS = 64  # orders that one step may touch


class Annealing:
    """Lots that get better. `best` always holds the best pieces by lane so far, at the cost `best_cost` in CNY.

    Each lot of `issued` whose pieces change costs `disturbance` CNY, which the costs here contain. With several threads
    the stations are cut into as many zones, anew from time to time, and each thread works in one of them.
    """

    def __init__(
        self, instance: Instance, *, seed: int = 0, threads: int = 1, issued: Lots = NOTHING, disturbance: float = 0.0
    ) -> None:
        self.instance, self.rng = instance, np.random.default_rng(seed)
        self.issued, self.disturbance = issued, disturbance
        self.lane = free_lanes(instance, issued)
        self.row = np.full(len(instance.lanes.order), -1, dtype=np.int64)
        self.row[self.lane] = np.arange(len(self.lane))
        self.cells, boards = _cells(instance, threads)
        self.boards = lay_out(instance, self.lane, boards=boards, seed=seed, issued=issued, disturbance=disturbance)
        self.places: FloatArray | None = None
        self.warm = WARM
        self.pinned = np.zeros(len(instance.lanes.order), dtype=np.int64)
        self.pinned[instance.pinned.lane] = instance.pinned.pieces
        self.cost = cost_of(instance, self.pinned) + disturbance * int((self.board.lanes["issued"] > 0).sum())
        self.best, self.best_cost, self.rate = self.pinned, self.cost, 4000.0

    @property
    def board(self) -> Board:
        """The first board. As long as the zones are not cut, its zone is everything."""
        return self.boards[0]

    def begin(self, lots: Lots, clock: Clock) -> bool:
        """Put given lots as far as they fit, then place what is left, order by order.

        Returns False when the time was over before every order was looked at.
        """
        rows = self.row[lots.lane]
        known = rows >= 0
        self.cost += restore(self.board, rows[known], lots.pieces[known])
        self.warm = TEPID if known.any() else WARM
        queue = in_turn(self.instance)
        queue = queue[self.board.orders["last"][queue] > self.board.orders["first"][queue]]
        return self._construct(queue, clock)

    def begin_by_rules(self, clock: Clock) -> bool:
        """Make first plans by simple rules and go on from the best.

        Returns False when the time was over before every order was looked at.
        """
        searched = self.begin(NOTHING, clock)
        movable = self.board.orders["last"] > self.board.orders["first"]
        due, worth = first_due(self.instance), worth_of_minutes(self.instance)
        rules = ((fill_nearest, due), (construct, due), (construct, -worth))
        for rule, rank in rules if len(due) <= RULED_ORDERS else ():
            if clock.late:
                break
            queue = np.argsort(rank, kind="stable")
            self._clear()
            self.cost += rule(self.board, queue[movable[queue]])
            self._note_best()
        self.go_on_from(self.best)
        return searched

    def begin_from_relaxed(self, lots: Lots, clock: Clock) -> None:
        """Make a first plan from the relaxation's lots, and go on from it if it is better than those so far."""
        if not len(lots.lane):
            return
        before = self.best_cost
        self._clear()
        self.begin(lots, clock)
        self.go_on_from(self.best)
        self.warm = LUKEWARM if self.best_cost < before else WARM

    @property
    def leaves_some(self) -> bool:
        """Return whether the lots leave pieces over."""
        return bool((self.board.orders["left"] > 0).any())

    def _clear(self) -> None:
        self.cost += clear(self.board, np.flatnonzero(self.board.lanes["pieces"] > 0))

    def _construct(self, queue: IntArray, clock: Clock) -> bool:
        """Place orders in turn, and return whether there was time for all."""
        looked_at = 0
        for portion in clock.portions(queue):
            looked_at += len(portion)
            self.cost += construct(self.board, portion)
        self._note_best()
        return looked_at == len(queue)

    def another(self, seed: int) -> Annealing:
        """Return a separate search that begins from the best of this one."""
        other = Annealing(self.instance, seed=seed, issued=self.issued, disturbance=self.disturbance)
        other.warm = self.warm
        other.go_on_from(self.best)
        return other

    def go_on_from(self, pieces: IntArray) -> None:
        """Change the lots to these pieces by lane."""
        now, wanted = self.board.lanes["pieces"].copy(), pieces[self.lane]
        changed = now != wanted
        self.cost += clear(self.board, np.flatnonzero(changed & (now > 0)))
        rows = np.flatnonzero(changed & (wanted > 0))
        self.cost += restore(self.board, rows, wanted[rows])
        self._note_best()

    def run(self, clock: Clock) -> None:
        """Anneal until the budget is gone."""
        if not len(self.board.mine) or clock.late:
            return
        unit, calls = self._lot_cost(), 0
        with ThreadPoolExecutor(len(self.boards)) as pool:
            while (share := clock.share()) < 1.0:
                # Lots across a cut stay as they are until the next cut lies elsewhere
                if calls % ROUND_CALLS == 0 and self.cells > 1:
                    self.boards = share_out(self.boards, self._cut(), cells=self.cells)
                steps, ahead = self._ration(clock)
                heats = [unit * self.warm * (COLD / self.warm) ** min(at, 1.0) for at in (share, share + ahead)]
                self._call(pool, steps, *heats)
                clock.spend(steps, self.best_cost)
                calls += 1
        self._finish()

    def _cut(self) -> IntArray:
        """Cut the stations into cells, anew each time, and return the cell of each."""
        lanes, stations = self.board.lanes, len(self.board.stations)
        if self.places is None:
            self.places = chart(lanes["order"], lanes["station"], stations=stations, rng=self.rng)
        weight = np.bincount(lanes["station"], minlength=stations).astype(np.float64)
        return zones(self.places, weight, count=self.cells, rng=self.rng)

    def _ration(self, clock: Clock) -> tuple[int, float]:
        """Return how many steps all threads do next, and what share of the budget they will take."""
        if clock.iterations is not None:
            steps = min(max(clock.iterations // LIMITED_CALLS, 1), clock.iterations - clock.spent)
            return steps, steps / clock.iterations
        seconds = min(max(SLICE_SECONDS, SLICE_SHARE * clock.seconds), max(clock.seconds - clock.elapsed, 0.0))
        return max(int(self.rate * seconds), 1), seconds / clock.seconds

    def _call(self, pool: ThreadPoolExecutor, steps: int, warm: float, cold: float) -> None:
        """Let each board go through its orders window by window, so that what it touches stays in the cache."""
        began, orders = time.monotonic(), sum(len(board.mine) for board in self.boards)

        def work(board: Board) -> float:
            touched, change = np.empty(STEP_ORDERS, np.int64), 0.0
            for window in np.array_split(board.mine, self.cells // len(self.boards)):
                if share := len(window) / orders:
                    change += anneal(board._replace(mine=window), max(int(steps * share), 1), warm, cold, touched)
            return change

        self.cost += sum(pool.map(work, self.boards))
        # The next slice is measured by the machine's pace now, which changes when others work on it
        self.rate = steps / max(time.monotonic() - began, 1e-6)
        self._note_best()

    def _finish(self) -> None:
        """Go back to the best, and place what is left wherever that costs less than its penalty."""
        self.boards = share_out(self.boards, np.zeros(len(self.board.stations), dtype=np.int64), cells=self.cells)
        if self.best_cost < self.cost - 1e-9:
            self.go_on_from(self.best)
        short = self.board.mine[self.board.orders["left"][self.board.mine] > 0]
        self.cost += construct(self.board, short)
        self._note_best()

    def _note_best(self) -> None:
        if self.cost < self.best_cost - 1e-9:
            self.best = self.pinned.copy()
            self.best[self.lane] += self.board.lanes["pieces"]
            self.best_cost = self.cost

    def _lot_cost(self) -> float:
        """Return the CNY that a lot costs on average, without penalties."""
        orders, lots = self.board.orders, int((self.board.lanes["pieces"] > 0).sum())
        return max((self.cost - float(orders["left"] @ orders["penalty"])) / max(lots, 1), 1e-6)


def _cells(instance: Instance, threads: int) -> tuple[int, int]:
    """Return into how many cells the stations are cut, and how many boards (one a thread) share them.

    There is only one board when an order has lanes almost everywhere, so that zones would be in each other's way.
    """
    lanes, orders, stations = len(instance.lanes.order), len(instance.orders.id), len(instance.stations.id)
    room = stations * max(orders, 1) / (ZONE_STATIONS_PER_LANE * max(lanes, 1))
    boards = 2 ** int(np.log2(max(min(threads, room), 1)))
    cells = 2 ** int(np.log2(max(lanes / CELL_LANES, 1)))
    return max(cells, boards), boards


def warm() -> None:
    """Compile what is not compiled yet."""
    tables = {
        "orders": ("id", "pieces", "min_lot", "wage", "penalty"),
        "stations": ("id", "workers", "recent_income", "capacity"),
        "lanes": ("order", "station", "cost_per_piece", "cost_per_lot", "minutes_per_piece", "last_day"),
    }
    columns: dict[str, dict[str, list[int]]] = {table: {name: [] for name in names} for table, names in tables.items()}
    instance = Instance.read({"format": FORMAT, "days": 1, **columns})
    empty = Annealing(instance)
    none = np.empty(0, np.int64)
    clear(empty.board, none)
    restore(empty.board, none, none)
    construct(empty.board, none)
    fill_nearest(empty.board, none)
    anneal(empty.board, 0, 1.0, 1.0, none)
    Lagrangian(instance).bound(1)
