"""Let a manager ask what if: show the cost and the changed lots of the mended plan."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dispatch import planning
from dispatch.models import DispatchPlan, Lot, TechSheet
from dispatch.planning.whatif import Wish
from dispatch.views.desk.access import at_desk, show
from dispatch.views.desk.lines import StationField
from dispatch.views.desk.outcomes import describe
from dispatch.views.desk.plans import as_seen, to_board, version_of
from shop.pages.deeds import DeedMixin
from workshops.access import visitor
from workshops.models import Base, Station

KINDS = (
    ("out", gettext_lazy("A station drops out")),
    ("minutes", gettext_lazy("A station has more or less time")),
    ("rush", gettext_lazy("A rush order comes")),
)
NEEDED = {"out": ("station",), "minutes": ("station", "percent"), "rush": ("sheet", "pieces", "due_on")}


class WhatIfForm(DeedMixin, forms.Form):
    """Asks for a case: a station out, other minutes, or a rush order. Each kind needs its own fields."""

    kind = forms.ChoiceField(label=gettext_lazy("What if"), choices=KINDS, initial="out", widget=forms.RadioSelect)
    station = StationField(Station.objects.none(), label=gettext_lazy("Station"), required=False)
    percent = forms.IntegerField(
        label=gettext_lazy("Its time, per cent of today's"), min_value=0, max_value=1000, initial=50, required=False
    )
    sheet = forms.ModelChoiceField(TechSheet.objects.none(), label=gettext_lazy("Product"), required=False)
    pieces = forms.IntegerField(label=gettext_lazy("Pieces"), min_value=1, max_value=1_000_000, required=False)
    due_on = forms.DateField(
        label=gettext_lazy("At the base on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, base: Base, **more: Any) -> None:
        super().__init__(*args, **more)
        station, sheet = cast(StationField, self.fields["station"]), cast(Any, self.fields["sheet"])
        near = Station.objects.filter(links__in=base.links.open(timezone.localdate()))
        station.queryset = near.select_related("place__county")
        sheet.queryset = TechSheet.objects.in_force().filter(base=base).select_related("product")
        sheet.label_from_instance = lambda row: row.product.label

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in NEEDED.get(cleaned.get("kind", ""), ()):
            if cleaned.get(name) is None and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])
        due_on = cleaned.get("due_on")
        if cleaned.get("kind") == "rush" and due_on and due_on <= timezone.localdate():
            self.add_error("due_on", _("Choose a day after today."))
        return cleaned

    @property
    def wish(self) -> Wish:
        """Return the case that was asked for."""
        said = self.cleaned_data
        match said["kind"]:
            case "out":
                return planning.StationOut(said["station"].pk)
            case "minutes":
                return planning.MinutesChanged(said["station"].pk, said["percent"])
        return planning.Rush(said["sheet"].pk, said["pieces"], said["due_on"])


def _issued(base: Base, station: Station) -> QuerySet[Lot]:
    """Return the lots of a base that a station has not finished, because no plan moves them."""
    lots = Lot.objects.of_base(base).unfinished().filter(station=station)
    return lots.select_related("work_order__sheet__product").order_by("due_on", "pk")


@at_desk
def what_if(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Show the mended plan of a case by GET.

    POST keeps the plan without a station as a new draft, or with `take_over` the better plan found on the way.
    """
    plan = get_object_or_404(base.plans.filter(state=DispatchPlan.State.DRAFT), pk=pk)
    given = request.POST if request.method == "POST" else request.GET
    form = WhatIfForm(given if "kind" in given else None, base=base)
    context: dict[str, Any] = {"plan": plan, "form": form, "version": version_of(request, plan)}
    if form.is_bound and form.is_valid():
        if not isinstance(form.wish, planning.Rush):
            context |= {"staying": _issued(base, form.cleaned_data["station"])}
        with form.refusals_beside_fields():
            if request.method == "POST" and "take_over" in request.POST:
                as_seen(request, plan, lambda: planning.take_over(plan, form.wish, by=visitor(request)))
                messages.success(request, _("The better plan has taken the draft's place."))
                return to_board(plan)
            if request.method == "POST" and isinstance(form.wish, planning.StationOut):
                new = planning.adopt(plan, form.wish, by=visitor(request))
                messages.success(request, _("Kept as a draft of its own. The one before is among the plans below."))
                return to_board(new)
            context["outcome"] = describe(planning.what_if(plan, form.wish))
    return show(request, base, "what_if", **context)
