"""Let a manager pin, bar, move or place one lot of a draft by hand, and show the effect before it is saved."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_POST
from django.views.decorators.vary import vary_on_headers

from dispatch import planning
from dispatch.models import DispatchPlan, PlanLine, WorkOrder
from dispatch.planning.making import makings_of, stations_for
from dispatch.views.desk.access import at_desk, show
from dispatch.views.desk.leftovers import leftovers
from dispatch.views.desk.outcomes import cost_of, describe, tone_of
from dispatch.views.desk.plans import as_seen, to_board, version_of
from dispatch.views.desk.reasons import reasons
from shop.pages.deeds import DeedMixin, refusals_above_page
from shop.refusing import Refused
from workshops.access import visitor
from workshops.models import Base, Link, Station

CHANGES: dict[str, Callable[..., object]] = {
    "pin": planning.pin, "unpin": planning.unpin, "allow": planning.allow,
}  # fmt: skip


class StationField(forms.ModelChoiceField[Station]):
    """A choice of stations, each named with its county, because villages share names."""

    def label_from_instance(self, station: Station) -> str:
        return f"{station.label} · {station.county.label}"


class MoveForm(DeedMixin, forms.Form):
    """Asks where the pieces of an order should go and how many. Without a `source` they have no place yet."""

    target = StationField(Station.objects.none(), label=pgettext_lazy("station", "To"))
    pieces = forms.IntegerField(label=gettext_lazy("Pieces"), min_value=1)

    def __init__(self, order: WorkOrder, source: Station | None, pieces: int, given: QueryDict | None = None) -> None:
        super().__init__(given, initial={"pieces": pieces}, auto_id="move_%s")
        self.order, self.source = order, source
        today = timezone.localdate()
        near = Station.objects.filter(links__in=Link.objects.open(today).filter(base=order.base_id))
        near = near.exclude(pk=source.pk) if source else near
        able = stations_for(makings_of([order.sheet_id], today), near, today)
        choices = near.filter(pk__in=able.get(order.sheet_id, set())).select_related("place__county")
        self.fields["target"].queryset = choices  # type: ignore[attr-defined]

    @property
    def wish(self) -> planning.Move:
        """Return the move that was asked for."""
        return planning.Move(self.order, self.source, self.cleaned_data["target"], self.cleaned_data["pieces"])


def reason_of(line: PlanLine) -> dict[str, Any]:
    """Return the context of the panel that explains a chosen lot."""
    editable = line.plan.state == DispatchPlan.State.DRAFT
    form = MoveForm(line.work_order, line.station, line.pieces) if editable else None
    if form is not None:
        form.initial["target"] = line.why.get("next_station")
    transport = line.why["freight"] + line.why["lot_cost"] if line.why else None
    return {"line": line, "reasons": reasons(line), "lot_transport": transport, "form": form}


def chosen_line(base: Base, pk: int) -> PlanLine:
    """Return a lot of one of the base's plans, or raise Http404."""
    lines = PlanLine.objects.select_related("plan__base", "station", "work_order__sheet__product")
    return get_object_or_404(lines, pk=pk, plan__base=base, pieces__gt=0)


@require_POST
@at_desk
def line_change(request: HttpRequest, base: Base, pk: int, change: str) -> HttpResponse:
    """Let a manager pin a plan line, unpin it, or lift its bar."""
    lines = PlanLine.objects.select_related("plan", "station", "work_order")
    line, deed = get_object_or_404(lines, pk=pk, plan__base=base), CHANGES.get(change)
    if deed is None:
        raise Http404
    with refusals_above_page(request):
        as_seen(request, line.plan, partial(deed, line, by=visitor(request)), line)
    is_there = change != "allow" and line.plan.state == DispatchPlan.State.DRAFT
    return to_board(line.plan, line.pk if is_there else None)


@at_desk
@vary_on_headers("HX-Request")
def line_forbid(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Show by GET how the plan would be mended if the station were barred from the order. POST mends it."""
    line = chosen_line(base, pk)
    wish = planning.Barred(line.work_order_id, line.station_id)
    context: dict[str, Any] = {"plan": line.plan, "version": version_of(request, line.plan), **reason_of(line)}
    try:
        if request.method == "POST":
            as_seen(request, line.plan, lambda: planning.adopt(line.plan, wish, by=visitor(request)))
            messages.success(request, _("%(station)s is barred from it, and the plan is mended.") % _station(line))
            return to_board(line.plan)
        context["barring"] = describe(planning.what_if(line.plan, wish))
    except Refused as refusal:
        context["refusal"] = str(refusal)
    return show(request, base, _part(request), **context)


@at_desk
@vary_on_headers("HX-Request")
def line_move(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Show by GET the effect of moving pieces of a line. POST moves them."""
    line = chosen_line(base, pk)
    given = request.POST if request.method == "POST" else request.GET
    form = MoveForm(line.work_order, line.station, line.pieces, given)
    version = version_of(request, line.plan)
    context: dict[str, Any] = {"plan": line.plan, "version": version, **reason_of(line), "form": form}
    return _moved(request, line.plan, form) or show(
        request, base, _part(request), **context, **_effect(line.plan, form)
    )


@at_desk
@vary_on_headers("HX-Request")
def order_place(request: HttpRequest, base: Base, pk: int, order: int) -> HttpResponse:
    """Let a manager place leftover pieces of an order by hand. GET shows the effect, POST places them."""
    plan = get_object_or_404(base.plans.filter(state=DispatchPlan.State.DRAFT), pk=pk)
    one = get_object_or_404(WorkOrder.objects.select_related("sheet__product"), pk=order, base=base)
    left = next((each for each in leftovers(plan) if each["order"] == one), None)
    given = request.POST if request.method == "POST" else request.GET
    form = MoveForm(one, None, left["pieces"] if left else 0, given if "pieces" in given else None)
    context = {"plan": plan, "version": version_of(request, plan), "order": one, "left": left, "form": form}
    if (done := _moved(request, plan, form)) is not None:
        return done
    return show(request, base, "place", **context, **_effect(plan, form))


def _moved(request: HttpRequest, plan: DispatchPlan, form: MoveForm) -> HttpResponse | None:
    """Move what was posted. Return None on GET, or when the form is invalid or the move is refused."""
    if request.method != "POST" or not form.does(
        lambda _said: as_seen(request, plan, lambda: planning.move(plan, form.wish, by=visitor(request)))
    ):
        return None
    pieces = form.wish.pieces
    said = ngettext(
        "%(pieces)s piece moved to %(station)s and pinned there.",
        "%(pieces)s pieces moved to %(station)s and pinned there.",
        pieces,
    )
    messages.success(request, said % {"pieces": pieces, "station": form.cleaned_data["target"].label})
    return to_board(plan)


def _effect(plan: DispatchPlan, form: MoveForm) -> dict[str, Any]:
    """Return the effect of a move if the form is complete. Refusals are added to the form."""
    if not form.does(lambda _said: planning.consequence(plan, form.wish)):
        return {}
    effect: planning.Consequence = form.result
    transport, fairness = float(effect.transport), float(effect.fairness)
    said = {"effect_cost": cost_of(transport, fairness), "effect_tone": tone_of(transport + fairness)}
    return {"effect": effect, "wish": form.wish, **said}


def _part(request: HttpRequest) -> str:
    return "board_reason" if request.htmx else "move"  # type: ignore[attr-defined]


def _station(line: PlanLine) -> dict[str, str]:
    return {"station": line.station.label}
