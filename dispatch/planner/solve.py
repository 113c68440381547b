"""Finding a good plan within a promised time: prices from a linear relaxation, construction, then ruin and recreate."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .instance import Instance, IntArray
from .load import Load, load_of
from .placing import offers
from .plan import Plan, Reason, Unplaced, lots_of
from .relaxation import Prices, Relaxation
from .search import Clock, Progress, Search

LANES_A_SECOND = 12_000  # what the linear relaxation manages, so that it takes about a third of the time
GUIDES = (1.0, 0.5, 0.0)  # how strongly the construction believes in prices


def solve(
    instance: Instance,
    *,
    seconds: float = 10.0,
    seed: int = 0,
    iterations: int | None = None,
    progress: Progress | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Plan:
    """Give the best plan found within `seconds`.

    With `iterations` the search ends after so many steps, and the same seed gives the same plan (if the time suffices).
    `progress` is told the share of the budget that is gone (0 to 1) and the objective so far, about ten times a second;
    when `stop` says so, the best plan so far is given at once.
    """
    clock = Clock(seconds=seconds * 0.97, iterations=iterations, progress=progress, stop=stop)
    empty = Load(instance)
    prices = _prices(empty, clock)
    best: IntArray = empty.pieces
    cost, complete = empty.cost, False
    for guide in GUIDES:
        search = Search(Load(instance), prices.per_piece, clock, np.random.default_rng(seed))
        complete = search.construct(guide) or complete
        if search.best_cost < cost or guide == GUIDES[0]:
            best, cost = search.load.pieces.copy(), search.load.cost
        if clock.share(0) >= 1.0 or clock.elapsed > 0.3 * clock.seconds:
            break
    if clock.share(0) < 1.0:
        search = Search(load_of(instance, lots_of(best)), prices.per_piece, clock, np.random.default_rng(seed))
        search.run()
        best = search.best
    return _plan(instance, best, prices, clock, complete=complete)


def _prices(load: Load, clock: Clock) -> Prices:
    """Solve the relaxation when it is small enough to leave time for the search."""
    relaxation = Relaxation(load)
    small = len(relaxation.lane) <= LANES_A_SECOND * clock.seconds / 3
    limit = 0.4 * clock.seconds if clock.iterations is None else clock.seconds
    return relaxation.solve(seconds=limit if small else 0.0, stop=clock.stop)


def _plan(instance: Instance, pieces: IntArray, prices: Prices, clock: Clock, *, complete: bool) -> Plan:
    load = load_of(instance, lots_of(pieces))
    order = np.flatnonzero(np.array(load.left, dtype=np.int64))
    unplaced = Unplaced(
        order=order,
        pieces=np.array(load.left, dtype=np.int64)[order],
        reason=tuple(why_unplaced(load, int(j), complete=complete) for j in order),
    )
    return Plan(lots_of(load.pieces), unplaced, load.cost, bound=min(prices.bound, load.cost), seconds=clock.elapsed)


def why_unplaced(load: Load, order: int, *, complete: bool = True) -> Reason:
    """Give the reason why the pieces left of an order are not placed, from the room that is really there."""
    options, left = load.options[order], load.left[order]
    if not len(options.lane):
        return Reason.NO_STATION
    if offers(load, order, left).pieces.any():
        return Reason.TOO_DEAR if complete else Reason.OUT_OF_TIME
    return Reason.BELOW_MIN_LOT if left < options.min_lot else Reason.NO_CAPACITY
