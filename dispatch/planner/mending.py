"""Mend a plan after a change while somebody waits: keep its lots where they fit and place what is left over."""

from __future__ import annotations

import time
from dataclasses import replace
from threading import Event, Lock, Thread

import numpy as np

from .balance import Standing
from .clock import Progress
from .filling import fill
from .instance import ROUNDING_MINUTES, FloatArray, Instance, IntArray, Lots
from .plan import Plan, lots_of
from .solve import solve

COMPILER_SECONDS = 60.0  # until it is checked again whether the compiler is done
UNKNOWN_BOUND = 0.0  # CNY: no plan costs less, and to prove more would take longer than to mend
_loaded, _tried = Event(), Lock()


def mend(instance: Instance, start: Lots, *, seconds: float, disturbance: float, iterations: int | None = None) -> Plan:
    """Return a plan near `start` while somebody waits: each of its lots that changes must save `disturbance` CNY.

    The plan is the best found within the budget when the compiled search is loaded (see `get_ready`), else the simple
    repair.
    """
    if not get_ready():
        return fill(instance, fitting(instance, start))
    return improve(
        instance, start, seconds=seconds, disturbance=disturbance, iterations=iterations, proven=UNKNOWN_BOUND
    )


def improve(
    instance: Instance,
    start: Lots,
    *,
    seconds: float,
    disturbance: float,
    iterations: int | None = None,
    seed: int = 0,
    reheat: bool = False,
    proven: float | None = None,
    progress: Progress | None = None,
) -> Plan:
    """Return the best plan found from `start`, never worse than its lots with what is left over placed simply.

    Each of its lots that changes must save `disturbance` CNY. The other parameters are those of `solve`.
    """
    simple = fill(instance, fitting(instance, start))
    better = solve(
        instance,
        seconds=seconds,
        iterations=iterations,
        seed=seed,
        start=start,
        disturbance=disturbance,
        reheat=reheat,
        proven=proven,
        progress=progress,
    )

    def price(plan: Plan) -> float:
        return plan.objective + disturbance * _changed(instance, start, plan.lots)

    return replace(min(simple, better, key=price), bound=better.bound, seconds=better.seconds)


def get_ready() -> bool:
    """Return whether the compiled search can start at once. If not, load (or compile) it in the background.

    Call it when a plan is looked at, so that the search is there when something is asked.
    """
    if not _loaded.is_set() and _tried.acquire(blocking=False):
        Thread(target=_load, daemon=True).start()
    return _loaded.is_set()


def _load() -> None:
    """Load what was compiled. What was not is compiled in a separate process, and loaded when asked again later."""
    from .compiling import compile_aside, is_ready
    from .search import annealing

    if is_ready(*annealing.KERNELS):
        annealing.warm()
        _loaded.set()
        return
    compile_aside()
    time.sleep(COMPILER_SECONDS)
    _tried.release()


def fitting(instance: Instance, lots: Lots) -> Lots:
    """Return the lots as far as the stations have minutes for them. Pinned lots stay.

    Where a station has not enough, its largest lots are cut, and dropped when too small a lot would be left.
    """
    now, lanes = Standing(instance, lots), instance.lanes
    pieces = now.pieces.copy()
    pieces[instance.pinned.lane] = instance.pinned.pieces
    short = now.slack < -ROUNDING_MINUTES * np.maximum(1.0, instance.stations.capacity)
    for station in np.flatnonzero(short.any(axis=1)).tolist():
        here = np.flatnonzero((lanes.station == station) & (pieces > 0) & now.usable)
        _cut(instance, here, pieces, now.slack[station].copy())
    return lots_of(pieces)


def _cut(instance: Instance, here: IntArray, pieces: IntArray, slack: FloatArray) -> None:
    """Cut the lots of one station on these lanes until its minutes suffice on every day."""
    lanes = instance.lanes
    for lane in here[np.argsort(-pieces[here], kind="stable")].tolist():
        last, minutes = int(lanes.last_day[lane]), float(lanes.minutes_per_piece[lane])
        lack = -float(slack[last:].min())
        if lack <= ROUNDING_MINUTES or minutes <= 0:
            continue
        rest = int(pieces[lane]) - int(np.ceil(lack / minutes))
        rest = rest if rest >= max(int(instance.orders.min_lot[lanes.order[lane]]), 1) else 0
        slack[last:] += (pieces[lane] - rest) * minutes
        pieces[lane] = rest


def _changed(instance: Instance, before: Lots, after: Lots) -> int:
    """Return how many lots of a plan are not the same in another."""
    were, are = (np.zeros(len(instance.lanes.order), dtype=np.int64) for _ in range(2))
    were[before.lane], are[after.lane] = before.pieces, after.pieces
    return int(((were > 0) & (were != are)).sum())
