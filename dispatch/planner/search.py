"""Ruin and recreate: take some related lots away, place their orders anew, keep what is better or nearly as good.

Schrimpf et al., "Record breaking optimization results using the ruin and recreate principle" (2000), with the
annealed acceptance of Christiaens and Vanden Berghe, "Slack induction by string removals" (2020).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import islice

import numpy as np

from .instance import FloatArray
from .load import Load, load_of
from .placing import place
from .plan import lots_of

Progress = Callable[[float, float], None]
WARM, COLD = 0.01, 0.0001  # accepted worsening at the start and at the end, as shares of an order's mean cost


class Clock:
    """Says how much of the allowed time or iterations is gone, and tells those who watch."""

    def __init__(
        self, *, seconds: float, iterations: int | None, progress: Progress | None, stop: Callable[[], bool]
    ) -> None:
        self.began, self.seconds, self.iterations = time.monotonic(), seconds, iterations
        self.stop, self._progress, self._told, self._spent = stop, progress, 0.0, 0

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.began

    @property
    def late(self) -> bool:
        """Whether the time is over or somebody wishes to stop."""
        return self.elapsed >= self.seconds or self.stop()

    def share(self) -> float:
        """Give the share (0 to 1) of the budget that is gone; 1 when it is time to stop."""
        if self.late:
            return 1.0
        if self.iterations is None:
            return self.elapsed / self.seconds
        return min(self._spent / self.iterations, 1.0) if self.iterations else 1.0

    def spend(self, iterations: int, cost: float) -> None:
        """Count iterations and report progress, at most ten times a second."""
        self._spent += iterations
        if self._progress and self.elapsed - self._told >= 0.1:
            self._told = self.elapsed
            self._progress(self.share(), cost)


class Search:
    """Improves a load within a clock's budget; `best` always holds the best pieces by lane so far."""

    def __init__(self, load: Load, price: FloatArray, clock: Clock, rng: np.random.Generator) -> None:
        self.load, self.clock, self.rng = load, clock, rng
        self.prices = [price[options.lane] for options in load.options]
        self.movable = [order for order, options in enumerate(load.options) if len(options.lane)]
        self.best, self.best_cost = load.pieces.copy(), load.cost
        self.ruins = (self._ruin_order, self._ruin_station, self._ruin_for_unplaced, self._ruin_rivals)

    def construct(self, guide: float) -> bool:
        """Place every order, heaviest penalties first; False when the time was over before."""
        orders = self.load.instance.orders
        cut_short = False
        self.load.keep()
        for order in np.lexsort((-orders.pieces, -orders.penalty)).tolist():
            if cut_short := self.clock.late:
                break
            place(self.load, order, self.prices[order] * guide)
            self.load.keep()
        self.note_best()
        return not cut_short

    def run(self, until: float = 1.0) -> None:
        """Ruin and recreate until so great a share of the budget is gone."""
        if not self.movable:
            return
        unit = self.load.cost / max(len(self.load.left), 1)
        while (share := self.clock.share()) < until:
            self._step(unit * WARM * (COLD / WARM) ** (share / until))
            self.clock.spend(1, self.best_cost)

    def restart(self) -> None:
        """Go on from the best that was found."""
        self.load = load_of(self.load.instance, lots_of(self.best))

    def _step(self, heat: float) -> None:
        load, before = self.load, self.load.cost
        touched = self.ruins[self.rng.integers(len(self.ruins))]()
        self._recreate(touched)
        if load.cost > before - heat * np.log(max(self.rng.random(), 1e-12)):
            load.undo()
            return
        load.keep()
        if load.cost < self.best_cost - 1e-7:
            self.note_best()

    def note_best(self) -> None:
        if self.load.cost < self.best_cost:
            self.best, self.best_cost = self.load.pieces.copy(), self.load.cost

    def _recreate(self, orders: list[int]) -> None:
        """Place the orders again in a random or in a sensible order, with noise on what a lane seems to cost."""
        load, rng = self.load, self.rng
        kind = rng.integers(4)
        if kind == 0:
            rng.shuffle(orders)
        else:
            keys = (self._by_penalty, self._by_tightness, self._by_size)
            orders.sort(key=keys[kind - 1])
        guide = rng.random() if rng.random() < 0.5 else 0.0
        spread = 0.3 * rng.random() ** 2
        for order in orders:
            noise = 1.0 + spread * rng.random(len(self.prices[order]))
            place(load, order, self.prices[order] * guide if guide else None, noise)

    def _by_penalty(self, order: int) -> float:
        return -float(self.load.penalty[order])

    def _by_tightness(self, order: int) -> float:
        return len(self.prices[order])

    def _by_size(self, order: int) -> float:
        return -self.load.left[order]

    def take(self, lanes: list[int]) -> list[int]:
        """Take lots away and give their orders, each once."""
        for lane in lanes:
            self.load.put(lane, -int(self.load.pieces[lane]))
        return list(dict.fromkeys(self.load.order[lane] for lane in lanes))

    def loose(self, lanes: set[int]) -> list[int]:
        """Give the lots among these that may be moved."""
        return [lane for lane in lanes if not self.load.fixed[lane]]

    def _some(self, lanes: list[int], most: int) -> list[int]:
        if len(lanes) <= most:
            return lanes
        return [lanes[i] for i in self.rng.choice(len(lanes), most, replace=False)]

    def _ruin_order(self) -> list[int]:
        """One order, and some of those that sit at its cheapest stations."""
        order = self.movable[self.rng.integers(len(self.movable))]
        return self._ruin_around(order, stations=int(self.rng.integers(1, 5)))

    def _ruin_for_unplaced(self) -> list[int]:
        """An order with pieces left over, and some that sit where it would like to go."""
        short = [order for order in islice(self._from_anywhere(), 400) if self.load.left[order] > 0]
        if not short:
            return self._ruin_order()
        return self._ruin_around(short[0], stations=int(self.rng.integers(2, 8)))

    def _from_anywhere(self) -> list[int]:
        start = int(self.rng.integers(len(self.movable)))
        return self.movable[start:] + self.movable[:start]

    def _ruin_around(self, order: int, stations: int) -> list[int]:
        options, lanes = self.load.options[order], self.loose(self.load.lots[order])
        wish = (options.unit + self.prices[order]) * (1.0 + self.rng.random(len(options.lane)))
        for station in options.station[np.argsort(wish)[:stations]].tolist():
            lanes += self._some(self.loose(self.load.busy[station]), int(self.rng.integers(1, 4)))
        touched = self.take(list(dict.fromkeys(lanes)))
        return touched if order in touched else [order, *touched]

    def _ruin_station(self) -> list[int]:
        """Most lots of one station."""
        station = int(self.rng.integers(len(self.load.busy)))
        return self.take(self._some(self.loose(self.load.busy[station]), int(self.rng.integers(2, 12))))

    def _ruin_rivals(self) -> list[int]:
        """A few orders that compete for the same station."""
        station = int(self.rng.integers(len(self.load.busy)))
        rivals = self._some(self.loose(self.load.busy[station]), 3)
        lanes = [lane for rival in rivals for lane in self.loose(self.load.lots[self.load.order[rival]])]
        return self.take(list(dict.fromkeys(lanes)))
