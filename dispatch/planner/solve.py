"""Find a good plan within a promised time: construction, annealing, and integer programming where it is small."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from .assembling import assess, cost_of
from .bounds.bound import RELAXED_LANES
from .bounds.bound import bound as prove
from .bounds.relaxation import LEAST_LANES, SOLVED_LANES, Relaxation
from .clock import Clock, Progress
from .exact import Exact
from .instance import NOTHING, Instance, IntArray, Lots
from .load import Load
from .plan import Plan, lots_of
from .search.placing import in_turn, place
from .special_costs import solve_by_makeup

if TYPE_CHECKING:
    from .search.annealing import Annealing

ENDING_SHARE = 0.03  # of the time is kept for assessing the plan, at most
LANES_ASSESSED_A_SECOND = 1_000_000  # at the least
BOUNDING_SHARE = 0.05  # of the time goes to a lower bound where it is good for nothing else
# Lanes that half a processor solves in a second, and the share of the time for a plan from nothing that this may take
RELAXED_LANES_A_SECOND, RELAXING_SHARE = 12_000, 0.4
ASKED_LANES, ASKING_SECONDS = 30_000, 5.0  # stations are asked for a better bound up to so many lanes, from so many on
SMALL_LANES = 150  # of an instance that is tried as a whole
NODES_TIMES_LANES, LONGEST_SECONDS = 20_000, 1.0  # limits of that try: nodes of the search tree x lanes


def solve(
    instance: Instance,
    *,
    seconds: float = 10.0,
    seed: int = 0,
    iterations: int | None = None,
    threads: int = 1,
    start: Plan | Lots | None = None,
    disturbance: float = 0.0,
    reheat: bool = False,
    proven: float | None = None,
    progress: Progress | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Plan:
    """Return the best plan found within `seconds`, earlier when it is proven that there is no better one.

    With several `threads` each works in a zone of its own, or where orders have lanes nearly everywhere each searches
    apart. With `iterations` a search ends after so many steps, and the same seed and number of threads give the same
    plan and bound, however busy the machine is (`seconds` are then only the ceiling). With `start` the search begins
    from its lots, as far as they fit, and each of them whose pieces change weighs as if it cost `disturbance` CNY. The
    plan's objective is without that. It stays near them unless it is to `reheat`. `proven` is a lower bound that is
    known already. `progress` is called about ten times a second with the share of the budget that is gone (0 to 1) and
    the objective so far. When `stop` returns true, the best plan so far is returned at once.
    """
    ending = min(ENDING_SHARE * seconds, 0.01 + len(instance.lanes.order) / LANES_ASSESSED_A_SECOND)
    clock = Clock(seconds=seconds - ending, iterations=iterations, progress=progress, stop=stop)
    if start is None and not clock.late:
        found = solve_by_makeup(instance, clock, seed=seed, threads=threads)
        if found is not None:
            return assess(instance, lots_of(found.pieces), bound=found.bound, seconds=clock.elapsed, searched=True)
    from .compiling import COMPILING_SECONDS, is_ready
    from .search.annealing import KERNELS, REHEATED, Annealing  # the compiler takes half a second to load

    if iterations is None and seconds < COMPILING_SECONDS and not is_ready(*KERNELS):
        return _by_hand(instance, clock)
    issued = start.lots if isinstance(start, Plan) else start or NOTHING
    first = Annealing(instance, seed=seed, threads=threads, issued=issued, disturbance=disturbance)
    searched, bound = _begin(first, None if start is None else issued, clock, proven)
    if reheat:
        first.warm = REHEATED
    if not disturbance and len(instance.lanes.order) <= SMALL_LANES and not clock.late:
        best, bound = _whole(instance, first.best, bound, clock)
        first.go_on_from(best)
    searches = [first]
    if first.best_cost - bound > 1e-6 * abs(first.best_cost):
        searches += [first.another(seed + k) for k in range(1, threads // len(first.boards))]
        with ThreadPoolExecutor(len(searches)) as pool:
            list(pool.map(Annealing.run, searches, [clock, *(clock.another() for _ in searches[1:])]))
    best = min(searches, key=lambda search: search.best_cost).best
    return assess(instance, lots_of(best), bound=bound, seconds=clock.elapsed, searched=searched)


def _begin(first: Annealing, start: Lots | None, clock: Clock, proven: float | None) -> tuple[bool, float]:
    """Make the first plan, and return whether there was time to look at every order, and a lower bound."""
    if start is not None:
        searched = first.begin(start, clock)
        return searched, _relaxed(first.instance, clock, BOUNDING_SHARE)[0] if proven is None else proven
    searched = first.begin_by_rules(clock)
    bound, lots = _relaxed(first.instance, clock, RELAXING_SHARE, is_full=first.leaves_some)
    first.begin_from_relaxed(lots, clock)
    return searched, bound


def _by_hand(instance: Instance, clock: Clock) -> Plan:
    """Return a plan made without compiled code, while the kernels are compiled aside for the next one."""
    from .compiling import compile_aside

    compile_aside()
    load, queue, looked_at = Load(instance), in_turn(instance), 0
    for portion in clock.portions(queue):
        looked_at += len(portion)
        for order in portion.tolist():
            place(load, order)
    return assess(instance, lots_of(load.pieces), seconds=clock.elapsed, searched=looked_at == len(queue))


def _relaxed(instance: Instance, clock: Clock, share: float, *, is_full: bool = True) -> tuple[float, Lots]:
    """Return a lower bound and the lots of the linear relaxation, none where it is too large for its share of time.

    On a large instance that is not full, simple rules make better first plans and prices of minutes prove as much.
    Where iterations are limited, this is counted work too.
    """
    counted, lanes, orders = clock.iterations is not None, len(instance.lanes.order), len(instance.orders.id)
    limit = clock.seconds if counted else share * clock.seconds
    seen = SOLVED_LANES if counted else min(int(RELAXED_LANES_A_SECOND * limit), SOLVED_LANES)
    hard = lanes > RELAXED_LANES or seen < min(lanes, LEAST_LANES * orders)
    if hard or (lanes > SOLVED_LANES and not is_full):
        from .bounds.lagrangian import ROUNDS, Lagrangian

        until = clock.seconds if counted else clock.elapsed + BOUNDING_SHARE * clock.seconds
        return Lagrangian(instance).bound(ROUNDS, lambda: clock.late or clock.elapsed > until), NOTHING
    prices = Relaxation(Load(instance), lanes=seen).solve(seconds=limit, stop=lambda: clock.late)
    if clock.seconds < ASKING_SECONDS or lanes > ASKED_LANES:
        return prices.bound, prices.lots
    return prove(instance, seconds=clock.seconds, prices=prices, rounds=0, stop=lambda: clock.late), prices.lots


def _whole(instance: Instance, best: IntArray, bound: float, clock: Clock) -> tuple[IntArray, float]:
    """Improve the whole of a small instance by integer programming.

    Returns the pieces, and a better bound if proven.
    """
    load = Load(instance)
    limit = min(0.3 * clock.seconds, LONGEST_SECONDS) if clock.iterations is None else clock.seconds
    nodes, began = NODES_TIMES_LANES // max(len(load.order), 1), clock.elapsed
    proven = Exact(load).improve(
        best, seconds=limit, nodes=nodes, stop=lambda: clock.late or clock.elapsed > began + limit
    )
    better = load.cost < cost_of(instance, best)
    return (load.pieces if better else best), bound if proven is None else max(bound, proven)
