"""The dispatch board: open work orders, the plan on a calendar, and the reason for the chosen lot."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRefresh

from dispatch import planning
from dispatch.errors import Refused
from dispatch.models import DispatchPlan, PlanLine, WorkOrder
from dispatch.planning.making import makings_of, stations_for
from dispatch.views.access import visitor
from dispatch.views.desk.access import at_desk, show
from dispatch.views.desk.gantt import calendar
from dispatch.views.desk.reasons import leftovers, reasons
from workshops.models import Base, Station

State = DispatchPlan.State
SOON_DAYS = 7
PLANS_SHOWN = 6


class MoveForm(forms.Form):
    """Where pieces of a plan line should go, and how many."""

    target = forms.ModelChoiceField(Station.objects.none(), label=pgettext_lazy("station", "To"))
    pieces = forms.IntegerField(label=gettext_lazy("Pieces"), min_value=1)

    def __init__(self, line: PlanLine, given: QueryDict | None = None) -> None:
        super().__init__(given, initial={"pieces": line.pieces}, auto_id="move_%s")
        today = timezone.localdate()
        near = Station.objects.filter(links__base=line.plan.base_id, is_active=True).exclude(pk=line.station_id)
        able = stations_for(makings_of([line.work_order.sheet_id], today), near, today)
        choices = near.filter(pk__in=able.get(line.work_order.sheet_id, set()))
        self.fields["target"].queryset = choices  # type: ignore[attr-defined]

    def wish(self, line: PlanLine) -> planning.Move:
        """The move that was asked for."""
        return planning.Move(line.work_order, line.station, self.cleaned_data["target"], self.cleaned_data["pieces"])


@require_safe
@at_desk
@vary_on_headers("HX-Request")
def board(request: HttpRequest, base: Base) -> HttpResponse:
    """The newest plan, or the one asked for by `?plan=`; `?line=` chooses the lot whose reason is shown."""
    plan = _plan(request, base)
    line = _line(request, plan)
    if request.htmx and line is not None:  # type: ignore[attr-defined]
        return show(request, base, "board_reason", plan=plan, **_reason(line))
    today = timezone.localdate()
    open_orders = WorkOrder.objects.open().filter(base=base).select_related("sheet__product")
    left = leftovers(plan) if plan and plan.state == State.DRAFT else []
    context: dict[str, Any] = {
        "plan": plan,
        "plans": base.plans.exclude(state=State.DISCARDED)[:PLANS_SHOWN],
        "open_orders": [_with_risk(order, {each["order"].pk for each in left}, today) for order in open_orders],
        "leftovers": left,
        "calendar": calendar(base, plan, chosen=line.pk if line else None),
        "barred": plan.lines.filter(is_forbidden=True).select_related("station", "work_order") if plan else [],
        **(_figures(plan) if plan else {}),
        **(_reason(line) if line else {}),
    }
    return show(request, base, "board", **context)


@require_POST
@at_desk
def plan_run(request: HttpRequest, base: Base) -> HttpResponse:
    """Have a plan worked out; pins and bars of the plan it was asked from are kept."""
    like = base.plans.filter(pk=request.POST.get("like") or 0).first()
    plan = planning.propose(base, by=visitor(request), like=like)
    return _to_board(plan)


@require_safe
@at_desk
def plan_progress(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """How far a plan is; once it is ready the page shows it."""
    plan = get_object_or_404(base.plans, pk=pk)
    if plan.state != State.SOLVING:
        return HttpResponseClientRefresh()
    return show(request, base, "board_progress", plan=plan)


@require_POST
@at_desk
def plan_publish(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Give the lots of a draft to their stations."""
    plan = get_object_or_404(base.plans, pk=pk)
    try:
        lots = planning.publish(plan, by=visitor(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _to_board(plan)
    messages.success(request, _("%(lots)s lots are with their stations.") % {"lots": len(lots)})
    return redirect("desk:dispatch")


@require_POST
@at_desk
def plan_discard(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Put a draft aside."""
    try:
        planning.discard(get_object_or_404(base.plans, pk=pk), by=visitor(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("desk:dispatch")


@require_safe
@at_desk
def plan_compare(request: HttpRequest, base: Base, pk: int, other: int) -> HttpResponse:
    """Two plans side by side."""
    first, second = get_object_or_404(base.plans, pk=pk), get_object_or_404(base.plans, pk=other)
    compared = planning.compare(first, second)
    figures = [{"label": FIGURES[name], "name": name, "pair": pair} for name, pair in compared.figures.items()]
    return show(request, base, "compare", first=first, second=second, figures=figures, compared=compared)


@require_POST
@at_desk
def line_change(request: HttpRequest, base: Base, pk: int, change: str) -> HttpResponse:
    """Pin a plan line, unpin it, bar its station, or allow it again."""
    line = get_object_or_404(PlanLine.objects.select_related("plan", "station"), pk=pk, plan__base=base)
    by = visitor(request)
    try:
        match change:
            case "pin" | "unpin":
                planning.pin(line, by=by, pinned=change == "pin")
            case "forbid":
                planning.forbid(line, by=by)
            case _:
                planning.allow(line, by=by)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _to_board(line.plan, line if change in ("pin", "unpin") else None)


@at_desk
@vary_on_headers("HX-Request")
def line_move(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Asked by GET, what moving pieces of a line would do; by POST, move them."""
    lines = PlanLine.objects.select_related("plan__base", "station", "work_order__sheet__product")
    line = get_object_or_404(lines, pk=pk, plan__base=base, pieces__gt=0)
    form = MoveForm(line, request.POST if request.method == "POST" else request.GET)
    context: dict[str, Any] = {"plan": line.plan, **_reason(line), "form": form}
    if form.is_valid():
        wish = form.wish(line)
        try:
            if request.method == "POST":
                planning.move(line.plan, wish, by=visitor(request))
                said = _("%(pieces)s pieces moved to %(station)s and pinned there.")
                messages.success(request, said % {"pieces": wish.pieces, "station": form.cleaned_data["target"].label})
                return _to_board(line.plan)
            context |= {"effect": planning.consequence(line.plan, wish), "wish": wish}
        except Refused as refusal:
            form.add_error(None, str(refusal))
    part = "board_reason" if request.htmx else "move"  # type: ignore[attr-defined]
    return show(request, base, part, **context)


FIGURES = {
    "objective": gettext_lazy("Cost in the planner's eyes"),
    "pieces": gettext_lazy("Pieces placed"),
    "unplaced": gettext_lazy("Pieces without a place"),
    "lot_count": gettext_lazy("Lots"),
    "station_count": gettext_lazy("Stations"),
    "freight": gettext_lazy("Freight"),
    "lots": gettext_lazy("Cost of lots"),
    "fairness": gettext_lazy("Fairness charge"),
    "wages": gettext_lazy("Piece pay"),
    "gini_after": gettext_lazy("Spread of income (Gini)"),
}


def _plan(request: HttpRequest, base: Base) -> DispatchPlan | None:
    asked = request.GET.get("plan", "")
    if asked:
        return get_object_or_404(base.plans, pk=asked if asked.isdecimal() else 0)
    return base.plans.exclude(state=State.DISCARDED).first()


def _line(request: HttpRequest, plan: DispatchPlan | None) -> PlanLine | None:
    """The line asked for; of a draft, unless one is asked for, the dearest."""
    asked = request.GET.get("line", "")
    if plan is None:
        return None
    lines = plan.lines.filter(pieces__gt=0).select_related("plan__base", "station", "work_order__sheet__product")
    if asked.isdecimal():
        return lines.filter(pk=asked).first()
    return lines.order_by("-cost", "pk").first() if plan.state == State.DRAFT else None


def _figures(plan: DispatchPlan) -> dict[str, Any]:
    """Freight and lot costs together (CNY), and by how many per cent the plan is at most dearer than the best."""
    ways = Decimal(str(plan.parts.get("freight", 0))) + Decimal(str(plan.parts.get("lots", 0)))
    return {"ways": ways, "gap": None if plan.gap is None else 100 * plan.gap}


def _reason(line: PlanLine) -> dict[str, Any]:
    editable = line.plan.state == State.DRAFT
    return {"line": line, "reasons": reasons(line), "form": MoveForm(line) if editable else None}


def _with_risk(order: WorkOrder, unplaced: set[int], today: Any) -> dict[str, Any]:
    days = (order.due_on - today).days
    if days < 0:
        return {"order": order, "tone": "bad", "risk": _("late")}
    if order.pk in unplaced:
        return {"order": order, "tone": "bad", "risk": _("no place")}
    if days <= SOON_DAYS:
        return {"order": order, "tone": "wait", "risk": _("soon")}
    return {"order": order, "tone": "", "risk": ""}


def _to_board(plan: DispatchPlan, line: PlanLine | None = None) -> HttpResponse:
    query = {"plan": plan.pk, "line": line.pk} if line else {"plan": plan.pk}
    return redirect(reverse("desk:dispatch", query=query))
