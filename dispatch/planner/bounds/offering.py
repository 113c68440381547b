"""Find what a station would best make if the pieces of every order had a price. Compiled and exact.

It is a knapsack with lot costs, smallest lots, due days and rising premiums on income, solved by branch and bound over
the lots. A lot that is still open may be taken in part and then pays that part of its cost. Where a whole order is
worth more than its pieces, a lot is decided to be whole or not. Minutes that are due earlier may be used later too, so
filling the lots by what they bring per minute is best. Which incomes are worth their premium is found by pricing
incomes as well.
"""

# mypy: disable-error-code="no-any-return"

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..compiling import compiled

OUT, IN, OPEN, WHOLE = 0, 1, 2, 3
CENT = 0.01  # CNY: an answer this near to the best is good enough, because what is returned is a bound all the same
TINY = 1e-6  # pieces by which a whole order may fall short, as sums round
CUTS = 12  # prices tried between two bands


class Work(NamedTuple):
    """Lots that one station may make, as columns (by lot).

    `gain` is CNY per piece, `lot` CNY paid per lot, `whole` CNY gained by making `most`, `wage` and `minutes` those of
    a piece, `most` and `least` pieces, `bucket` the bucket of minutes. `room` is minutes up to each bucket, `start` the
    CNY earned at which each band of `premium` (by band) begins.
    """

    gain: Any
    lot: Any
    whole: Any
    wage: Any
    minutes: Any
    most: Any
    least: Any
    bucket: Any
    room: Any
    start: Any
    premium: Any


class Notes(NamedTuple):
    """Scratch arrays of one station, allocated once because the kernels allocate nothing.

    By lot: pieces, pieces at another price, what a minute brings, what is decided. By bucket: minutes left. By node of
    the tree: what is decided there, and a bound.
    """

    pieces: Any
    others: Any
    merit: Any
    decided: Any
    left: Any
    nodes: Any
    bounds: Any


@compiled
def best_offer(work: Work, notes: Notes, best: Any) -> float:
    """Return the most that the station can gain (CNY), or a little more, and put lots that gain it into `best`.

    `best` is pieces by lot. The most promising nodes are looked at first. Where the tree is full, what is still open
    counts with its bound.
    """
    nodes, bounds = notes.nodes, notes.bounds
    best[:] = 0.0
    nodes[0, :], bounds[0] = OPEN, np.inf
    count, known, leaf = 1, 0.0, 0.0
    while True:
        node = _best(bounds[:count])
        # The tree stops growing while it has room for the nodes of one more branching
        if node < 0 or bounds[node] <= known + CENT or count > len(bounds) - 3:
            return max(known, leaf, bounds[node] if node >= 0 else 0.0)
        _copy(nodes[node], notes.decided)
        bounds[node] = bound = _within_bands(work, notes)
        if bound <= known + CENT:
            continue
        gain, branch = _whole_lots(work, notes)
        if gain > known:
            known = gain
            _copy(notes.pieces, best)
        if branch < 0:
            leaf, bounds[node] = max(leaf, bound), 0.0
            continue
        _copy(nodes[node], nodes[count])
        nodes[node, branch], nodes[count, branch], bounds[count] = OUT, IN, bound
        count += 1
        # A lot of the whole order is worth extra, so it is a third branch: out, in, or whole
        if work.whole[branch] > 0.0:
            _copy(nodes[node], nodes[count])
            nodes[count, branch], bounds[count] = WHOLE, bound
            count += 1


@compiled
def _whole_lots(work: Work, notes: Notes) -> Any:
    """Return what the pieces gain when every lot pays its whole cost, and the open lot to which that matters most."""
    gain, earned, worst, branch = 0.0, 0.0, 1e-7, -1
    for a in range(len(work.gain)):
        pieces = notes.pieces[a]
        gain += work.gain[a] * pieces
        earned += work.wage[a] * pieces
        if notes.decided[a] == IN or pieces > 0.0:
            gain -= work.lot[a]
        won = work.whole[a] if notes.decided[a] != IN and pieces > work.most[a] - TINY else 0.0
        gain += won
        if notes.decided[a] == OPEN and pieces > 0.0:
            loss = work.lot[a] - won - (work.lot[a] - work.whole[a]) * pieces / work.most[a]
            if loss > worst:
                worst, branch = loss, a
    for k in range(len(work.premium)):
        rise = work.premium[k] - (work.premium[k - 1] if k else 0.0)
        gain -= rise * max(earned - work.start[k], 0.0)
    return gain, branch


@compiled
def _within_bands(work: Work, notes: Notes) -> float:
    """Return the most that can be gained with what is decided. `notes.pieces` become pieces that gain it.

    Whatever the price of a CNY earned, filling at that price and then spending as little as possible on premiums is
    such a bound. The best price is that of the band reached, or lies between two bands.
    """
    start, premium, saved = work.start, work.premium, 0.0
    gain, earned = _fill(work, notes, premium[0], notes.pieces)
    for k in range(1, len(premium)):
        if earned <= start[k]:
            break
        below = (premium[k - 1], gain, earned)
        gain, earned = _fill(work, notes, premium[k], notes.pieces)
        if earned <= start[k]:
            return saved + _between(work, notes, below, (premium[k], gain, earned), start[k])
        saved += (premium[k] - premium[k - 1]) * start[k]
    return gain + saved


