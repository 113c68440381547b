"""Lots: the list, one lot with all that happened to it, its printed card, and receiving what is finished."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import F, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dispatch.models import Assignment, Inspection, Lot
from dispatch.views.desk.access import at_desk, show
from dispatch.views.desk.history import history
from dispatch.views.shared.access import visitor
from dispatch.views.shared.evidence import picture_of
from dispatch.views.shared.lot_card import lot_card
from dispatch.work import issuing, receiving
from dispatch.work.forecasting import with_progress
from dispatch.work.progress import steps
from shop.pages.listing import Column, as_sheet, heads, page_of, sorted_rows
from shop.pages.searching import both, matching
from shop.refusing import Refused
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


def lots_of(base: Base) -> QuerySet[Any]:
    """The base's lots with their progress, and with what a list shows of them."""
    rows = Lot.objects.filter(work_order__base=base).select_related("work_order__sheet__product", "station")
    return with_progress(rows)


@require_safe
@at_desk
def lots(request: HttpRequest, base: Base) -> HttpResponse:
    """The base's lots: searched, filtered, sorted; with `?format=xlsx` as a sheet."""
    rows, state = _chosen(request, base), request.GET.get("state", "")
    if request.GET.get("format") == "xlsx":
        return as_sheet("lots", COLUMNS, rows)
    tabs = [{"label": _("All"), "url": "?", "current": not state}]
    tabs += [{"label": name, "url": f"?state={key}", "current": key == state} for key, name in State.choices]
    tabs.append({"label": _("Late"), "url": "?state=late", "current": state == "late"})
    context = {"page": page_of(request, rows), "heads": heads(request, COLUMNS), "tabs": tabs, "state": state}
    return show(request, base, "lots", q=request.GET.get("q", "").strip(), today=timezone.localdate(), **context)


@require_safe
@at_desk
def lot_detail(request: HttpRequest, base: Base, number: str) -> HttpResponse:
    """One lot: progress by operation, rates with their hourly figure, materials, who works on it, what happened."""
    lot = get_object_or_404(lots_of(base).select_related("station__county", "issued_by"), number=number)
    people = (
        Assignment.objects.filter(lot_operation__lot=lot)
        .values("worker__name", "worker__number")
        .annotate(pieces=Sum("pieces"), accepted=Sum("accepted"), rejected=Sum("rejected"))
        .order_by("worker__number")
    )
    context = {
        "lot": lot,
        "steps": steps(lot),
        "materials": lot.materials.select_related("material"),
        "people": people,
        "timeline": history(lot),
        "recallable": lot.state in (State.ISSUED, State.ACCEPTED) and not people,
        "today": timezone.localdate(),
    }
    return show(request, base, "lot_detail", **context)


@require_safe
@at_desk
def lot_print(request: HttpRequest, base: Base, number: str) -> HttpResponse:
    """The lot's card to print."""
    return lot_card(request, get_object_or_404(lots_of(base), number=number))


@require_safe
@at_desk
def inspection_picture(request: HttpRequest, base: Base, pk: int) -> HttpResponse:  # noqa: ARG001 as every page of the desk
    """The picture of a fault that an inspector found in the base's pieces."""
    return picture_of(Inspection.objects.filter(report__assignment__lot_operation__lot__work_order__base=base), pk)


@require_POST
@at_desk
def lot_recall(request: HttpRequest, base: Base, number: str) -> HttpResponse:
    """Take back a lot that nobody has begun."""
    lot = get_object_or_404(Lot, work_order__base=base, number=number)
    try:
        issuing.recall(lot, reason=request.POST.get("reason", "")[:255], by=visitor(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The lot is taken back; its pieces wait to be planned."))
    return redirect("desk:lot-detail", number)


@require_http_methods(["GET", "POST"])
@at_desk
def receiving_page(request: HttpRequest, base: Base) -> HttpResponse:
    """Finished pieces that can be received, lot by lot; a number that is refused stays where it was typed."""
    refused: dict[str, str] = {}
    if request.method == "POST":
        lot = get_object_or_404(Lot, work_order__base=base, number=request.POST.get("lot", ""))
        try:
            receipt = receiving.receive(lot, pieces=_whole(request, "pieces"), by=visitor(request), key=_key(request))
        except Refused as refusal:
            refused[lot.number] = str(refusal)
        else:
            said = _("%(pieces)s pieces of lot %(lot)s received.") % {"pieces": receipt.pieces, "lot": lot.number}
            messages.success(request, said)
            return redirect("desk:receiving")
    ready = lots_of(base).filter(state__in=Lot.LIVE, made__gt=F("received")).order_by("due_on", "pk")
    rows = [
        {
            "lot": lot,
            "most": lot.made - lot.received,
            "refused": refused.get(lot.number, ""),
            "typed": request.POST.get("pieces", "") if lot.number in refused else lot.made - lot.received,
            "key": uuid4(),
        }
        for lot in ready
    ]
    return show(request, base, "receiving", rows=rows, today=timezone.localdate())


def _whole(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "").strip()
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def _chosen(request: HttpRequest, base: Base) -> QuerySet[Any]:
    rows, state = lots_of(base), request.GET.get("state", "")
    if state in State.values:
        rows = rows.filter(state=state)
    elif state == "late":
        rows = rows.filter(due_on__lt=timezone.localdate(), state__in=Lot.UNFINISHED)
    return sorted_rows(request, matching(rows, request.GET.get("q", ""), *FOUND_BY), COLUMNS)
