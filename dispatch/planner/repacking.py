"""Taking a few orders that compete for the same stations out of a plan and placing them anew, as well as can be."""

from __future__ import annotations

import numpy as np

from .exact import Exact
from .search import Search

NEAR = 12  # so many promising lanes of each order are looked at, beside those in use
NODES = 60  # of one integer program; more would be time lost
GAP = 0.002  # of what a neighbourhood costs
LARGEST = 60  # orders
LONGEST = 5.0  # seconds; a fuse only, so that the number of steps decides what is found
WORTH = 100  # iterations of ruin and recreate that one step counts for


class Repacking:
    """Improves what a search has found, neighbourhood by neighbourhood; their size follows what is soon solved."""

    def __init__(self, search: Search) -> None:
        self.search, self.load, self.rng = search, search.load, search.rng
        self.size = 5.0
        self.promising = np.zeros(len(self.load.order), dtype=bool)
        for options, price in zip(self.load.options, search.prices, strict=True):
            most = max(self.load.instance.orders.pieces[self.load.order[options.lane[0]]], 1) if len(price) else 1
            self.promising[options.lane[np.argsort(options.unit + price + options.fixed / most)[:NEAR]]] = True

    def run(self) -> None:
        """Repack one neighbourhood after the other until the budget is gone."""
        clock = self.search.clock
        while self.search.movable and clock.share() < 1.0:
            self.step(min(clock.seconds - clock.elapsed, LONGEST))
            clock.spend(WORTH, self.search.best_cost)

    def step(self, seconds: float) -> None:
        """Repack one neighbourhood within so many seconds and keep it when it is no worse."""
        load, before = self.load, self.load.pieces.copy()
        cost = load.cost
        orders = self._neighbours()
        self.search.take([lane for order in orders for lane in self.search.loose(load.lots[order])])
        exact = Exact(load, self.promising | (before > 0))
        solved = exact.improve(before, seconds=seconds, nodes=NODES, gap=GAP, stop=lambda: self.search.clock.late)
        self.size = min(self.size * 1.1, LARGEST) if solved is not None else max(self.size * 0.8, 2.0)
        if load.cost > cost + 1e-9:
            load.undo()
        else:
            load.keep()
            self.search.note_best()

    def _neighbours(self) -> list[int]:
        """Walk from a random order to its promising stations, to the orders that work there, and so on."""
        load, found = self.load, [int(self.rng.choice(self.search.movable))]
        for order in found:
            options = load.options[order]
            stations = options.station[self.promising[options.lane] | (load.pieces[options.lane] > 0)]
            for station in self.rng.permutation(stations)[:3].tolist():
                rivals = {load.order[lane] for lane in self.search.loose(load.busy[station])}
                found += [rival for rival in sorted(rivals) if rival not in found]
                if len(found) >= self.size:
                    return found[: int(self.size)]
        return found
