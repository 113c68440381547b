"""Detect instances with one kind of cost and use the exact method for it, where it beats the general search."""

from __future__ import annotations

from typing import NamedTuple

from . import openings, whole_orders
from .bounds.relaxation import Relaxation
from .clock import Clock
from .exact import Exact
from .grid import Grid, could_be
from .instance import Instance, IntArray
from .load import Load

# An instance of so few lanes is tried as a whole, with so many nodes of the tree, for so much of the time
SMALL_LANES, NODES, PROVING_SHARE = 1_000, 2_000, 0.1


class Found(NamedTuple):
    """Pieces by lane, and a proven lower bound in CNY."""

    pieces: IntArray
    bound: float


def solve_by_makeup(instance: Instance, clock: Clock, *, seed: int, threads: int) -> Found | None:
    """Return what the method for these kinds of cost finds until the clock's budget is gone, or None without one."""
    grid = Grid.of(Load(instance)) if could_be(instance) else None
    if grid is None:
        return None
    if whole_orders.suits(grid):
        assignment = whole_orders.WholeOrders(grid, clock, seed=seed, threads=threads)
        assignment.run()
        return Found(grid.pieces(assignment.placed), assignment.bound)
    room = grid.whole_room()
    if room is not None and openings.suits(grid):
        opening = openings.Openings(grid, room, clock)
        opening.run()
        return Found(grid.pieces(opening.placed), opening.bound)
    return None if room is None else _with_lot_costs(grid, room, clock, seed=seed, threads=threads)


def _with_lot_costs(grid: Grid, room: IntArray, clock: Clock, *, seed: int, threads: int) -> Found | None:
    """Anneal over trees, unless compiling that would take too long."""
    from . import lot_costs  # the compiler takes half a second to load
    from .compiling import COMPILING_SECONDS, compile_aside, is_ready

    if not lot_costs.suits(grid):
        return None
    if clock.iterations is None and clock.seconds < COMPILING_SECONDS and not is_ready(*lot_costs.KERNELS):
        compile_aside()
        return None
    bound = Relaxation(grid.load).solve(seconds=0.1 * clock.seconds, stop=clock.stop).bound
    whole = _whole(grid.load.instance, clock) if grid.lane.size <= SMALL_LANES else None
    if whole is not None:
        return whole
    lots = lot_costs.LotCosts(grid, room, clock, seed=seed, threads=threads)
    lots.run(bound)
    return Found(grid.pieces(lots.placed), bound)


def _whole(instance: Instance, clock: Clock) -> Found | None:
    """Solve an instance by integer programming to the end, or return None when that takes too long."""
    load, limit = Load(instance), PROVING_SHARE * clock.seconds if clock.iterations is None else clock.seconds
    until = clock.elapsed + limit
    bound = Exact(load).improve(
        load.pieces.copy(), seconds=limit, nodes=NODES, stop=lambda: clock.late or clock.elapsed > until
    )
    return None if bound is None else Found(load.pieces, bound)
