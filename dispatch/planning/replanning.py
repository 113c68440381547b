"""Plan again from the draft that is there: a plan of the same facts stays, and a new order disturbs few villages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from dispatch.models import DispatchPlan
from dispatch.planner import Plan, improve, solve
from dispatch.planner.instance import Lots
from dispatch.planner.plan import lots_of
from dispatch.planning.building import Picture

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
    """Return a plan for the picture: near the draft before it where there is one, else from nothing.

    A lot of that draft changes only when this saves `DISTURBANCE`. On the same facts its proven bound is kept.
    """
    before = draft_before(row)
    start = lots_there(before, picture) if before else lots_of(np.zeros(len(picture.lanes), dtype=np.int64))
    if before is None or start.pieces.sum() < SHARE * picture.instance.orders.pieces.sum():
        return solve(picture.instance, seconds=seconds, iterations=iterations, progress=progress)
    plan = improve(
        picture.instance, start, seconds=seconds, disturbance=DISTURBANCE, iterations=iterations, progress=progress
    )
    if before.fingerprint != picture.fingerprint or before.bound is None or wishes_of(before) != wishes_of(row):
        return plan
    known = min(float(before.bound), plan.objective)
    return replace(plan, bound=known if plan.bound is None else max(plan.bound, known))


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
