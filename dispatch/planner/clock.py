"""Measure how much of the allowed time or iterations is used, and report progress."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from copy import copy

from .instance import IntArray

Progress = Callable[[float, float], None]
PORTION_ORDERS = 2000  # orders that are placed without a look at the clock: an eighth of a second at the slowest


class Clock:
    """Counts seconds, and iterations when they are limited. `stop` returns true when the search shall end now."""

    def __init__(
        self, *, seconds: float, iterations: int | None, progress: Progress | None, stop: Callable[[], bool]
    ) -> None:
        self.began, self.seconds, self.iterations = time.monotonic(), seconds, iterations
        self.stop, self._progress, self._reported_at, self.spent = stop, progress, 0.0, 0

    @property
    def elapsed(self) -> float:
        """The seconds since the start."""
        return time.monotonic() - self.began

    @property
    def late(self) -> bool:
        """Return whether the time is over or `stop` asks to end."""
        return self.elapsed >= self.seconds or self.stop()

    def share(self) -> float:
        """Return the share (0 to 1) of the budget that is used. It is 1 when it is time to stop."""
        if self.late:
            return 1.0
        if self.iterations is None:
            return self.elapsed / self.seconds
        return min(self.spent / self.iterations, 1.0) if self.iterations else 1.0

    def portions(self, queue: IntArray) -> Iterator[IntArray]:
        """Yield a queue of orders in portions until it is late.

        The first portion comes in any case, so that all but the largest plans are whole however little time there was.
        """
        for first in range(0, len(queue), PORTION_ORDERS):
            if first and self.late:
                return
            yield queue[first : first + PORTION_ORDERS]

    def another(self) -> Clock:
        """Return a clock for the same budget that counts its own iterations and reports no progress."""
        other = copy(self)
        other._progress = None
        return other

    def spend(self, iterations: int, cost: float) -> None:
        """Count iterations and report progress, at most ten times a second."""
        self.spent += iterations
        if self._progress and self.elapsed - self._reported_at >= 0.1:
            self._reported_at = self.elapsed
            self._progress(self.share(), cost)
