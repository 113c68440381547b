"""Suggest which worker makes how many pieces of an operation, by the planner with workers as stations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from django.db.models import Sum
from django.utils import timezone

from dispatch.models import Assignment, Earning, LotOperation
from dispatch.planner import Instance
from dispatch.planner.instance import FORMAT
from dispatch.planner.small import solve_small
from dispatch.planning.capacity import shares_of_day
from dispatch.planning.incomes import RECENT_DAYS
from dispatch.work.handing import able
from dispatch.work.progress import steps
from workshops.models import Skill, Worker

SECONDS = 0.5  # at most, because the lead waits
SPARE = 1.3  # times the minutes needed, so that all women work for days rather than one for weeks
SMALLEST = 5  # pieces that are worth handing out
STEPS = 10  # bands of earnings: more bands spread the work more evenly
DEAREST = 0.3  # CNY charged per CNY that the best earner gets on top
HANDING = 1.0  # CNY charged for each further woman, for the trouble of instructing her


@dataclass(frozen=True)
class Share:
    """Pieces for a worker, and the minutes that they should take her."""

    worker: Worker
    pieces: int
    minutes: int

    @property
    def hours(self) -> float:
        """Return the minutes as hours."""
        return self.minutes / 60


def share(operation: LotOperation) -> tuple[Share, ...]:
    """Split the pieces of an operation that can be handed out now over workers who may make it, most pieces first.

    It considers each woman's minutes a day less what she has in hand, her pace, and what she earned lately. The other
    operations of the lot claim their share too. Nothing is saved, because whoever hands out decides. The result is
    empty when nothing is left or nobody is able.
    """
    wanted = _wanted(operation)
    people = {row: list(able(each)) for row, (each, _pieces) in enumerate(wanted)}
    workers = sorted({worker for each in people.values() for worker in each}, key=lambda worker: worker.pk)
    if not wanted or not people[0] or not wanted[0][1]:
        return ()
    instance = _instance(wanted, people, workers)
    plan = solve_small(instance, seconds=SECONDS)
    found = []
    for lane, pieces in zip(plan.lots.lane.tolist(), plan.lots.pieces.tolist(), strict=True):
        if instance.lanes.order[lane] == 0:
            minutes = round(pieces * float(instance.lanes.minutes_per_piece[lane]))
            found.append(Share(workers[instance.lanes.station[lane]], pieces, minutes))
    return tuple(sorted(found, key=lambda each: (-each.pieces, each.worker.pk)))


def _wanted(operation: LotOperation) -> list[tuple[LotOperation, int]]:
    """Return the operation with the pieces to hand out now, then the lot's others with all that are still to come."""
    line = steps(operation.lot)
    found = [(step.operation, step.left) for step in line if step.operation.pk == operation.pk]
    spoiled = sum(step.rejected for step in line)
    for step in line:
        left = operation.lot.pieces + spoiled - step.handed
        if step.operation.pk != operation.pk and left > 0:
            found.append((step.operation, left))
    return found


