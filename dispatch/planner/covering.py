"""How many lots an order needs at least: inequalities that every plan fulfils, but not every mixture of lots.

The pieces of an order are made in lots that can each take only so many, or have no place. Divided by a step and rounded
as Nemhauser and Wolsey do ("A recursive procedure to generate all cuts for 0-1 mixed integer programs", Math.
Programming 46, 1990), with some lots supposed to be made in full first, that tells how many lots it takes; a lane
counts with its pieces or with its lot, whichever is less.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .instance import FloatArray, IntArray
from .program import Open

SOME = 0.02  # of a lot: from so much on it may be supposed to be made in full
DEEP = 0.01  # lots: so far from a mixture an inequality must be
FINE = 1e-6  # rests smaller than this share of a step are left alone, they could be rounding errors


class Cover(NamedTuple):
    """`per_piece` and `per_lot` (by lane of `rows`, which are those of `Open`) and `per_unplaced` piece of one order
    must add up to `least`; none is negative."""

    order: int
    rows: IntArray
    per_piece: FloatArray
    per_lot: FloatArray
    per_unplaced: float
    least: float


class Mixture(NamedTuple):
    """Shares of lots: pieces and lots (by row of `Open`), pieces without a place (by order)."""

    pieces: FloatArray
    lots: FloatArray
    unplaced: FloatArray


class Covers:
    """The inequalities so far, and what a piece is worth and a lot costs at their prices."""

    def __init__(self, open_: Open) -> None:
        self.open, self.found = open_, list[Cover]()
        self.penalty = open_.load.instance.orders.penalty
        by_order = np.argsort(open_.order, kind="stable")
        self._rows = np.split(by_order, np.searchsorted(open_.order[by_order], np.arange(1, len(open_.left))))

    def violated(self, mixture: Mixture) -> list[Cover]:
        """Give for each order the inequality that a mixture is farthest from, if any is far; keep them."""
        found = []
        for order, rows in enumerate(self._rows):
            if len(rows) and self.open.left[order] > 0:
                depth, cover = max(self._covers(order, rows, mixture), key=lambda one: one[0], default=(0.0, None))
                if cover is not None and depth > DEEP:
                    found.append(cover)
        self.found += found
        return found

    def _covers(self, order: int, rows: IntArray, mixture: Mixture) -> Iterator[tuple[float, Cover]]:
        """Give inequalities of an order, and how far (lots) the mixture is from each."""
        lots, most = mixture.lots[rows], self.open.most[rows]
        likely = np.argsort(-lots, kind="stable")[: int((lots > SOME).sum())]
        steps = np.unique(most[likely])
        for count in range(len(likely) + 1):
            full = np.zeros(len(rows), dtype=bool)
            full[likely[:count]] = True
            rest = float(self.open.left[order] - most[full].sum())
            if rest <= 0:
                return
            for step in (*steps, rest + most.max()):
                if rest / step % 1.0 > FINE:
                    yield self._cover(order, rows, mixture, full, rest, step)

    def _cover(
        self, order: int, rows: IntArray, mixture: Mixture, full: NDArray[np.bool_], rest: float, step: float
    ) -> tuple[float, Cover]:
        pieces, lots, most = mixture.pieces[rows], mixture.lots[rows], self.open.most[rows]
        steps, share = np.floor(rest / step), rest / step % 1.0
        each, missing = 1.0 / (step * share), np.abs(_rounded(-most / step, share))
        per_lot = np.where(full, missing, _rounded(most / step, share))
        by_piece = ~full & (pieces * each < lots * per_lot)
        cover = Cover(
            order,
            rows,
            np.where(by_piece, each, 0.0),
            np.where(by_piece, 0.0, per_lot),
            each,
            float(steps + 1.0 + missing[full].sum()),
        )
        reached = pieces @ cover.per_piece + lots @ cover.per_lot + mixture.unplaced[order] * each
        used = lots > 0
        length = np.hypot(cover.per_piece * most, cover.per_lot)[used]
        return (cover.least - float(reached)) / max(float(np.linalg.norm(length)), 1e-9), cover

    def priced(self, prices: FloatArray) -> tuple[FloatArray, FloatArray, float]:
        """Give what a piece is worth and what a lot costs (CNY, by row of `Open`) at the prices of pieces (by order)
        and of inequalities, and what a plan costs at least (CNY) if no station gains anything.

        A lot that would cost less than nothing is paid for although no piece may be made.
        """
        open_, orders = self.open, len(self.open.left)
        worth, lot, unplaced = prices[open_.order], open_.lot_cost.copy(), self.penalty - prices[:orders]
        least = open_.constant + float(open_.left @ prices[:orders])
        for cover, price in zip(self.found, prices[orders:].tolist(), strict=True):
            worth[cover.rows] += price * cover.per_piece
            lot[cover.rows] -= price * cover.per_lot
            unplaced[cover.order] -= price * cover.per_unplaced
            least += price * cover.least
        least += float(np.minimum(lot, 0.0).sum() + open_.left @ np.minimum(unplaced, 0.0))
        return worth, np.maximum(lot, 0.0), least


def _rounded(steps: FloatArray, share: float) -> FloatArray:
    """Give so many steps rounded up, but a rest below `share` of a step only in part."""
    below = np.floor(steps)
    return below + np.minimum((steps - below) / share, 1.0)
