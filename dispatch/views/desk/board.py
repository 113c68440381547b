"""Show the dispatch board: open work orders, the plan on a calendar, and the reason for the chosen lot."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from dispatch import planning
from dispatch.models import DispatchPlan, PlanLine, WorkOrder
from dispatch.planning.facts import facts_of
from dispatch.views.desk.access import at_desk, show
from dispatch.views.desk.board_filter import BoardFilter
from dispatch.views.desk.curve import curve_of
from dispatch.views.desk.gantt import calendar
from dispatch.views.desk.leftovers import leftovers
from dispatch.views.desk.lines import reason_of
from dispatch.views.desk.plans import PLACES, WeightForm, version_of, weight_of
from dispatch.work.needing import needs_of
from shop.pages.addresses import whole
from shop.pages.deeds import DeedForm
from workshops.calendars import Calendars
from workshops.models import Base

State = DispatchPlan.State
SOON_DAYS = 7
PLANS_SHOWN = 6


@require_safe
@at_desk
@vary_on_headers("HX-Request")
def board(request: HttpRequest, base: Base) -> HttpResponse:
    """Show the newest plan, or the one that `?plan=` names.

    `?line=` chooses the lot whose reason is shown. The fields of `BoardFilter` limit the rows.
    """
    plan = _plan(request, base)
    line = _line(request, plan)
    if request.htmx and line is not None:  # type: ignore[attr-defined]
        version = version_of(request, line.plan)
        return show(request, base, "board_reason", plan=plan, version=version, **reason_of(line))
    board_filter = BoardFilter(request.GET, base=base)
    today = timezone.localdate()
    calendars = Calendars(since=min(plan.starts_on, today) if plan else today)
    left = leftovers(plan, calendars) if plan and plan.state == State.DRAFT else []
    open_orders = _open_orders(base, board_filter, {each["order"].pk for each in left})
    context: dict[str, Any] = {
        "plan": plan,
        "plans": _plans(request, base),
        "open_orders": open_orders,
        "is_waiting": bool(open_orders) or WorkOrder.objects.open().filter(base=base).exists(),
        "has_stations": base.links.exists,
        "leftovers": left,
        "waiting_for_payment": _ready(base),
        "board_filter": board_filter,
        "calendar": calendar(base, plan, board_filter, calendars, chosen=line.pk if line else None),
        "weight": WeightForm.of(plan),
        **(_of_plan(plan) | {"version": version_of(request, plan)} if plan else {}),
        **(reason_of(line) if line else {}),
    }
    return show(request, base, "board", **context)


@require_safe
@at_desk
def plan_curve(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Show the price of fairness, once the curve is drawn."""
    plan = get_object_or_404(base.plans, pk=pk)
    context = {"curve": curve_of(plan), "is_drawing": planning.is_being_weighed(plan)}
    return show(request, base, "board_curve", plan=plan, **context)


def _plan(request: HttpRequest, base: Base) -> DispatchPlan | None:
    plans = base.plans.select_related("base", "like")
    asked = request.GET.get("plan", "")
    if asked:
        return get_object_or_404(plans, pk=whole(asked))
    return plans.exclude(state=State.DISCARDED).first()


def _line(request: HttpRequest, plan: DispatchPlan | None) -> PlanLine | None:
    """Return the line asked for, or else the most expensive one of a draft."""
    asked = request.GET.get("line", "")
    if plan is None:
        return None
    lines = plan.lines.filter(pieces__gt=0).select_related("plan__base", "station", "work_order__sheet__product")
    if asked:
        return lines.filter(pk=whole(asked)).first()
    return lines.order_by("-cost", "pk").first() if plan.state == State.DRAFT else None


