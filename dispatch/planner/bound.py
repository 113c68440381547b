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
    """Give a lower bound in CNY: as tight as `seconds` allow, or of any use where an instance is large."""
    until = time.monotonic() + seconds

    def late() -> bool:
        return stop() or time.monotonic() > until

    if len(instance.lanes.order) > LANES_A_SECOND * seconds:
        from .lagrangian import Lagrangian  # the compiler takes half a second to load

        return Lagrangian(instance).bound(ROUNDS, late)
    load = Load(instance)
    prices = Relaxation(load).solve(seconds=seconds, stop=stop)
    left = until - time.monotonic()
    if left <= 0.0 or stop():
        return prices.bound
    from .auction import KERNELS, Auction
    from .compiling import COMPILING, is_ready

    if left < COMPILING and not is_ready(*KERNELS):
        return prices.bound
    return max(prices.bound, Auction(load).bound(prices.worth, seconds=left, late=late))