@compiled
def _between(work: Work, notes: Notes, below: Any, above: Any, target: float) -> float:
    """Find the price at which the station earns just `target` CNY, between two (price, gain, CNY earned)."""
    first = below[0]
    least = min(below[1], above[1] + (above[0] - first) * target)
    for _ in range(CUTS):
        (low, low_gain, much), (high, high_gain, little) = below, above
        if much - little < 1e-9:
            break
        price = (low_gain + low * much - high_gain - high * little) / (much - little)
        if not low < price < high:
            break
        gain, earned = _fill(work, notes, price, notes.others)
        least = min(least, gain + (price - first) * target)
        if earned > target:
            below = (price, gain, earned)
        else:
            above = (price, gain, earned)
            _copy(notes.others, notes.pieces)
        if gain <= low_gain - (price - low) * much + 1e-9:
            break
    _fill(work, notes, below[0], notes.others)
    share = min((target - above[2]) / max(below[2] - above[2], 1e-9), 1.0)
    for a in range(len(work.gain)):
        notes.pieces[a] += share * (notes.others[a] - notes.pieces[a])
    return least


@compiled
def _fill(work: Work, notes: Notes, price: float, pieces: Any) -> Any:
    """Fill the minutes when a CNY earned costs `price`, and return gain and CNY earned.

    The least of every lot that is decided comes first, then what brings most per minute. The gain is minus infinity if
    the decided lots do not fit.
    """
    gain = earned = 0.0
    _copy(work.room, notes.left)
    for a in range(len(work.gain)):
        pieces[a], decided = 0.0, notes.decided[a]
        if decided == IN:
            gain, earned = _take(work, notes, pieces, a, work.least[a], price, gain - work.lot[a], earned)
        elif decided == WHOLE:
            gain += work.whole[a] - work.lot[a]
            gain, earned = _take(work, notes, pieces, a, work.most[a], price, gain, earned)
        free = decided in (IN, OPEN)
        notes.merit[a] = _per_piece(work, notes, a, price) / max(work.minutes[a], 1e-24) if free else -1.0
    if _room(notes.left, 0) < -1e-6:
        return -np.inf, 0.0
    while True:
        a = _best(notes.merit)
        if a < 0:
            return gain, earned
        if work.minutes[a] > 0.0 and notes.left[-1] <= 1e-9:
            return gain + max(notes.left[-1], 0.0) * notes.merit[a], earned
        notes.merit[a] = -1.0
        room = max(_room(notes.left, work.bucket[a]), 0.0)
        # A lot decided to be in part must leave a piece, or it would be whole without being paid as such
        more = work.most[a] - pieces[a]
        if notes.decided[a] == IN and work.whole[a] > 0.0:
            more = max(more - 1.0, 0.0)
        if work.minutes[a] > 0.0:
            more = min(more, room / work.minutes[a])
        gain, earned = _take(work, notes, pieces, a, more, price, gain, earned)


@compiled
def _per_piece(work: Work, notes: Notes, a: int, price: float) -> float:
    """Return what one more piece of a lot gains (CNY) when a CNY earned costs `price`."""
    lot = (work.lot[a] - work.whole[a]) / work.most[a] if notes.decided[a] == OPEN else 0.0
    return work.gain[a] - price * work.wage[a] - lot


@compiled
def _take(work: Work, notes: Notes, pieces: Any, a: int, more: float, price: float, gain: float, earned: float) -> Any:
    """Take more pieces of a lot and return the gain and the CNY earned after it."""
    pieces[a] += more
    for bucket in range(work.bucket[a], len(notes.left)):
        notes.left[bucket] -= more * work.minutes[a]
    return gain + more * _per_piece(work, notes, a, price), earned + more * work.wage[a]


@compiled
def _best(merit: Any) -> int:
    """Return the index of the greatest merit above 0, or -1 if there is none."""
    best, most = -1, 0.0
    for a in range(len(merit)):
        if merit[a] > most:
            best, most = a, merit[a]
    return best


@compiled
def _room(left: Any, bucket: int) -> float:
    """Return the minutes left for what is due in a bucket without taking those of anything due later."""
    least = left[bucket]
    for later in range(bucket + 1, len(left)):
        least = min(least, left[later])
    return least


@compiled
def _copy(source: Any, target: Any) -> None:
    for k in range(len(source)):
        target[k] = source[k]


def notes_for(lots: int, buckets: int, nodes: int) -> Notes:
    """Return the scratch arrays of a station with these numbers of lots and buckets, and of nodes of its tree."""
    pieces, others, merit = (np.empty(lots) for _ in range(3))
    tree, bounds = np.empty((nodes, lots), np.int8), np.empty(nodes)
    return Notes(pieces, others, merit, np.empty(lots, np.int8), np.empty(buckets), tree, bounds)


def warm() -> None:
    """Compile what is not compiled yet."""
    none, one = np.zeros(0), np.zeros(1)
    best_offer(Work(*(none,) * 7, np.zeros(0, np.int64), one, one, one), notes_for(0, 1, 1), none)
