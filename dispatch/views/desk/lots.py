"""Show lots at the desk: the list, one lot with its history, its printed card, and receiving finished pieces."""

from itertools import chain
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dispatch.models import Assignment, Inspection, Lot
from dispatch.models.orders import LotQuerySet
from dispatch.views.desk.access import at_desk, show
from dispatch.views.desk.ending import ArrivalForm
from dispatch.views.desk.history import history
from dispatch.views.shared.evidence import picture_of
from dispatch.views.shared.lot_card import lot_card
from dispatch.work import issuing, receiving
from dispatch.work.forecasting import with_progress
from dispatch.work.progress import steps
from dispatch.work.shortening import left_of
from shop.pages.deeds import DeedForm, do
from shop.pages.listing import Column, as_spreadsheet, heads, page_of, sorted_rows
from shop.pages.searching import both, matching
from workshops.access import visitor
from workshops.models import Base

State = Lot.State
COLUMNS = (
    Column("number", gettext_lazy("Number"), lambda lot: lot.number, sort="number"),
    Column("product", gettext_lazy("Product"), lambda lot: lot.work_order.sheet.product.label),
    Column("station", gettext_lazy("Station"), lambda lot: lot.station.label, sort="station__name"),
    Column("pieces", gettext_lazy("Pieces"), lambda lot: lot.pieces, sort="pieces", numeric=True),
    Column("made", gettext_lazy("Made"), lambda lot: lot.made, sort="made", numeric=True),
    Column("received", gettext_lazy("Received"), lambda lot: lot.received, sort="received", numeric=True),
    Column("due", gettext_lazy("Due"), lambda lot: lot.due_on, sort="due_on"),
    Column("state", gettext_lazy("State"), lambda lot: lot.get_state_display(), sort="state"),
)
FOUND_BY = ("number", "station__code", *both("station__name", "work_order__sheet__product__title"))


class ReceiptForm(DeedForm):
    """Asks how many finished pieces of a lot have come to the base."""

    pieces = forms.IntegerField(min_value=1)


def lots_of(base: Base) -> LotQuerySet:
    """Return the base's lots with their progress and the related rows that a list shows."""
    rows = Lot.objects.of_base(base).select_related("work_order__sheet__product", "station")
    lots: LotQuerySet = with_progress(rows)
    return lots


@require_safe
@at_desk
def lots(request: HttpRequest, base: Base) -> HttpResponse:
    """List the base's lots: searched, filtered, sorted. `?format=xlsx` returns a spreadsheet."""
    rows, state = _chosen(request, base), request.GET.get("state", "")
    if request.GET.get("format") == "xlsx":
        return as_spreadsheet("lots", COLUMNS, rows)
    tabs = [{"label": _("All"), "url": "?", "current": not state}]
    tabs += [{"label": name, "url": f"?state={key}", "current": key == state} for key, name in State.choices]
    tabs.append({"label": _("Late"), "url": "?state=late", "current": state == "late"})
    context = {"page": page_of(request, rows), "heads": heads(request, COLUMNS), "tabs": tabs, "state": state}
    return show(request, base, "lots", q=request.GET.get("q", "").strip(), **context)


@require_safe
@at_desk
def lot_detail(request: HttpRequest, base: Base, number: str) -> HttpResponse:
    """Show one lot: progress by operation, rates with hourly pay, materials, workers and history."""
    lot = get_object_or_404(lots_of(base).select_related("station__place__county", "issued_by"), number=number)
    people = (
        Assignment.objects.filter(lot_operation__lot=lot)
        .values("worker__name", "worker__number")
        .annotate(pieces=Sum("pieces"), accepted=Sum("accepted"), rejected=Sum("rejected"))
        .order_by("worker__number")
    )
    context = {
        "lot": lot,
        "steps": steps(lot),
        **_materials(lot),
        "people": people,
        "is_unfinished": lot.state in Lot.UNFINISHED,
        "left": left_of(lot),
        "asked_by_station": not lot.asked_by_base,
        "timeline": history(lot),
        "recallable": lot.state in (State.ISSUED, State.ACCEPTED) and not people,
    }
    return show(request, base, "lot_detail", **context)


def _materials(lot: Lot) -> dict[str, Any]:
    """Return the lot's materials, whether any comes back to the base, and a form for each that is on its way."""
    lines = list(lot.materials.select_related("material"))
    for line in lines:
        line.lot = lot
    arrivals = [(line, ArrivalForm()) for line in lines if line.on_its_way]
    comes_back = any(line.to_return or line.returned for line in lines)
    return {"materials": lines, "arrivals": arrivals, "comes_back": comes_back}


@require_safe
@at_desk
def lot_print(request: HttpRequest, base: Base, number: str) -> HttpResponse:
    """Show the lot's card to print."""
    return lot_card(request, get_object_or_404(lots_of(base), number=number))


@require_safe
@at_desk
def inspection_picture(request: HttpRequest, base: Base, pk: int) -> HttpResponse:  # noqa: ARG001 as every page of the desk
    """Show the picture of a fault that an inspector found in the base's pieces."""
    return picture_of(Inspection.objects.of_base(base), pk)


@require_POST
@at_desk
def lot_recall(request: HttpRequest, base: Base, number: str) -> HttpResponse:
    """Let a manager take back a lot that nobody has begun."""
    lot = get_object_or_404(Lot.objects.of_base(base), number=number)
    reason, words = request.POST.get("reason", "")[:255], _("The lot is taken back; its pieces wait to be planned.")
    return do(
        request, lambda: issuing.recall(lot, reason=reason, by=visitor(request)), words, "desk:lot-detail", number
    )


@require_http_methods(["GET", "POST"])
@at_desk
def receiving_page(request: HttpRequest, base: Base) -> HttpResponse:
    """List lots with finished pieces and let a manager receive them. A refused number stays in its field."""
    form, number = ReceiptForm(request.POST or None), request.POST.get("lot", "")
    if request.method == "POST":
        lot = get_object_or_404(Lot.objects.of_base(base), number=number)
        if form.does(lambda said: receiving.receive(lot, **said, by=visitor(request))):
            words = _("%(pieces)s pieces of lot %(lot)s received.")
            messages.success(request, words % {"pieces": form.result.pieces, "lot": lot.number})
            return redirect("desk:receiving")
    ready = lots_of(base).to_receive().order_by("due_on", "pk")
    rows = [
        {
            "lot": lot,
            "most": lot.receivable,
            "refused": next(chain.from_iterable(form.errors.values()), "") if lot.number == number else "",
            "typed": form["pieces"].value() if lot.number == number else lot.receivable,
            "key": uuid4(),
        }
        for lot in ready
    ]
    return show(request, base, "receiving", rows=rows)


def _chosen(request: HttpRequest, base: Base) -> QuerySet[Any]:
    rows, state = lots_of(base), request.GET.get("state", "")
    if state in State.values:
        rows = rows.filter(state=state)
    elif state == "late":
        rows = rows.late(timezone.localdate())
    return sorted_rows(request, matching(rows, request.GET.get("q", ""), *FOUND_BY), COLUMNS)
