"""A proven lower bound on what any plan for an instance must cost."""

from __future__ import annotations

from collections.abc import Callable

from .instance import Instance
from .load import Load
from .relaxation import Relaxation


def bound(instance: Instance, *, seconds: float = 60.0, stop: Callable[[], bool] = lambda: False) -> float:
    """Give a lower bound in CNY; a weaker one when `seconds` do not suffice for the linear relaxation."""
    return Relaxation(Load(instance)).solve(seconds=seconds, stop=stop).bound
