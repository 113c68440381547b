"""Prove a tight lower bound: pieces have prices by order, and each station answers with its best lots.

This is the decomposition of Dantzig and Wolfe ("Decomposition principle for linear programs", Operations Research 8,
1960) with whole stations as subproblems, as Roberti, Bartolini and Mingozzi use it for transport with lot costs ("The
fixed charge transportation problem", Management Science 61, 2015). Whatever the prices are, no plan costs less than all
pieces at their prices without what the stations would gain. The linear program over all answers so far says which
prices to try next. When it has nearly converged, inequalities that count an order's lots get prices too.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import numpy as np

from ..instance import FloatArray, IntArray
from ..load import Load
from ..program import Open
from .covering import Covers
from .mixing import Mixing, Offer
from .offering import Work, best_offer, notes_for

# Shares of the way to the program's prices that a step goes, and the factors by which they change
FIRST_SHARE, GROWTH, SHRINKAGE, LEAST_SHARE = 0.1, 1.5, 0.7, 0.05
KERNELS = (best_offer,)
HASTY_NODES, FEW_NODES, MOST_NODES = 50, 400, 3200  # nodes of a station's tree: for a bound soon, at first, at most
NODES_FACTOR = 8  # times as many nodes when the prices have converged
# Shares of the linear program's value: a bound so near to it is worth covers, or good enough
NEAR_GAP, CLOSE_GAP = 2e-4, 1e-5
# After this many rounds in which covers raised the value by less than this share, there are no more
LEAST_RISE, PATIENCE_ROUNDS = 2e-5, 3


class Bidder:
    """One station with the lots it may make. `rows` are its rows of `Open`."""

    def __init__(self, open_: Open, station: int, rows: IntArray) -> None:
        load = open_.load
        cells = np.flatnonzero(open_.cell // load.days == station)
        self.open, self.rows, self.station = open_, rows, station
        self.idle_cost, self.premium = float(load.idle_cost[station]), load.instance.fairness.premium
        self.room = load.flat_room[open_.cell[cells]]
        self.bucket = open_.bucket[rows] - cells[0]
        self.start = np.concatenate(([0.0], np.maximum(load.premium.start[station] - load.earned[station], 0.0)))

    def offer(self, worth: FloatArray, lot: FloatArray, whole: FloatArray, nodes: int) -> Offer:
        """Return its best lots at given values (CNY, by row of `Open`), as far as `nodes` nodes of the tree can tell.

        `worth` is the value of a piece, `lot` the cost of a lot, `whole` the value of a whole order.
        """
        open_ = self.open
        gain = worth[self.rows] - open_.unit[self.rows]
        good = gain * open_.most[self.rows] + whole[self.rows] > lot[self.rows]
        rows, lots = self.rows[good], int(good.sum())
        work = Work(
            *(gain[good], lot[rows], whole[rows], open_.wage[rows], open_.minutes[rows], open_.most[rows]),
            *(open_.least[rows].astype(np.float64), self.bucket[good], self.room, self.start, self.premium),
        )
        pieces = np.zeros(lots)
        won = best_offer(work, notes_for(lots, len(self.room), nodes), pieces) - self.idle_cost if lots else 0.0
        made = pieces > 0
        if won <= 0.0 or not made.any():
            return Offer(rows[:0], pieces[:0], max(won, 0.0), 0.0)
        earned = self.open.load.earned[self.station] + np.array([0.0, pieces @ work.wage])
        here = np.full(2, self.station)
        premium = float(np.diff(open_.load.premium.of(here, earned))[0])
        cost = self.idle_cost + premium + float(open_.unit[rows] @ pieces + open_.lot_cost[rows][made].sum())
        return Offer(rows[made], pieces[made], won, cost)


class Auction:
    """Prices of what a load leaves open, and the stations' answers to them."""

    def __init__(self, load: Load) -> None:
        self.open = Open(load)
        self.covers = Covers(self.open)
        stations = [np.flatnonzero(self.open.station == i) for i in range(len(load.earned))]
        self.bidders = [Bidder(self.open, i, rows) for i, rows in enumerate(stations) if len(rows)]

    def bound(self, worth: FloatArray, *, seconds: float, rounds: int | None = None, late: Callable[[], bool]) -> float:
        """Return the best bound (CNY) found from prices `worth` (CNY a piece, by order), in `rounds` or until late.

        Each step goes only part of the way to the program's prices, because they jump (Wentges, "Weighted Dantzig-Wolfe
        decomposition", Int. Trans. Operational Research 4, 1997).
        """
        mixing = Mixing(self.open, seconds=seconds, late=late)
        prices = centre = np.clip(worth, 0.0, self.covers.penalty)
        # A hasty first answer, so that there is a bound of some use even when time is short
        (best, _), before = self.ask(prices, HASTY_NODES, late), -np.inf
        share, nodes, patience = FIRST_SHARE, FEW_NODES, PATIENCE_ROUNDS
        for _ in count() if rounds is None else range(rounds):
            bound, offers = self.ask(prices, nodes, late)
            better, new = bound > best, mixing.learn(offers)
            if better:
                best, centre = bound, prices
            value, wished = mixing.solve()
            if wished is None or late():
                return best
            converged, gap = share == 1.0 and not new, (value - best) / max(abs(value), 1e-9)
            share = 1.0 if not new else min(share * GROWTH, 1.0) if better else max(share * SHRINKAGE, LEAST_SHARE)
            if (gap <= NEAR_GAP or converged) and patience:
                # Covers only near the optimum, because earlier mixtures change with the next prices anyway
                patience = PATIENCE_ROUNDS if value - before > LEAST_RISE * abs(value) else patience - 1
                before, covers = value, self.covers.violated(mixing.mixture())
                mixing.demand(covers)
                wished, centre, share = np.pad(wished, (0, len(covers))), np.pad(centre, (0, len(covers))), FIRST_SHARE
            elif gap <= CLOSE_GAP or (converged and nodes == MOST_NODES):
                return best
            elif converged:
                # Nothing new at these prices: only larger trees can still tighten the answers
                nodes *= NODES_FACTOR
            prices = centre + share * (wished - centre)
        return best

    def ask(
        self, prices: FloatArray, nodes: int, late: Callable[[], bool] = lambda: False
    ) -> tuple[float, list[Offer]]:
        """Return the bound (CNY) at prices of pieces (by order) and of covers, and the stations' answers.

        The bound is minus infinity when it got late.
        """
        worth, lot, whole, bound = self.covers.priced(prices)
        offers = []
        for bidder in self.bidders:
            if late():
                return -np.inf, []
            offers.append(bidder.offer(worth, lot, whole, nodes))
            bound -= offers[-1].gain
        return bound, offers
