"""Let a manager run, watch, compare, publish and discard plans."""

from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from functools import partial
from typing import TypeVar

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from dispatch import planning
from dispatch.models import DispatchPlan, PlanLine
from dispatch.planning.errors import StalePlan
from dispatch.views.desk import comparison_words
from dispatch.views.desk.access import at_desk, show
from dispatch.views.desk.figures import LABELS, written
from shop.pages.addresses import whole
from shop.pages.deeds import do, refusals_above_page
from shop.pages.listing import as_spreadsheet
from shop.pages.versions import Shown
from workshops.access import visitor
from workshops.journal import Verb, last
from workshops.models import Base

Done = TypeVar("Done")
State = DispatchPlan.State
WEIGHTS = (
    ("0", gettext_lazy("cost alone")),
    ("0.5", gettext_lazy("half as usual")),
    ("1", gettext_lazy("as usual")),
    ("2", gettext_lazy("double")),
    ("4", gettext_lazy("fourfold")),
)


class WeightForm(forms.Form):
    """Asks for the weight of fairness against cost."""

    fairness = forms.ChoiceField(label=gettext_lazy("Weight of fairness"), choices=WEIGHTS, required=False)

    @classmethod
    def of(cls, plan: DispatchPlan | None) -> "WeightForm":
        """Return the form with the weight of a plan chosen."""
        weight = plan.fairness if plan else Decimal(1)
        return cls(initial={"fairness": f"{weight.normalize():f}"}, auto_id="run_%s")


def weight_of(plan: DispatchPlan) -> str:
    """Return a plan's weight of fairness as text: ×2 · double."""
    value = f"{plan.fairness.normalize():f}"
    return f"×{value} · {dict(WEIGHTS)[value]}" if value in dict(WEIGHTS) else f"×{value}"


# The lines that a plan's version is made of, for a page of several plans to read them at once
PLACES = Prefetch(
    "lines",
    PlanLine.objects.select_related("station", "work_order").defer("why").order_by("work_order", "station__code"),
)


def version_of(request: HttpRequest, plan: DispatchPlan) -> str:
    """Return the version of a draft that travels with the forms that change or publish it, nothing for other plans."""
    return _shown(request, plan).version() if plan.state == State.DRAFT else ""


@transaction.atomic
def as_seen(request: HttpRequest, plan: DispatchPlan, deed: Callable[[], Done], line: PlanLine | None = None) -> Done:
    """Do a deed to a plan, or to one `line` of it, as it was shown.

    Raises ChangedMeanwhile when a colleague has changed it since.
    """
    shown, seen = _shown(request, plan), request.POST.get("seen", "")
    shown.must_be_as_seen(seen, lambda label: line is None or label == _place(line))
    return deed()


def _shown(request: HttpRequest, plan: DispatchPlan) -> Shown:
    changes = (Verb.ADOPT_PLAN, Verb.PIN_LINE, Verb.UNPIN_LINE, Verb.MOVE_PIECES, Verb.ALLOW_STATION)
    return Shown(plan, _places, visitor(request), last(*changes))


def _places(plan: DispatchPlan) -> dict[str, str]:
    """Return the pieces of each order at each station of a plan, and the manager's own wishes for them."""
    prefetch_related_objects([plan], PLACES)
    return {_place(line): _wish(line) for line in plan.lines.all()}


def _place(line: PlanLine) -> str:
    return f"{line.work_order.number} · {line.station.label}"


def _wish(line: PlanLine) -> str:
    if line.is_forbidden:
        return _("barred")
    return f"{line.pieces:,} · {_('pinned')}" if line.is_pinned else f"{line.pieces:,}"


def to_board(plan: DispatchPlan, line: int | None = None) -> HttpResponse:
    """Redirect to the board with a plan, and a lot of it chosen."""
    if line:
        return redirect(reverse("desk:dispatch", query={"plan": plan.pk, "line": line}, fragment="reason"))
    return redirect(reverse("desk:dispatch", query={"plan": plan.pk}))


@require_POST
@at_desk
def plan_run(request: HttpRequest, base: Base) -> HttpResponse:
    """Queue a new plan that keeps the pins, bars and weight of fairness of the plan it was asked from.

    A weight in the form replaces the plan's. With `search_on` the search goes on from the plan.
    """
    like = base.plans.filter(pk=whole(request.POST.get("like", ""))).first()
    form = WeightForm(request.POST)
    weight = form.cleaned_data["fairness"] if form.is_valid() else ""
    plan = planning.propose(
        base,
        by=visitor(request),
        like=like,
        fairness=Decimal(weight) if weight else None,
        searching_on="search_on" in request.POST,
    )
    return to_board(plan)


@require_safe
@at_desk
def plan_progress(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Show the progress of a plan, and refresh the page once it is ready."""
    plan = get_object_or_404(base.plans, pk=pk)
    if plan.state != State.SOLVING or plan.is_stopped:
        return HttpResponseClientRefresh()
    return show(request, base, "board_progress", plan=plan)


@require_POST
@at_desk
def plan_publish(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Let a manager publish a draft: its lots go to their stations."""
    plan = get_object_or_404(base.plans, pk=pk)
    with refusals_above_page(request), suppress(StalePlan):  # the board itself explains what has changed
        lots = as_seen(request, plan, lambda: planning.publish(plan, by=visitor(request)))
        said = ngettext("%(lots)s lot is with its station.", "%(lots)s lots are with their stations.", len(lots))
        messages.success(request, said % {"lots": len(lots)})
        return redirect("desk:dispatch")
    return to_board(plan)


@require_POST
@at_desk
def plan_discard(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Let a manager discard a plan."""
    plan = get_object_or_404(base.plans, pk=pk)
    words = _("The plan is put aside.")
    discard = partial(planning.discard, plan, by=visitor(request))
    return do(request, lambda: as_seen(request, plan, discard), words, "desk:dispatch")


@require_safe
@at_desk
def plan_compare(request: HttpRequest, base: Base, pk: int, other: int) -> HttpResponse:
    """Show two plans side by side. `?format=xlsx` returns the differences as a spreadsheet."""
    first, second = get_object_or_404(base.plans, pk=pk), get_object_or_404(base.plans, pk=other)
    compared = planning.compare(first, second)
    if request.GET.get("format") == "xlsx":
        return as_spreadsheet("plans", comparison_words.COLUMNS, compared.differences)
    weights = [weight_of(plan) for plan in (first, second)]
    figures = [(LABELS[name], [written(name, value) for value in pair]) for name, pair in compared.figures.items()]
    context = {
        "first": first,
        "second": second,
        "weights": weights,
        "figures": figures,
        **comparison_words.describe(compared),
    }
    return show(request, base, "compare", **context)
