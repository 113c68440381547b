"""Plan again from the draft that is there: a plan of the same facts stays, and a new order disturbs few villages."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dispatch.models import DispatchPlan
from dispatch.planner import Plan, assess, improve, search_on, strive
from dispatch.planner.instance import Lots
from dispatch.planner.plan import lots_of
from dispatch.planning.budget import steps_for
from dispatch.planning.building import Picture
from dispatch.planning.keeping import money

DISTURBANCE = 60.0  # CNY that changing a lot must save at least: every change is a telephone call to a village
SHARE = 0.5  # of the pieces to place that a draft must still tell about, or the search begins afresh
State = DispatchPlan.State


def search(
    row: DispatchPlan,
    picture: Picture,
    *,
    seconds: float,
    iterations: int | None,
    progress: Callable[[float, float], None],
) -> Plan:
    """Return a plan for the picture: that of the draft before it on the same facts, near it on others, else a new one.

    On the same facts the search goes on only when the row is of more `effort` than the draft, and never to a worse
    plan. On others a lot of the draft changes only when this saves `DISTURBANCE`. A search takes `iterations` steps,
    by default as many as its size needs. `seconds` are the ceiling.
    """
    instance, before = picture.instance, draft_before(row)
    steps = steps_for(len(picture.lanes), effort=row.effort) if iterations is None else iterations
    if before is None:
        return strive(instance, steps=steps, seconds=seconds, progress=progress)
    start = lots_there(before, picture)
    if (kept := _same(before, row, picture, start)) is not None:
        if row.effort > before.effort:
            return search_on(instance, kept, steps=steps, seconds=seconds, turn=row.effort, progress=progress)
        row.effort = before.effort
        return kept
    if start.pieces.sum() < SHARE * instance.orders.pieces.sum():
        return strive(instance, steps=steps, seconds=seconds, progress=progress)
    return improve(instance, start, seconds=seconds, disturbance=DISTURBANCE, iterations=steps, progress=progress)


def _same(before: DispatchPlan, row: DispatchPlan, picture: Picture, lots: Lots) -> Plan | None:
    """Return the plan of a draft where it rests on the same facts and wishes and costs the same, else None."""
    bound = None if before.bound is None else float(before.bound)
    plan = assess(picture.instance, lots, bound=bound, searched=True)
    facts = before.fingerprint == picture.fingerprint and before.starts_on == row.starts_on
    same = facts and wishes_of(before) == wishes_of(row) and before.objective == money(plan.objective)
    return plan if same else None


def draft_before(row: DispatchPlan) -> DispatchPlan | None:
    """Return the draft that a plan follows: the one it was asked from, else the base's last, of the same fairness."""
    drafts = DispatchPlan.objects.filter(base=row.base_id, state=State.DRAFT, fairness=row.fairness)
    return drafts.filter(pk=row.like_id or 0).first() or drafts.exclude(pk=row.pk).order_by("-pk").first()


def lots_there(draft: DispatchPlan, picture: Picture) -> Lots:
    """Return the lots of a draft on the lanes of a picture of newer facts, with no more pieces than are to be placed.

    Lots of orders and stations that are gone, and on lanes that the manager has barred, are left out.
    """
    instance = picture.instance
    left, barred = instance.orders.pieces.copy(), set(instance.forbidden.tolist())
    pieces = np.zeros(len(picture.lanes), dtype=np.int64)
    for line in draft.lines.filter(pieces__gt=0).order_by("pk"):
        lane = picture.index.get((line.work_order_id, line.station_id))
        if lane is None or lane in barred:
            continue
        order = instance.lanes.order[lane]
        pieces[lane] = min(line.pieces, left[order])
        left[order] -= pieces[lane]
    return lots_of(pieces)


def wishes_of(plan: DispatchPlan) -> set[tuple[int, int, int]]:
    """Return what a manager pinned and barred, as `(work order, station, pieces)`. Pieces are 0 where it is barred."""
    wished = plan.lines.exclude(is_pinned=False, is_forbidden=False)
    return set(wished.values_list("work_order_id", "station_id", "pieces"))
