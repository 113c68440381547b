"""The dispatch board: open work orders, the plan on a calendar, and the reason for the chosen lot."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from dispatch import planner
from dispatch.models import DispatchPlan, PlanLine, WorkOrder
from dispatch.planning.facts import facts_of
from dispatch.views.desk.access import at_desk, show
from dispatch.views.desk.curve import curve_of
from dispatch.views.desk.gantt import calendar
from dispatch.views.desk.lines import reason_of
from dispatch.views.desk.plans import WeightForm
from dispatch.views.desk.reasons import leftovers
from dispatch.views.desk.sieve import Sieve
from workshops.models import Base

State = DispatchPlan.State
SOON_DAYS = 7
PLANS_SHOWN = 6
TELLING = 0.25  # a gap that is wider says more of the proof than of the plan


@require_safe
@at_desk
@vary_on_headers("HX-Request")
def board(request: HttpRequest, base: Base) -> HttpResponse:
    """The newest plan, or the one asked for by `?plan=`; `?line=` chooses the lot whose reason is shown, the fields of
    `Sieve` what is left out."""
    plan = _plan(request, base)
    line = _line(request, plan)
    if request.htmx and line is not None:  # type: ignore[attr-defined]
        return show(request, base, "board_reason", plan=plan, **reason_of(line))
    sieve = Sieve(request.GET, base=base)
    left = leftovers(plan) if plan and plan.state == State.DRAFT else []
    context: dict[str, Any] = {
        "plan": plan,
        "plans": base.plans.exclude(state=State.DISCARDED)[:PLANS_SHOWN],
        "open_orders": _open_orders(base, sieve, {each["order"].pk for each in left}),
        "leftovers": left,
        "sieve": sieve,
        "calendar": calendar(base, plan, sieve, chosen=line.pk if line else None),
        "weight": WeightForm.of(plan),
        **(_of_plan(plan) if plan else {}),
        **(reason_of(line) if line else {}),
    }
    return show(request, base, "board", **context)


def _plan(request: HttpRequest, base: Base) -> DispatchPlan | None:
    plans = base.plans.select_related("base")
    asked = request.GET.get("plan", "")
    if asked:
        return get_object_or_404(plans, pk=asked if asked.isdecimal() else 0)
    return plans.exclude(state=State.DISCARDED).first()


def _line(request: HttpRequest, plan: DispatchPlan | None) -> PlanLine | None:
    """The line asked for; of a draft, unless one is asked for, the dearest."""
    asked = request.GET.get("line", "")
    if plan is None:
        return None
    lines = plan.lines.filter(pieces__gt=0).select_related("plan__base", "station", "work_order__sheet__product")
    if asked.isdecimal():
        return lines.filter(pk=asked).first()
    return lines.order_by("-cost", "pk").first() if plan.state == State.DRAFT else None


def _of_plan(plan: DispatchPlan) -> dict[str, Any]:
    """Freight and lot costs together (CNY), by how many per cent the plan is at most dearer than the best, what is
    barred, what fairness costs, and whether the world has moved since."""
    ways = Decimal(str(plan.parts.get("freight", 0))) + Decimal(str(plan.parts.get("lots", 0)))
    if is_draft := plan.state == State.DRAFT:
        planner.get_ready()
    return {
        "ways": ways,
        "gap": 100 * plan.gap if plan.gap is not None and plan.gap <= TELLING else None,
        "barred": plan.lines.filter(is_forbidden=True).select_related("station", "work_order"),
        "curve": curve_of(plan),
        "is_stale": is_draft and facts_of(plan.base).fingerprint() != plan.fingerprint,
    }


def _open_orders(base: Base, sieve: Sieve, unplaced: set[int]) -> list[dict[str, Any]]:
    """The orders with pieces to be placed, each with how much it is at risk."""
    orders = sieve.orders(WorkOrder.objects.open().filter(base=base)).select_related("sheet__product")
    today = timezone.localdate()
    return [_with_risk(order, unplaced, today) for order in orders]


def _with_risk(order: WorkOrder, unplaced: set[int], today: date) -> dict[str, Any]:
    days = (order.due_on - today).days
    if days < 0:
        return {"order": order, "tone": "bad", "risk": _("late")}
    if order.pk in unplaced:
        return {"order": order, "tone": "bad", "risk": _("no place")}
    if days <= SOON_DAYS:
        return {"order": order, "tone": "wait", "risk": _("soon")}
    return {"order": order, "tone": "", "risk": ""}