def _of_plan(plan: DispatchPlan) -> dict[str, Any]:
    """Return the context that describes a plan.

    Its progress or failure and the pins to blame, `transport` (CNY of freight and lots), `gap` (per cent of its cost in
    the planner's eyes that could at most still be saved), whether it `is_good`, `saved` (CNY that searching on has
    saved, None where nobody asked for it), its pins and bars, its curve of fairness, and the drift of the facts since.
    """
    if is_draft := plan.state == State.DRAFT:
        planning.get_ready()
    is_stale = is_draft and facts_of(plan.base).fingerprint() != plan.fingerprint
    decided = _decided(plan) if is_draft else []
    needs = needs_of(plan) if is_draft else []
    return {
        "is_under_way": plan.state == State.SOLVING and not plan.is_stopped,
        "is_unfinished": plan.state == State.FAILED or plan.is_stopped,
        "pins": _crowded_pins(plan) if plan.message == planning.PINS_TOO_MANY else [],
        "transport": _transport(plan),
        "gap": None if plan.gap is None else 100 * plan.gap,
        "is_good": planning.is_good(plan.gap),
        "saved": _saved(plan),
        "pinned": [line for line in decided if line.is_pinned],
        "barred": [line for line in decided if line.is_forbidden],
        "curve": curve_of(plan),
        "is_drawing": planning.is_being_weighed(plan),
        "is_stale": is_stale,
        "needs": needs,
        "is_short": any(need.short for need in needs),
        "purchase": DeedForm(),
        "drifts": planning.drifts(plan) if is_stale else [],
    }


def _plans(request: HttpRequest, base: Base) -> list[dict[str, Any]]:
    """Return the newest plans, each with its version, weight of fairness and transport costs (CNY of freight, lots)."""
    newest = list(base.plans.exclude(state=State.DISCARDED).defer("unplaced", "curve")[:PLANS_SHOWN])
    prefetch_related_objects([each for each in newest if each.state == State.DRAFT], PLACES)
    return [
        {
            "plan": each,
            "version": version_of(request, each),
            "weight": weight_of(each),
            "transport": _transport(each) if each.parts else None,
        }
        for each in newest
    ]


def _saved(plan: DispatchPlan) -> Decimal | None:
    before = plan.like
    if before is None or plan.effort <= before.effort or before.objective is None or plan.objective is None:
        return None
    return max(before.objective - plan.objective, Decimal(0)) if before.fingerprint == plan.fingerprint else None


def _transport(plan: DispatchPlan) -> Decimal:
    return Decimal(str(plan.parts.get("freight", 0))) + Decimal(str(plan.parts.get("lots", 0)))


def _decided(plan: DispatchPlan) -> list[PlanLine]:
    """List the lines that the manager pinned or barred."""
    lines = plan.lines.filter(Q(is_pinned=True) | Q(is_forbidden=True)).select_related("station", "work_order")
    return list(lines.defer("why").order_by("station__code", "pk"))


def _crowded_pins(plan: DispatchPlan) -> list[dict[str, Any]]:
    """List the pins of a plan that failed because of them, those whose station lacks most minutes first."""
    lacking = planning.crowded(plan)
    lines = plan.lines.filter(is_pinned=True).select_related("station", "work_order__sheet__product")
    pins = [{"line": line, "lacking": lacking.get(line.station_id, 0)} for line in lines.order_by("pk")]
    return sorted(pins, key=lambda pin: -pin["lacking"])


def _open_orders(base: Base, board_filter: BoardFilter, unplaced: set[int]) -> list[dict[str, Any]]:
    """List the orders with pieces to be placed, each with its risk of being late."""
    orders = board_filter.orders(WorkOrder.objects.open().filter(base=base)).select_related("sheet__product")
    today = timezone.localdate()
    return [_with_risk(order, unplaced, today) for order in orders]


def _ready(base: Base) -> list[WorkOrder]:
    """List the orders that lie ready and unpaid, so that nobody looks for them among those to be made."""
    ready = WorkOrder.objects.waiting_for_payment().filter(base=base).select_related("sheet__product")
    return list(ready.order_by("due_on", "pk"))


def _with_risk(order: WorkOrder, unplaced: set[int], today: date) -> dict[str, Any]:
    days = (order.due_on - today).days
    if days < 0:
        return {"order": order, "tone": "bad", "risk": _("late")}
    if order.pk in unplaced:
        return {"order": order, "tone": "bad", "risk": _("no place")}
    if days <= SOON_DAYS:
        return {"order": order, "tone": "wait", "risk": _("soon")}
    return {"order": order, "tone": "", "risk": ""}
