"""A tight lower bound: pieces have prices, by order, and each station answers with the lots that it would best make.

That is the decomposition of Dantzig and Wolfe ("Decomposition principle for linear programs", Operations Research 8,
1960) with whole stations as subproblems, as Roberti, Bartolini and Mingozzi use it for transport with lot costs ("The
fixed charge transportation problem", Management Science 61, 2015). Whatever the prices are, no plan costs less than all
pieces at their prices without what the stations would gain; the linear program over all answers so far says which
prices to try next.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import highspy
import numpy as np

from .instance import FloatArray, IntArray
from .load import Load
from .offering import Work, best_offer, notes_for
from .program import Model, Open, solver

FIRST, LONGER, SHORTER, LEAST = 0.1, 1.5, 0.7, 0.05  # share of the way to the program's prices, and how it changes
KERNELS = (best_offer,)
FEW, MORE, MOST = 50, 8, 3200  # nodes of a station's tree: at first, how many times more when that is settled, at most
CLOSE = 1e-5  # a bound so near to the linear program's value, as a share of it, is good enough


class Offer(NamedTuple):
    """Lots of one station: rows of `Open`, pieces, what the station gains at the prices, CNY that the lots cost."""

    rows: IntArray
    pieces: FloatArray
    gain: float
    cost: float


class Bidder:
    """One station with the lots it may make; `rows` are those of `Open`."""

    def __init__(self, open_: Open, station: int, rows: IntArray) -> None:
        load = open_.load
        cells = np.flatnonzero(open_.cell // load.days == station)
        self.open, self.rows, self.station = open_, rows, station
        self.idle_cost, self.premium = float(load.idle_cost[station]), load.instance.fairness.premium
        self.room = load.flat_room[open_.cell[cells]]
        self.bucket = open_.bucket[rows] - cells[0]
        self.start = np.concatenate(([0.0], np.maximum(load.premium.start[station] - load.earned[station], 0.0)))

    def offer(self, worth: FloatArray, nodes: int) -> Offer:
        """Give its best lots if a piece is worth so many CNY (by order), as far as so many nodes tell."""
        open_ = self.open
        gain = worth[open_.order[self.rows]] - open_.unit[self.rows]
        good = gain * open_.most[self.rows] > open_.lot_cost[self.rows]
        rows, count = self.rows[good], int(good.sum())
        work = Work(
            *(gain[good], open_.lot_cost[rows], open_.wage[rows], open_.minutes[rows], open_.most[rows]),
            *(open_.least[rows].astype(np.float64), self.bucket[good], self.room, self.start, self.premium),
        )
        pieces = np.zeros(count)
        won = best_offer(work, notes_for(count, len(self.room), nodes), pieces) - self.idle_cost if count else 0.0
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
        self.penalty = load.instance.orders.penalty
        stations = [np.flatnonzero(self.open.station == i) for i in range(len(load.earned))]
        self.bidders = [Bidder(self.open, i, rows) for i, rows in enumerate(stations) if len(rows)]

    def bound(self, worth: FloatArray, *, seconds: float, late: Callable[[], bool]) -> float:
        """Give the best bound (CNY) found from prices `worth` (CNY a piece, by order) until it is late.

        The way to the program's prices is gone in part only, because they jump (Wentges, "Weighted Dantzig-Wolfe
        decomposition", Int. Trans. Operational Research 4, 1997).
        """
        program = _Program(self, seconds, late)
        worth = centre = np.clip(worth, 0.0, self.penalty)
        best, share, nodes = -np.inf, FIRST, FEW
        while True:
            offers = []
            for bidder in self.bidders:
                if late():
                    return best
                offers.append(bidder.offer(worth, nodes))
            bound = self.open.constant + float(self.open.left @ worth) - sum(offer.gain for offer in offers)
            better, new = bound > best, program.learn(offers)
            if better:
                best, centre = bound, worth
            if not new and share == 1.0:
                if nodes == MOST:
                    return best
                nodes *= MORE
            share = 1.0 if not new else min(share * LONGER, 1.0) if better else max(share * SHORTER, LEAST)
            value, wished = program.solve()
            if wished is None or value - best <= CLOSE * abs(value):
                return best
            worth = np.clip(centre + share * (wished - centre), 0.0, self.penalty)


class _Program:
    """The linear program that mixes all offers so far into whole orders, at most one offer of each station.

    Rows are shares of an order, because pieces may be one or a million.
    """

    def __init__(self, auction: Auction, seconds: float, late: Callable[[], bool]) -> None:
        model, self.open, self.seen = Model(), auction.open, set[bytes]()
        self.left = np.maximum(self.open.left, 1.0)
        whole, stations = np.ones(len(self.left)), len(self.open.load.earned)
        demand = model.rows(self.open.left / self.left, self.open.left / self.left)
        model.rows(np.full(stations, -np.inf), np.ones(stations))
        model.entries(demand, model.columns(auction.penalty * self.left, 0.0, whole), 1.0)
        self.highs = solver(model.build(), seconds=seconds, stop=late)

    def learn(self, offers: list[Offer]) -> bool:
        """Add the offers that are new; give whether there are any."""
        known = len(self.seen)
        for offer in offers:
            name = offer.rows.tobytes() + np.round(offer.pieces, 3).tobytes()
            if len(offer.rows) and name not in self.seen:
                self.seen.add(name)
                order, station = self.open.order[offer.rows], self.open.station[offer.rows[:1]]
                at = np.concatenate((order, len(self.left) + station)).astype(np.int32)
                share = np.concatenate((offer.pieces / self.left[order], [1.0]))
                self.highs.addCol(offer.cost, 0.0, highspy.kHighsInf, len(at), at, share)
        return len(self.seen) > known

    def solve(self) -> tuple[float, FloatArray | None]:
        """Give the program's value (CNY) and its prices by order; no prices when the time was too short."""
        self.highs.run()
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return np.inf, None
        prices = np.array(self.highs.getSolution().row_dual)[: len(self.left)] / self.left
        return self.open.constant + self.highs.getInfo().objective_function_value, prices
