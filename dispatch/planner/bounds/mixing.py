"""Mix stations' offers into whole orders by a linear program, at most one offer of each station.

The first rows are shares of an order, because pieces may be one or a million. Then comes one row a station, then the
inequalities of `covering.py`, where a lot may also be paid for without pieces.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

import highspy
import numpy as np

from ..instance import FloatArray, IntArray
from ..program import Model, Open, solver
from .covering import Cover, Mixture
from .offering import TINY


class Offer(NamedTuple):
    """Lots of one station: rows of `Open`, pieces, what the station gains at the prices, CNY that the lots cost."""

    rows: IntArray
    pieces: FloatArray
    gain: float
    cost: float


class Mixing:
    """The linear program with all offers and inequalities so far."""

    def __init__(self, open_: Open, *, seconds: float, late: Callable[[], bool]) -> None:
        model, self.open, self.seen = Model(), open_, set[bytes]()
        self.left = np.maximum(open_.left, 1.0)
        whole, stations = np.ones(len(self.left)), len(open_.load.earned)
        demand = model.rows(open_.left / self.left, open_.left / self.left)
        model.rows(np.full(stations, -np.inf), np.ones(stations))
        model.entries(demand, model.columns(open_.load.instance.orders.penalty * self.left, 0.0, whole), 1.0)
        self.highs = solver(model.build(), seconds=seconds, stop=late)
        self.offers: list[tuple[int, Offer]] = []  # with their columns
        self.empty: dict[int, int] = {}  # column of a lot without pieces, by row of `Open`
        self.counting: dict[int, list[tuple[int, FloatArray]]] = defaultdict(list)  # covers, by row of `Open`

    def learn(self, offers: list[Offer]) -> bool:
        """Add the offers that are new and return whether there were any."""
        known = len(self.seen)
        for offer in offers:
            name = offer.rows.tobytes() + np.round(offer.pieces, 3).tobytes()
            if len(offer.rows) and name not in self.seen:
                self.seen.add(name)
                self._learn(offer)
        return len(self.seen) > known

    def _learn(self, offer: Offer) -> None:
        orders = self.open.order[offer.rows]
        entries = {len(self.left) + int(self.open.station[offer.rows[0]]): 1.0}
        made = self._made(offer.rows, offer.pieces).T
        for row, order, share, counted in zip(offer.rows, orders, offer.pieces / self.left[orders], made, strict=True):
            entries[order] = entries.get(order, 0.0) + share
            for cover, each in self.counting[row]:
                entries[cover] = entries.get(cover, 0.0) + float(each @ counted)
        self.offers.append((self.highs.getNumCol(), offer))
        at, value = np.array(list(entries), np.int32), np.array(list(entries.values()))
        self.highs.addCol(offer.cost, 0.0, highspy.kHighsInf, len(at), at, value)

    def _made(self, row: IntArray, pieces: FloatArray) -> FloatArray:
        """Return what may count of lots: pieces, lots, lots of a whole order."""
        whole = pieces > self.open.left[self.open.order[row]] - TINY
        return np.array([pieces, np.ones(len(row)), whole])

    def demand(self, covers: list[Cover]) -> None:
        """Add inequalities that every plan fulfils."""
        column, row, pieces = self._lots()
        made = self._made(row, pieces)
        for cover in covers:
            for at in cover.rows[cover.each[1] > 0].tolist():
                if at not in self.empty:
                    # A lot may be paid for without pieces where that reaches a cover, as `Covers.priced` assumes
                    self.empty[at] = self.highs.getNumCol()
                    self.highs.addCol(self.open.lot_cost[at], 0.0, 1.0, 0, np.zeros(0, np.int32), np.zeros(0))
            each = np.zeros((3, len(self.open.lane)))
            each[:, cover.rows] = cover.each
            # Offers learned before count in the new row as well
            count = np.bincount(column, (each[:, row] * made).sum(axis=0), self.highs.getNumCol())
            count[cover.order] = cover.per_unplaced * self.left[cover.order]
            count[list(self.empty.values())] = each[1, list(self.empty)]
            at, number = np.flatnonzero(count).astype(np.int32), self.highs.getNumRow()
            self.highs.addRow(cover.least, highspy.kHighsInf, len(at), at, count[at])
            for lane, counts in zip(cover.rows, cover.each.T, strict=True):
                self.counting[lane].append((number, counts))

    def solve(self) -> tuple[float, FloatArray | None]:
        """Return the program's value (CNY) and its prices: of a piece by order, then of each inequality.

        There are no prices when the time was too short.
        """
        self.highs.run()
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return np.inf, None
        dual, orders = np.array(self.highs.getSolution().row_dual), len(self.left)
        covers = np.maximum(dual[orders + len(self.open.load.earned) :], 0.0)
        value = self.open.constant + self.highs.getInfo().objective_function_value
        return value, np.concatenate((dual[:orders] / self.left, covers))

    def mixture(self) -> Mixture:
        """Return what the program mixed when it was last solved."""
        share, made = np.array(self.highs.getSolution().col_value), np.zeros((3, len(self.open.lane)))
        column, row, pieces = self._lots()
        np.add.at(made.T, row, (share[column] * self._made(row, pieces)).T)
        return Mixture(made, share[: len(self.left)] * self.left)

    def _lots(self) -> tuple[IntArray, IntArray, FloatArray]:
        """Return column, row of `Open` and pieces of each lot of each offer."""
        column = np.repeat([number for number, _ in self.offers], [len(offer.rows) for _, offer in self.offers])
        rows, pieces = ([getattr(offer, name) for _, offer in self.offers] for name in ("rows", "pieces"))
        none = np.zeros(0)
        return column.astype(np.int64), np.concatenate([none, *rows]).astype(np.int64), np.concatenate([none, *pieces])
