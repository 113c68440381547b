"""Split one order's pieces into sensible lots over stations with room, the cheapest first."""

from __future__ import annotations

import numpy as np

from .instance import FloatArray, IntArray


def can_split(fits: IntArray, least: IntArray, pieces: int) -> bool:
    """Return whether some split is possible.

    `fits` pieces fit at each place, and a lot there has `least` pieces or more (0 where there is a lot already, which
    takes any number, else everywhere the same).
    """
    free = int(fits[least == 0].sum())
    if free >= pieces:
        return True
    new = least > 0
    smallest = int(least.max(initial=0))
    roomiest = np.sort(fits[new & (fits >= least)])[::-1][: pieces // max(smallest, 1)]
    return free + int(roomiest.sum()) >= pieces


def split(fits: IntArray, least: IntArray, per_piece: FloatArray, per_lot: FloatArray, pieces: int) -> IntArray | None:
    """Return pieces by place: cheapest places first, the roomiest when too many small lots would be needed.

    `per_piece` and `per_lot` are CNY. None when no split is possible.
    """
    open_to = np.where(fits >= least, np.minimum(fits, pieces), 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        each = np.where(open_to > 0, per_piece + per_lot / open_to, np.inf)
    for ranking in (np.argsort(each, kind="stable"), np.lexsort((-open_to, least > 0))):
        chosen = _fill(open_to, least, ranking, pieces)
        if chosen is not None:
            return chosen
    return None


def _fill(fits: IntArray, least: IntArray, ranking: IntArray, pieces: int) -> IntArray | None:
    """Fill places in a ranking. The last lot borrows from those before it to reach its least."""
    chosen, left = np.zeros(len(fits), dtype=np.int64), pieces
    for row in ranking[fits[ranking] > 0]:
        if left == 0:
            break
        take = min(int(fits[row]), left)
        for other in np.flatnonzero(chosen > least):
            lent = min(int(chosen[other] - least[other]), max(int(least[row]) - take, 0))
            chosen[other] -= lent
            take, left = take + lent, left + lent
        if take < least[row]:
            return None
        chosen[row], left = take, left - take
    return chosen if left == 0 else None
