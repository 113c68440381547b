"""Prove a lower bound on what any plan for an instance must cost."""

from __future__ import annotations

import time
from collections.abc import Callable

from ..instance import Instance
from ..load import Load
from .relaxation import Prices, Relaxation

# Lanes up to which the linear relaxation, and prices of pieces, are quick enough
RELAXED_LANES, PRICED_LANES = 150_000, 500_000
LANES_A_SECOND = 6_000  # what the linear relaxation surely manages
ROUNDS, ROUNDS_ALONE = 200, 1000  # of the Lagrangian when prices of pieces follow, and when not


def bound(
    instance: Instance,
    *,
    seconds: float = 60.0,
    prices: Prices | None = None,
    rounds: int | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> float:
    """Return a lower bound in CNY, as tight as `seconds` allow. On a large instance it is a rough one.

    `prices` are those of the relaxation if it is solved already. With `rounds` prices of pieces change only so often,
    so that the bound does not depend on the machine if the time suffices.
    """
    until = time.monotonic() + seconds

    def late() -> bool:
        return stop() or time.monotonic() > until

    lanes = len(instance.lanes.order)
    if prices is None and lanes <= min(RELAXED_LANES, LANES_A_SECOND * seconds):
        prices = Relaxation(Load(instance)).solve(seconds=seconds, stop=stop)
    if prices is not None:
        proven, worth = prices.bound, prices.worth
    else:
        from .lagrangian import Lagrangian  # the compiler takes half a second to load

        lagrangian = Lagrangian(instance)
        proven, worth = lagrangian.bound(ROUNDS if lanes <= PRICED_LANES else ROUNDS_ALONE, late), lagrangian.worth
    left = until - time.monotonic()
    if lanes > PRICED_LANES or left <= 0.0 or stop():
        return proven
    from ..compiling import COMPILING_SECONDS, is_ready
    from .auction import KERNELS, Auction

    if left < COMPILING_SECONDS and not is_ready(*KERNELS):
        return proven
    return max(proven, Auction(Load(instance)).bound(worth, seconds=left, rounds=rounds, late=late))
