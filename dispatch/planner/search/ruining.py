"""Ruin and recreate, compiled: take related lots away, place their orders anew, keep what is better or nearly so.

Schrimpf et al., "Record breaking optimization results using the ruin and recreate principle" (2000), with the annealed
acceptance and the overlooking of lanes of Christiaens and Vanden Berghe, "Slack induction by string removals" (2020).
"""

# mypy: disable-error-code="no-any-return"

from __future__ import annotations

from typing import Any

import numpy as np

from ..compiling import compiled
from .board import CRUMB, SHORT, STEP, ZONE, Board, charge, disturbance, fitting, keep, put, starting, undo

BLINK = 0.02  # probability that a lane is overlooked
NOISE = 0.2  # by which part a lane may seem dearer
SHRINK = 0.05  # probability that lots are taken in part only


@compiled
def anneal(board: Board, steps: int, warm: float, cold: float, touched: Any) -> float:
    """Ruin and recreate `steps` times while the accepted worsening falls from `warm` to `cold` CNY.

    `touched` holds the orders of a step (its length is how many there may be). Returns the change of the cost.
    """
    total = 0.0
    for step in range(steps):
        heat = warm * (cold / warm) ** (step / steps)
        change, count = _ruin(board, touched)
        _arrange(board, touched, count)
        # Squared, so that most steps place nearly greedily and a few explore
        noise = NOISE * _draw(board.seed) ** 2
        for at in range(count):
            change += place(board, touched[at], noise, BLINK)
        # Metropolis' rule with the logarithm taken on the other side, which saves the exponential
        if change > -heat * np.log(max(_draw(board.seed), 1e-12)):
            undo(board)
        else:
            keep(board)
            total += change
    return total


@compiled
def construct(board: Board, orders: Any) -> float:
    """Place orders one after the other and return the change of the cost."""
    total = 0.0
    for j in orders:
        total += place(board, j, 0.0, 0.0)
        keep(board)
    return total


@compiled
def fill_nearest(board: Board, orders: Any) -> float:
    """Fill the lanes of orders in turn, those with the least freight first. Returns the change of the cost."""
    total = 0.0
    for j in orders:
        order = board.orders[j]
        for row in range(order.first, order.last):
            pieces = _sensible(board, row) if order.left > 0 else 0
            if pieces > 0:
                total += put(board, row, pieces)
        keep(board)
    return total


@compiled
def place(board: Board, j: int, noise: float, blink: float) -> float:
    """Place what is left of an order, lot by lot, where a piece costs least and less than its penalty.

    Lanes seem dearer by up to the part `noise`, and are overlooked with the probability `blink`. Returns the change of
    the cost.
    """
    order = board.orders[j]
    total = 0.0
    while order.left > 0:
        best, best_pieces, best_rank, share = -1, 0, np.inf, 1.0 / order.left
        for row in range(order.first, order.last):
            glance = board.glances[row]
            if glance.unit >= best_rank:
                break  # neither this lane nor those after it can be cheaper
            least = glance.unit + glance.start * share + board.margins[glance.station] * order.wage
            # "|" makes one branch of both, which is nearly always taken and so costs the processor nothing
            if (least >= best_rank) | (board.cells[glance.cell] + CRUMB < glance.need):
                continue
            if board.stations[glance.station].zone != board.counts[ZONE]:
                continue
            pieces = _sensible(board, row)
            if pieces == 0 or (blink > 0.0 and _draw(board.seed) < blink):
                continue
            rank = _rank(board, row, pieces)
            if noise > 0.0:
                rank *= 1.0 + noise * _draw(board.seed)
            if rank < best_rank:
                best, best_pieces, best_rank = row, pieces, rank
        if best < 0:
            break
        total += put(board, best, best_pieces)
    return total


@compiled
def _sensible(board: Board, row: int) -> int:
    """Return how many pieces an order would put on a lane: as many as fit, but leaving enough for another lot."""
    lane = board.lanes[row]
    order = board.orders[lane.order]
    least = order.least if lane.pieces == 0 else 1
    fits = fitting(board, row, order.left)
    rest = order.left - fits
    if 0 < rest < order.least and order.left - order.least >= least:
        fits = order.left - order.least
    return fits if fits >= least else 0


@compiled
def _rank(board: Board, row: int, pieces: int) -> float:
    """Return the CNY per piece of `pieces` more on a lane, infinite where they are dearer than their penalty."""
    lane = board.lanes[row]
    order, station = board.orders[lane.order], board.stations[lane.station]
    cost = pieces * lane.unit + charge(board, lane.station, station.earned + pieces * order.wage) - station.charge
    if lane.pieces == 0:
        cost += starting(board, row)
    if lane.issued > 0:
        cost += disturbance(lane, lane.pieces + pieces) - disturbance(lane, lane.pieces)
    if cost >= pieces * order.penalty:
        return np.inf
    rest = order.left - pieces
    stranded = rest * order.penalty if rest < order.least else 0.0
    return (cost + stranded) / pieces


