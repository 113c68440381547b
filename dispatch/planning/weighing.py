"""Price fairness: plan the same orders at several weights of fairness, and keep the points that no other beats."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from dispatch.models import DispatchPlan
from dispatch.planner import assess, solve
from dispatch.planning.budget import CEILING_SECONDS, steps_for
from dispatch.planning.building import build_instance
from dispatch.planning.errors import StalePlan
from dispatch.planning.keeping import figures_of, kept_lots
from dispatch.planning.proposing import fix

WEIGHTS = (0.0, 0.5, 1.0, 2.0, 4.0)  # 1: as usual
AWAITED = timedelta(minutes=2)  # the page stops waiting for a curve after that
LOST = timedelta(hours=1)  # a draft that is older gets no curve any more


def draw_curve(
    plan_id: int, *, seconds: float = CEILING_SECONDS, iterations: int | None = None
) -> list[dict[str, Any]]:
    """Compute and save the cost of a draft's orders at each weight of fairness, with its pins and bars.

    The point at its own weight is the draft itself. Returns the points `{weight, cost (CNY of freight and lots), gini,
    unplaced}` by rising weight that no other beats in all three, and none when the plan is no draft any more or rests
    on facts that have changed.
    """
    drafts = DispatchPlan.objects.filter(state=DispatchPlan.State.DRAFT).select_related("base")
    if (plan := drafts.filter(pk=plan_id).first()) is None:
        return []
    picture = build_instance(plan.base, plan.starts_on)
    try:
        found = [assess(picture.instance, kept_lots(plan, picture))]
    except StalePlan:
        return []
    fixed, _pinned, _forbidden = fix(plan, picture)
    steps = steps_for(len(picture.lanes)) if iterations is None else iterations
    points = []
    for weight in WEIGHTS:
        if weight == float(plan.fairness):
            points.append(_point(weight, plan.parts))
            continue
        leaning = fixed.leaning(weight).instance
        # A plan found for another weight may be better for this one than the draft, and is never worse
        start = min((assess(leaning, each.lots) for each in found), key=lambda each: each.objective)
        found.append(solve(leaning, seconds=seconds, iterations=steps, start=start))
        points.append(_point(weight, figures_of(fixed.instance, found[-1])))
    points = [point for point in points if not any(_beats(other, point) for other in points)]
    DispatchPlan.objects.filter(pk=plan.pk).update(curve=points)
    return points


def draw_lost_curves() -> None:
    """Draw the curves of new drafts whose own task never came, as when the broker was down."""
    now = timezone.now()
    drafts = DispatchPlan.objects.filter(state=DispatchPlan.State.DRAFT, curve=[])
    for pk in drafts.filter(created_at__range=(now - LOST, now - AWAITED)).values_list("pk", flat=True):
        draw_curve(pk)


def is_being_weighed(plan: DispatchPlan) -> bool:
    """Return whether a curve that was asked for may still come."""
    return plan.state == DispatchPlan.State.DRAFT and not plan.curve and timezone.now() - plan.created_at < AWAITED


def _point(weight: float, figures: dict[str, float]) -> dict[str, Any]:
    cost = round(figures["freight"] + figures["lots"], 2)
    return {"weight": weight, "cost": cost, "gini": figures["gini_after"], "unplaced": figures["unplaced"]}


def _beats(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Return whether a point is nowhere worse than another, and somewhere better."""
    pairs = [(one[name], other[name]) for name in ("unplaced", "cost", "gini")]
    return all(first <= second for first, second in pairs) and any(first < second for first, second in pairs)
