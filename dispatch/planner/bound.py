"""A proven lower bound on what any plan for an instance must cost."""

from __future__ import annotations

import time
from collections.abc import Callable

from .instance import Instance
from .load import Load
from .relaxation import Relaxation

LANES_A_SECOND = 6_000  # what the linear relaxation surely manages
ROUNDS = 1000


def bound(instance: Instance, *, seconds: float = 60.0, stop: Callable[[], bool] = lambda: False) -> float:
    """Give a lower bound in CNY: of the linear relaxation, or where that would take too long of a Lagrangian one."""
    if len(instance.lanes.order) <= LANES_A_SECOND * seconds:
        return Relaxation(Load(instance)).solve(seconds=seconds, stop=stop).bound
    from .lagrangian import Lagrangian  # the compiler takes half a second to load

    until = time.monotonic() + seconds
    return Lagrangian(instance).bound(ROUNDS, lambda: stop() or time.monotonic() > until)