@compiled
def _ruin(board: Board, touched: Any) -> tuple[float, int]:
    """Take some related lots away. Returns the change of the cost and how many orders wait in `touched`."""
    kind = _draw(board.seed)
    j = board.mine[_pick(board.seed, len(board.mine))]
    # Pieces without a place cost most, so their orders are tried more often
    if kind < 0.2 and board.counts[SHORT] > 0:
        j = board.short[_pick(board.seed, board.counts[SHORT])]
    if kind >= 0.7:
        return _take_from_station(board, _near(board, j, 2), 2 + _pick(board.seed, 6), touched, 0)
    change, count = _take_from_order(board, j, 1 + _pick(board.seed, 3), touched)
    for _ in range(1 + _pick(board.seed, 4)):
        more, count = _take_from_station(board, _near(board, j, 4), 1 + _pick(board.seed, 3), touched, count)
        change += more
    return change, count


@compiled
def _near(board: Board, j: int, tries: int) -> int:
    """Return the station of the cheapest of some random lanes of an order, -1 when none is in the own zone."""
    order = board.orders[j]
    best, best_cost = -1, np.inf
    for _ in range(tries):
        lane = board.lanes[order.first + _pick(board.seed, order.last - order.first)]
        cost = lane.unit + lane.fixed / (order.least + order.left)
        if board.stations[lane.station].zone == board.counts[ZONE] and cost < best_cost:
            best, best_cost = lane.station, cost
    return best


@compiled
def _take_from_station(board: Board, i: int, most: int, touched: Any, count: int) -> tuple[float, int]:
    """Take up to `most` random lots of a station away, sometimes only in part."""
    change = 0.0
    shrink = _draw(board.seed) < SHRINK
    for _ in range(most):
        if i < 0 or board.stations[i].lots == 0 or count >= len(touched) - 1:
            break
        row = board.lots[board.stations[i].first + _pick(board.seed, board.stations[i].lots)]
        lane = board.lanes[row]
        if lane.touched != board.counts[STEP] and board.orders[lane.order].zone == board.counts[ZONE]:
            change += _take(board, row, shrink)
            count = _note(board, lane.order, touched, count)
    return change, count


@compiled
def _take_from_order(board: Board, j: int, most: int, touched: Any) -> tuple[float, int]:
    """Take about `most` lots of an order away, sometimes only in part. Takes all when it has no more."""
    order = board.orders[j]
    share = most / max(order.lots, 1)
    shrink = _draw(board.seed) < SHRINK
    change = 0.0
    for row in range(order.first, order.last):
        lane = board.lanes[row]
        if lane.pieces > 0 and board.stations[lane.station].zone == board.counts[ZONE] and _draw(board.seed) < share:
            change += _take(board, row, shrink)
    return change, _note(board, j, touched, 0)


@compiled
def _take(board: Board, row: int, shrink: bool) -> float:
    """Take a lot away, or with `shrink` a part of it. Returns the change of the cost."""
    pieces = board.lanes[row].pieces
    spare = pieces - board.orders[board.lanes[row].order].least
    if shrink and spare > 1:
        pieces = 1 + _pick(board.seed, spare)
    return put(board, row, -pieces)


@compiled
def _note(board: Board, j: int, touched: Any, count: int) -> int:
    """Add an order to those that wait, once, and return how many there are."""
    order = board.orders[j]
    if order.touched != board.counts[STEP]:
        order.touched = board.counts[STEP]
        touched[count] = j
        count += 1
    return count


@compiled
def _arrange(board: Board, touched: Any, count: int) -> None:
    """Bring the waiting orders into a random order, or the dearest, the weightiest or the best paid first."""
    kind = _pick(board.seed, 4)
    for at in range(1, count):
        j = touched[at]
        key, before = _key(board, j, kind), at - 1
        while before >= 0 and _key(board, touched[before], kind) < key:
            touched[before + 1] = touched[before]
            before -= 1
        touched[before + 1] = j


@compiled
def _key(board: Board, j: int, kind: int) -> float:
    order = board.orders[j]
    if kind == 0:
        return order.penalty
    if kind == 1:
        return order.left * order.penalty
    if kind == 2:
        return -order.wage
    return float((j * 7919 + board.counts[STEP]) % 1009)


@compiled
def _pick(seed: Any, count: int) -> int:
    """Return a random whole number from 0 up to `count` - 1."""
    return int(_draw(seed) * count)


@compiled
def _draw(seed: Any) -> float:
    """Return a random number from 0 up to 1 by xorshift64* (Vigna, "An experimental exploration", 2016)."""
    x = seed[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    seed[0] = x
    return float(x * np.uint64(2685821657736338717) >> np.uint64(11)) / 9007199254740992.0
