"""Check a plan independently: recompute its cost and list every rule it breaks. No code is shared with the solver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from .instance import FloatArray, Instance, IntArray
from .plan import Plan


class Rule(StrEnum):
    """A rule that a plan may break."""

    UNKNOWN_LANE = "unknown_lane"
    LANE_TWICE = "lane_twice"
    TOO_MANY_PIECES = "too_many_pieces"
    BELOW_MIN_LOT = "below_min_lot"
    BEYOND_CAPACITY = "beyond_capacity"
    PINNED_CHANGED = "pinned_changed"
    FORBIDDEN_USED = "forbidden_used"
    UNPLACED_WRONG = "unplaced_wrong"
    OBJECTIVE_WRONG = "objective_wrong"


@dataclass(frozen=True)
class Violation:
    """A broken rule: the row of what broke it (lane, order or station), and by how much (pieces, minutes or CNY)."""

    rule: Rule
    row: int
    excess: float
    day: int | None = None

    def __str__(self) -> str:
        day = "" if self.day is None else f" on day {self.day}"
        return f"{self.rule}: row {self.row}{day}, by {self.excess:g}"


@dataclass(frozen=True)
class Verdict:
    """The parts of a plan's objective in CNY, and the rules it breaks."""

    penalties: float
    freight: float
    lots: float
    opening: float
    fairness: float
    violations: tuple[Violation, ...]

    @property
    def objective(self) -> float:
        """The sum of all parts, in CNY."""
        return self.penalties + self.freight + self.lots + self.opening + self.fairness


def check(instance: Instance, plan: Plan) -> Verdict:
    """Recompute a plan's objective from the instance alone and list every violation."""
    known = (plan.lots.lane >= 0) & (plan.lots.lane < len(instance.lanes.order))
    unknown = [Violation(Rule.UNKNOWN_LANE, int(lane), 1) for lane in plan.lots.lane[~known]]
    pieces = np.zeros(len(instance.lanes.order), dtype=np.int64)
    np.add.at(pieces, plan.lots.lane[known], plan.lots.pieces[known])
    lanes, counts = np.unique(plan.lots.lane[known], return_counts=True)
    twice = [Violation(Rule.LANE_TWICE, int(lane), int(n - 1)) for lane, n in zip(lanes, counts, strict=True) if n > 1]
    verdict = _costs(instance, pieces)
    broken = (*unknown, *twice, *_broken(instance, pieces), *_misreported(instance, plan, pieces, verdict.objective))
    return Verdict(verdict.penalties, verdict.freight, verdict.lots, verdict.opening, verdict.fairness, broken)


def _costs(instance: Instance, pieces: IntArray) -> Verdict:
    lanes, orders, stations = instance.lanes, instance.orders, instance.stations
    placed = np.bincount(lanes.order, pieces, minlength=len(orders.id))
    used = np.bincount(lanes.station, pieces > 0, minlength=len(stations.id)) > 0
    earned = np.bincount(lanes.station, pieces * orders.wage[lanes.order], minlength=len(stations.id))
    return Verdict(
        penalties=float((orders.pieces - placed) @ orders.penalty),
        freight=float(pieces @ lanes.cost_per_piece),
        lots=float(lanes.cost_per_lot[pieces > 0].sum()),
        opening=float(stations.open_cost[used].sum()),
        fairness=float(sum(_premium(instance, int(i), float(earned[i])) for i in np.flatnonzero(earned))),
        violations=(),
    )


def _premium(instance: Instance, station: int, earned: float) -> float:
    """Walk up the bands from a station's recent income until all that it earned is charged."""
    workers, level = float(instance.stations.workers[station]), float(instance.stations.recent_income[station])
    charge = 0.0
    tops = [*instance.fairness.bands.tolist(), float("inf")]
    for top, premium in zip(tops, instance.fairness.premium.tolist(), strict=True):
        if top <= level:
            continue
        here = earned if top == float("inf") else min(earned, (top - level) * workers)
        charge, earned, level = charge + here * premium, earned - here, top
    return charge


def _broken(instance: Instance, pieces: IntArray) -> Iterator[Violation]:
    lanes, orders = instance.lanes, instance.orders
    excess = np.bincount(lanes.order, pieces, minlength=len(orders.id)) - orders.pieces
    for order in np.flatnonzero(excess > 0):
        yield Violation(Rule.TOO_MANY_PIECES, int(order), float(excess[order]))
    pinned = np.zeros(len(pieces), dtype=bool)
    pinned[instance.pinned.lane] = True
    short = orders.min_lot[lanes.order] - pieces
    for lane in np.flatnonzero((pieces > 0) & (short > 0) & ~pinned):
        yield Violation(Rule.BELOW_MIN_LOT, int(lane), float(short[lane]))
    for lane, kept in zip(instance.pinned.lane, instance.pinned.pieces, strict=True):
        if pieces[lane] != kept:
            yield Violation(Rule.PINNED_CHANGED, int(lane), float(abs(pieces[lane] - kept)))
    for lane in instance.forbidden[pieces[instance.forbidden] > 0]:
        yield Violation(Rule.FORBIDDEN_USED, int(lane), float(pieces[lane]))
    yield from _overloads(instance, pieces)


def _overloads(instance: Instance, pieces: IntArray) -> Iterator[Violation]:
    """Find overloads: compare by station and day the minutes due so far with the minutes there are so far."""
    lanes, capacity = instance.lanes, instance.stations.capacity
    for station in np.unique(lanes.station[pieces > 0]):
        here = np.flatnonzero((lanes.station == station) & (pieces > 0))
        here = here[np.argsort(lanes.last_day[here], kind="stable")]
        due: FloatArray = np.cumsum(pieces[here] * lanes.minutes_per_piece[here])
        there = capacity[station, lanes.last_day[here]]
        over = due - there - 1e-6 * np.maximum(1.0, there)
        if (over > 0).any():
            worst = int(over.argmax())
            day = int(lanes.last_day[here[worst]])
            yield Violation(Rule.BEYOND_CAPACITY, int(station), float(due[worst] - there[worst]), day)


def _misreported(instance: Instance, plan: Plan, pieces: IntArray, objective: float) -> Iterator[Violation]:
    """Compare what the plan reports about itself with what was recomputed."""
    orders = len(instance.orders.id)
    missing = instance.orders.pieces - np.bincount(instance.lanes.order, pieces, minlength=orders).astype(np.int64)
    said = np.zeros(orders, dtype=np.int64)
    known = plan.unplaced.order < orders
    np.add.at(said, plan.unplaced.order[known], plan.unplaced.pieces[known])
    for order in [*np.flatnonzero(said != np.maximum(missing, 0)), *plan.unplaced.order[~known]]:
        by = abs(said[order] - missing[order]) if order < orders else 1
        yield Violation(Rule.UNPLACED_WRONG, int(order), float(by))
    if abs(plan.objective - objective) > 1e-6 * max(1.0, abs(objective)):
        yield Violation(Rule.OBJECTIVE_WRONG, 0, plan.objective - objective)
