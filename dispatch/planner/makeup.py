"""What the costs of an instance are made of, and the method for it, where that is better than the general search."""

from __future__ import annotations

from typing import NamedTuple

from . import openings, whole_orders
from .clock import Clock
from .grid import Grid, could_be
from .instance import Instance, IntArray
from .load import Load


class Found(NamedTuple):
    """Pieces by lane, and a proven lower bound in CNY."""

    pieces: IntArray
    bound: float


def solve_by_makeup(instance: Instance, clock: Clock, *, seed: int, threads: int) -> Found | None:
    """Give what the method for an instance of this make-up finds until the clock's budget is gone; None without one."""
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
    return None
