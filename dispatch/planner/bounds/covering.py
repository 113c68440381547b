"""Count how many lots an order needs at least: inequalities that all plans fulfil, but not all mixtures of lots.

The pieces of an order are made in lots that each have a most, or have no place. Divided by a step and rounded as
Nemhauser and Wolsey do ("A recursive procedure to generate all cuts for 0-1 mixed integer programs", Math. Programming
46, 1990), with some lots supposed to be made in full first, that tells how many lots the order takes. A lane counts
with its pieces or with its lot, whichever is less. A lot of the whole order may count more than others, which leave a
piece to another lot.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..instance import FloatArray, IntArray
from ..program import Open

LIKELY_SHARE = 0.02  # of a lot: from this share on a lot may be supposed to be made in full
DEEP_LOTS = 0.01  # an inequality must be this far from a mixture to be kept
FINE_SHARE = 1e-6  # smaller rests of a step are left alone, because they could be rounding errors


class Cover(NamedTuple):
    """An inequality of one order: the weighted sum of what is made must reach `least`.

    `each` weighs a piece, a lot and a lot of the whole order (three rows, by lane of `rows`, those of `Open`),
    `per_unplaced` a piece without a place. No weight is negative.
    """

    order: int
    rows: IntArray
    each: FloatArray
    per_unplaced: float
    least: float


class Mixture(NamedTuple):
    """Shares of lots as mixed by the linear program.

    `made` is pieces, lots and lots of a whole order (three rows, by row of `Open`), `unplaced` the pieces without a
    place (by order).
    """

    made: FloatArray
    unplaced: FloatArray


class Covers:
    """The inequalities so far, and what a piece is worth and a lot costs at their prices."""

    def __init__(self, open_: Open) -> None:
        self.open, self.found = open_, list[Cover]()
        self.penalty = open_.load.instance.orders.penalty
        by_order = np.argsort(open_.order, kind="stable")
        self._rows = np.split(by_order, np.searchsorted(open_.order[by_order], np.arange(1, len(open_.left))))

    def violated(self, mixture: Mixture) -> list[Cover]:
        """Return and keep, for each order, the inequality that a mixture violates most, if it violates any by much."""
        found = []
        for order, rows in enumerate(self._rows):
            if len(rows) and self.open.left[order] > 0:
                depth, cover = max(self._covers(order, rows, mixture), key=lambda one: one[0], default=(0.0, None))
                if cover is not None and depth > DEEP_LOTS:
                    found.append(cover)
        self.found += found
        return found

    def _covers(self, order: int, rows: IntArray, mixture: Mixture) -> Iterator[tuple[float, Cover]]:
        """Yield inequalities of an order, each with how far (in lots) the mixture is from it."""
        lots, most, left = mixture.made[1, rows], self.open.most[rows], float(self.open.left[order])
        likely = np.argsort(-lots, kind="stable")[: int((lots > LIKELY_SHARE).sum())]
        # Steps of the size of likely lots round most sharply: one such lot counts as exactly one
        steps = np.unique(_part(most[likely], left))
        for count in range(len(likely) + 1):
            full = np.zeros(len(rows), dtype=bool)
            full[likely[:count]] = True
            rest = left - float(most[full].sum())
            if rest <= 0:
                return
            for step in (*steps, rest + most.max()):
                if rest / step % 1.0 > FINE_SHARE:
                    yield self._cover(order, rows, mixture, full, rest / step, step)

    def _cover(
        self, order: int, rows: IntArray, mixture: Mixture, full: NDArray[np.bool_], steps: float, step: float
    ) -> tuple[float, Cover]:
        """Return the inequality for an order of which `steps` times `step` pieces are left when some lots are full."""
        made, most, share = mixture.made[:, rows], self.open.most[rows], steps % 1.0
        whole, missing = _rounded(most / step, share), np.abs(_rounded(-most / step, share))
        part = _rounded(_part(most, float(self.open.left[order])) / step, share)
        lot, piece = np.where(full, missing, part), 1.0 / (step * share)
        more = np.where(full, 0.0, whole - part)
        by_piece = ~full & (made[0] * piece < made[1] * lot + made[2] * more)
        each = np.where(by_piece, [[piece], [0.0], [0.0]], [np.zeros(len(rows)), lot, more])
        cover = Cover(order, rows, each, piece, float(np.floor(steps) + 1.0 + missing[full].sum()))
        reached = float((each * made).sum() + mixture.unplaced[order] * piece)
        length = np.linalg.norm(np.hypot(each[0] * most, each[1])[made[1] > 0])
        return (cover.least - reached) / max(float(length), 1e-9), cover

    def priced(self, prices: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray, float]:
        """Return the value of pieces, cost of lots, value of whole orders (CNY, by row of `Open`), and a bound.

        `prices` are those of pieces (by order) and of inequalities. The bound is what a plan costs at least (CNY) if no
        station gains anything. A lot that would cost less than nothing is paid for although no piece may be made.
        """
        open_, orders = self.open, len(self.open.left)
        worth, unplaced = np.zeros((3, len(open_.lane))), self.penalty - prices[:orders]
        least = open_.constant + float(open_.left @ prices[:orders])
        for cover, price in zip(self.found, prices[orders:].tolist(), strict=True):
            worth[:, cover.rows] += price * cover.each
            unplaced[cover.order] -= price * cover.per_unplaced
            least += price * cover.least
        lot = open_.lot_cost - worth[1]
        least += float(np.minimum(lot, 0.0).sum() + open_.left @ np.minimum(unplaced, 0.0))
        return prices[open_.order] + worth[0], np.maximum(lot, 0.0), worth[2], least


def _part(most: FloatArray, left: float) -> FloatArray:
    """Return the most pieces of lots that are not the whole order."""
    return np.minimum(most, max(left - 1.0, 1.0))


def _rounded(steps: FloatArray, share: float) -> FloatArray:
    """Return these steps rounded up, but a rest below `share` of a step only in part."""
    below = np.floor(steps)
    return below + np.minimum((steps - below) / share, 1.0)
