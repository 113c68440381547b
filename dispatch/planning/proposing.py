"""Ask for a plan, and compute it in the background while its progress can be watched."""

from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from dispatch.models import DispatchPlan, PlanLine, WorkOrder
from dispatch.planner import BadInstance
from dispatch.planning.budget import CEILING_SECONDS
from dispatch.planning.building import Picture, picture_of
from dispatch.planning.keeping import Pair, ask_for_curve, keep
from dispatch.planning.replanning import draft_before, search
from shop.accounts.models import User
from shop.queueing import queue_on_commit
from shop.refusing import WrongState
from workshops.journal import Verb, record
from workshops.models import Base, Link

State = DispatchPlan.State
LARGE = 50_000  # orders x stations
PINS_TOO_MANY = "pins"  # message: what is pinned does not fit any more


@transaction.atomic
def propose(
    base: Base,
    *,
    by: User,
    like: DispatchPlan | None = None,
    fairness: Decimal | None = None,
    searching_on: bool = False,
) -> DispatchPlan:
    """Ask for a plan of all open work orders of a base from today on, computed in the background.

    Pins, bars and weight of fairness of `like` are kept, unless another weight is given (1: as usual, 0: cost alone).
    On the same facts the plan stays as it is, unless the search is to go on from it (`searching_on`). While a plan is
    being computed, asking again returns that plan. One that has stopped fails.
    """
    # Locked, so that two managers who ask at once get the same plan
    Base.objects.select_for_update(no_key=True).get(pk=base.pk)
    DispatchPlan.objects.stopped().filter(base=base).update(state=State.FAILED)
    if (found := DispatchPlan.objects.filter(base=base, state=State.SOLVING).first()) is not None:
        return found
    weight = fairness if fairness is not None else like.fairness if like else Decimal(1)
    effort = like.effort + 1 if like and searching_on else 0
    plan = DispatchPlan.objects.create(
        base=base, starts_on=timezone.localdate(), created_by=by, like=like, fairness=weight, effort=effort
    )
    if like is not None:
        _copy_wishes(like, plan)
    record(Verb.PROPOSE_PLAN, plan, by=by, base=base)
    queue_on_commit("dispatch.tasks.solve_plan", plan.pk)
    return plan


def solve_plan(plan_id: int, *, seconds: float = CEILING_SECONDS, iterations: int | None = None) -> DispatchPlan:
    """Compute a plan and keep it as a draft. Do nothing when it is no longer waiting to be solved.

    The search begins from the draft before it. It takes `iterations` steps, by default as many as its size needs, so
    that the same facts give the same plan on any machine. `seconds` are the ceiling. Pins and bars of orders that are
    gone or smaller now are dropped. When the pins do not fit together the plan fails, and its message says so.
    """
    row = DispatchPlan.objects.select_related("base").get(pk=plan_id)
    if row.state != State.SOLVING:
        return row
    picture = picture_of(row)
    try:
        fixed, pinned, forbidden = fix(row, picture)
        plan = search(row, fixed, seconds=seconds, iterations=iterations, progress=_saving(row))
    except BadInstance:
        DispatchPlan.objects.filter(pk=row.pk, state=State.SOLVING).update(state=State.FAILED, message=PINS_TOO_MANY)
        row.refresh_from_db()
        return row
    row.seconds = plan.seconds
    keep(row, fixed, plan, pinned=pinned, forbidden=forbidden)
    ask_for_curve(row)
    return row


def is_large(plan_id: int) -> bool:
    """Return whether a proposed plan begins from nothing and has so many orders and stations that cutting it pays."""
    plan = DispatchPlan.objects.get(pk=plan_id)
    if draft_before(plan) is not None:
        return False
    orders = WorkOrder.objects.open().filter(base=plan.base_id).count()
    return orders * Link.objects.filter(base=plan.base_id).count() >= LARGE


@transaction.atomic
def discard(plan: DispatchPlan, *, by: User) -> DispatchPlan:
    """Discard a plan, also one that is being computed: what a worker finds for it is then dropped.

    Raises WrongState when it is published.
    """
    plan = DispatchPlan.objects.select_for_update(of=["self"]).select_related("base").get(pk=plan.pk)
    if plan.state == State.PUBLISHED:
        raise WrongState(state=plan.get_state_display())
    plan.state = State.DISCARDED
    plan.save(update_fields=["state"])
    record(Verb.DISCARD_PLAN, plan, by=by, base=plan.base)
    return plan


def wishes(plan: DispatchPlan, picture: Picture) -> tuple[dict[Pair, int], set[Pair]]:
    """Return what the manager has pinned (pieces by work order and station) and barred, as far as it still applies.

    A pin applies while its order has pieces enough left, and both need a lane in the picture.
    """
    left = {order.pk: order.unplaced for order in picture.orders}
    pinned: dict[Pair, int] = {}
    for line in plan.lines.filter(is_pinned=True).order_by("pk"):
        pair = (line.work_order_id, line.station_id)
        if pair in picture.index and left[line.work_order_id] >= line.pieces:
            left[line.work_order_id] -= line.pieces
            pinned[pair] = line.pieces
    barred = plan.lines.filter(is_forbidden=True).values_list("work_order", "station")
    return pinned, {pair for pair in barred if pair in picture.index}


def fix(plan: DispatchPlan, picture: Picture) -> tuple[Picture, set[Pair], set[Pair]]:
    """Return the picture with the manager's pins and bars, and the pairs of both. Raises BadInstance."""
    pinned, forbidden = wishes(plan, picture)
    lanes = {picture.index[pair]: pieces for pair, pieces in pinned.items()}
    return picture.fixing(lanes, [picture.index[pair] for pair in forbidden]), set(pinned), forbidden


def _copy_wishes(old: DispatchPlan, new: DispatchPlan) -> None:
    lines = [line for line in old.lines.all() if line.is_pinned or line.is_forbidden]
    for line in lines:
        line.pk, line.plan = None, new
        line._state.adding = True
    PlanLine.objects.bulk_create(lines)


def _saving(row: DispatchPlan) -> Callable[[float, float], None]:
    """Return a callback that saves the progress at most twice a second."""
    saved_at = 0.0

    def progress(share: float, _objective: float) -> None:
        nonlocal saved_at
        if (now := time.monotonic()) - saved_at > 0.5:
            saved_at = now
            DispatchPlan.objects.filter(pk=row.pk).update(progress=min(int(share * 100), 99))

    return progress
