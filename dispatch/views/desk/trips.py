"""Let a manager send materials on a trip, and print its slip."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from dispatch.models import IssueSlip, LotMaterial
from dispatch.views.desk.access import at_desk, show
from dispatch.views.shared.paper import paper
from dispatch.work import slips
from shop.pages.deeds import DeedForm
from shop.pages.searching import both, matching
from shop.words import plain
from workshops.access import visitor
from workshops.models import Base

LATEST = 12
MOST = 60  # lines on one page: more is more than a trip


class TripForm(DeedForm):
    """Asks who brings it, and how much of each material goes with this trip."""

    driver = forms.CharField(label=gettext_lazy("Who brings it"), max_length=64, required=False)

    def __init__(self, *args: Any, lines: list[LotMaterial], **more: Any) -> None:
        super().__init__(*args, **more)
        self.lines, left = lines, {line.material_id: line.material.stock for line in lines}
        for line in lines:
            fits = max(min(line.to_send, left[line.material_id]), Decimal(0))
            left[line.material_id] -= fits
            self.fields[f"line_{line.pk}"] = forms.DecimalField(
                label=f"{line.lot.number} · {line.material.label}", min_value=0, max_digits=12, decimal_places=4,
                required=False, initial=plain(fits) if fits else "",
            )  # fmt: skip

    @property
    def rows(self) -> list[tuple[LotMaterial, Any]]:
        """Return each line with its field."""
        return [(line, self[f"line_{line.pk}"]) for line in self.lines]

    def quantities(self, said: dict[str, Any]) -> dict[int, Decimal]:
        """Return the quantities by primary key of the line."""
        return {line.pk: said.get(f"line_{line.pk}") or Decimal(0) for line in self.lines}


@require_http_methods(["GET", "POST"])
@at_desk
def trip_new(request: HttpRequest, base: Base) -> HttpResponse:
    """Let a manager send what lots still need, filled in as far as the stock goes."""
    words = request.GET.get("q", "").strip()
    found = matching(slips.to_send(base), words, *both("lot__station__name", "material__name"), "lot__number")
    form = TripForm(request.POST or None, lines=list(found[:MOST]))
    if request.method == "POST" and form.does(
        lambda said: slips.send(
            base, form.quantities(said), driver=said["driver"], by=visitor(request), key=said["key"]
        )
    ):
        messages.success(request, _("Sent. Print the slip, and let the lead count by it."))
        return redirect("desk:trip", form.result.pk)
    latest = base.issue_slips.select_related("by")[:LATEST]
    return show(request, base, "trip_new", form=form, q=words, latest=latest)


@require_safe
@at_desk
def trip(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Show what went with a trip."""
    one = get_object_or_404(base.issue_slips.select_related("by"), pk=pk)
    return show(request, base, "trip", slip=one, **_contents(one))


@require_safe
@at_desk
def trip_paper(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Return the slip of a trip as a page to print, or as PDF with `?format=pdf`."""
    one = get_object_or_404(base.issue_slips.select_related("base", "by"), pk=pk)
    return paper(request, "trip_paper", one.number, {"slip": one, **_contents(one)})


def _contents(slip: IssueSlip) -> dict[str, Any]:
    """Return what goes to each station, and the sum of each material to load."""
    moves = slip.moves.select_related("line__material", "line__lot__station", "line__lot__work_order__sheet__product")
    stations: dict[Any, list[Any]] = defaultdict(list)
    sums: dict[Any, Decimal] = defaultdict(Decimal)
    for move in moves.order_by("line__lot__station__name", "line__lot__number", "pk"):
        stations[move.line.lot.station].append(move)
        sums[move.line.material] += move.quantity
    return {"stations": list(stations.items()), "sums": sorted(sums.items(), key=lambda each: each[0].name)}
