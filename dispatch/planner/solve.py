"""Finding a good plan within a promised time: prices from a relaxation, construction, then two kinds of improvement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from .exact import Exact
from .instance import Instance
from .load import Load
from .placing import offers
from .plan import Plan, Reason, Unplaced, lots_of
from .relaxation import Prices, Relaxation
from .repacking import Repacking
from .search import Clock, Progress, Search

LANES_A_SECOND = 25_000  # what the linear relaxation manages, so that it takes about a third of the time
GUIDES = (1.0, 0.5, 0.0)  # how strongly the construction believes in prices
SMALL = 3_000  # lanes of an instance that is tried as a whole
NODES, LONGEST = 20_000, 4.0  # how long: nodes of the search tree x lanes, seconds
RUINING = 0.6  # share of the budget; the rest goes to repacking


def solve(
    instance: Instance,
    *,
    seconds: float = 10.0,
    seed: int = 0,
    iterations: int | None = None,
    progress: Progress | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Plan:
    """Give the best plan found within `seconds`, earlier when it is proven that there is no better one.

    With `iterations` the search ends after so many steps, and the same seed gives the same plan (if the time suffices).
    `progress` is told the share of the budget that is gone (0 to 1) and the objective so far, about ten times a second;
    when `stop` says so, the best plan so far is given at once.
    """
    clock = Clock(seconds=seconds * 0.97, iterations=iterations, progress=progress, stop=stop)
    empty = Load(instance)
    prices = _prices(empty, clock)
    nothing = Search(empty, prices.per_piece, clock, np.random.default_rng(seed))
    search, complete = _constructed(nothing, prices)
    if len(instance.lanes.order) <= SMALL and not clock.late:
        prices = _whole(search, prices)
    if search.best_cost - prices.bound > 1e-6 * abs(search.best_cost):
        search.run(RUINING)
        search.restart()
        Repacking(search).run()
    return _plan(search, prices, complete=complete)


def _prices(load: Load, clock: Clock) -> Prices:
    """Solve the relaxation when it is small enough to leave time for the search."""
    relaxation = Relaxation(load)
    small = len(relaxation.open.lane) <= LANES_A_SECOND * clock.seconds / 3
    limit = 0.4 * clock.seconds if clock.iterations is None else clock.seconds
    return relaxation.solve(seconds=limit if small else 0.0, stop=clock.stop)


def _constructed(nothing: Search, prices: Prices) -> tuple[Search, bool]:
    """Give a search at the best of some constructions, and whether one of them had the time to look at every order."""
    best, complete, clock = nothing, False, nothing.clock
    for guide in GUIDES:
        if clock.late or clock.elapsed > 0.3 * clock.seconds:
            break
        search = Search(Load(nothing.load.instance), prices.per_piece, clock, nothing.rng)
        complete = search.construct(guide) or complete
        best = min(best, search, key=lambda one: one.best_cost)
    return best, complete


def _whole(search: Search, prices: Prices) -> Prices:
    """Improve the whole of a small instance by integer programming; give the prices, with a better bound if proven."""
    clock, load = search.clock, Load(search.load.instance)
    limit = min(0.3 * clock.seconds, LONGEST) if clock.iterations is None else clock.seconds
    nodes, began = NODES // max(len(load.order), 1), clock.elapsed
    bound = Exact(load).improve(
        search.best, seconds=limit, nodes=nodes, stop=lambda: clock.late or clock.elapsed > began + limit
    )
    if load.cost < search.best_cost:
        search.best, search.best_cost = load.pieces.copy(), load.cost
        search.restart()
    return prices if bound is None else replace(prices, bound=max(prices.bound, bound))


def _plan(search: Search, prices: Prices, *, complete: bool) -> Plan:
    if search.load.cost > search.best_cost:
        search.restart()
    load = search.load
    left = np.array(load.left, dtype=np.int64)
    order = np.flatnonzero(left)
    reasons = tuple(_why_unplaced(load, j, complete=complete) for j in order.tolist())
    bound = min(prices.bound, load.cost)
    unplaced = Unplaced(order, left[order], reasons)
    return Plan(lots_of(load.pieces), unplaced, load.cost, bound=bound, seconds=search.clock.elapsed)


def _why_unplaced(load: Load, order: int, *, complete: bool) -> Reason:
    """Give the reason why the pieces left of an order are not placed, from the room that is really there."""
    options, left = load.options[order], load.left[order]
    if not len(options.lane):
        return Reason.NO_STATION
    if not complete:
        return Reason.OUT_OF_TIME
    if offers(load, order, left).pieces.any():
        return Reason.TOO_DEAR
    return Reason.BELOW_MIN_LOT if left < options.min_lot else Reason.NO_CAPACITY
