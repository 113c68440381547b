"""Search in rounds of counted work until a plan is good, so that a busy machine finds the same plan as an idle one."""

from __future__ import annotations

import time
from collections.abc import Callable

from .clock import Progress
from .instance import Instance
from .mending import improve
from .plan import Plan
from .solve import solve

GOOD_GAP = 0.05  # of the objective: a plan that can be bettered by no more is good
ROUNDS = 3  # at most, each of twice the steps of the one before


def strive(
    instance: Instance, *, steps: int, seconds: float, progress: Progress | None = None, rounds: int = ROUNDS
) -> Plan:
    """Return a plan made with `steps` steps, or more rounds of them while its gap to the bound is large.

    `seconds` are only the ceiling of all rounds.
    """
    began = time.monotonic()
    plan = solve(instance, seconds=seconds, iterations=steps, progress=_part(progress, 0, rounds))
    for turn in range(1, rounds):
        left = seconds - (time.monotonic() - began)
        if is_good(plan.gap) or left <= 0.0:
            break
        plan = search_on(
            instance, plan, steps=steps << turn, seconds=left, turn=turn, progress=_part(progress, turn, rounds)
        )
    return plan


def search_on(
    instance: Instance, plan: Plan, *, steps: int, seconds: float, turn: int, progress: Progress | None = None
) -> Plan:
    """Return a plan at least as good, found from this one. Each `turn` looks elsewhere, and a proven bound is kept."""
    return improve(
        instance,
        plan.lots,
        seconds=seconds,
        disturbance=0.0,
        iterations=steps,
        seed=turn,
        reheat=True,
        proven=plan.bound,
        progress=progress,
    )


def is_good(gap: float | None) -> bool:
    """Return whether a plan is known to be good. Without a bound nobody can tell, so it is not."""
    return gap is not None and gap <= GOOD_GAP


def _part(progress: Progress | None, turn: int, rounds: int) -> Callable[[float, float], None] | None:
    """Return the callback for one of the rounds, which tells the share of all rounds that is gone."""
    if progress is None:
        return None
    return lambda share, objective: progress((turn + share) / rounds, objective)