def _instance(
    wanted: Sequence[tuple[LotOperation, int]], people: Mapping[int, Sequence[Worker]], workers: Sequence[Worker]
) -> Instance:
    """Return operations as orders and workers as stations, over as few days as leave some minutes to spare."""
    pace = _paces(workers)
    today = timezone.localdate()
    place = {worker.pk: column for column, worker in enumerate(workers)}
    lanes: dict[str, list[float]] = defaultdict(list)
    for row, (operation, _pieces) in enumerate(wanted):
        for worker in people[row]:
            speed = pace.get((worker.pk, operation.operation.craft_id), 1.0)
            lanes["order"].append(row)
            lanes["station"].append(place[worker.pk])
            lanes["minutes_per_piece"].append(float(operation.standard_minutes) / speed)
    need = sum(pieces * float(operation.standard_minutes) for operation, pieces in wanted)
    capacity = _capacity(workers, today, need)
    soon = max(_enough(capacity, SPARE * need), 1)  # whether that is in time or not: it must be handed out
    count = len(lanes["order"])
    lanes |= {"cost_per_piece": [0.0] * count, "cost_per_lot": [HANDING] * count, "last_day": [soon] * count}
    earned = _earned(workers)
    wages = sum(pieces * float(operation.rate) for operation, pieces in wanted) / len(workers)
    top = max(*earned, 0.0) + 2 * wages
    return Instance.read(
        {
            "format": FORMAT,
            "days": capacity.shape[1],
            "orders": {
                "id": [operation.pk for operation, _ in wanted],
                "pieces": [pieces for _, pieces in wanted],
                "min_lot": [max(min(SMALLEST, pieces // 3), 1) for _, pieces in wanted],
                "wage": [float(operation.rate) for operation, _ in wanted],
                # Above any charge, so that a piece is left over only where nobody has time for it
                "penalty": [10 * float(operation.rate) + 10 for operation, _ in wanted],
            },
            "stations": {
                "id": [worker.pk for worker in workers],
                "workers": [1] * len(workers),
                "recent_income": earned,
                "capacity": capacity.tolist(),
            },
            "lanes": dict(lanes),
            "fairness": {
                "bands": [round(top * step / STEPS, 2) for step in range(1, STEPS + 1)],
                "premium": [DEAREST * step / STEPS for step in range(STEPS + 1)],
            },
        }
    )


def _capacity(workers: Sequence[Worker], today: date, need: float) -> Any:
    """Return cumulative minutes by worker of a station and day, less what she has in hand, over enough days."""
    daily = sum(worker.minutes_per_day for worker in workers)
    days = int(min(max(4 * need / max(daily, 1), 14), 200))
    minutes = np.array([worker.minutes_per_day for worker in workers], dtype=np.float64)
    taken: dict[int, float] = defaultdict(float)
    held = Assignment.objects.unfinished().filter(worker__in=workers)
    for worker, pieces, standard in held.values_list("worker", "in_hand", "lot_operation__standard_minutes"):
        taken[worker] += float(pieces * standard)
    there = np.outer(minutes, np.cumsum(shares_of_day([workers[0].station.place_id], today, days)[0]))
    return np.maximum(there - np.array([[taken[worker.pk]] for worker in workers]), 0.0)


def _enough(capacity: Any, minutes: float) -> int:
    """Return the first day by which all workers together have these minutes, or the last day."""
    together = capacity.sum(axis=0)
    return int(min(np.searchsorted(together, minutes), capacity.shape[1] - 1))


def _paces(workers: Sequence[Worker]) -> dict[tuple[int, int], float]:
    """Return each worker's pace by craft. A skill in a craft counts for its branches, and the other way round."""
    found: dict[tuple[int, int], float] = {}
    for skill in Skill.objects.filter(worker__in=workers).select_related("craft").prefetch_related("craft__branches"):
        above = [skill.craft.parent_id] if skill.craft.parent_id else []
        for craft in (*above, *(branch.pk for branch in skill.craft.branches.all())):
            found.setdefault((skill.worker_id, craft), float(skill.pace))
        found[skill.worker_id, skill.craft_id] = float(skill.pace)
    return found


def _earned(workers: Sequence[Worker]) -> list[float]:
    """Return the CNY that each worker earned in the last 90 days, less corrections."""
    since = timezone.now() - timedelta(days=RECENT_DAYS)
    total: dict[int, Decimal] = defaultdict(Decimal)
    for side, sign in (("credit", 1), ("debit", -1)):
        rows = Earning.objects.filter(**{f"{side}__worker__in": workers}, at__gte=since).order_by()
        for worker, amount in rows.values_list(f"{side}__worker").annotate(Sum("amount")):
            total[worker] += sign * amount
    return [max(float(total[worker.pk]), 0.0) for worker in workers]
