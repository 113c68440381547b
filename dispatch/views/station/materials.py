"""Let a station lead book in materials, report what is missing, and write down what became of them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from dispatch.models import Lot, LotMaterial, MaterialMove, ShortDelivery
from dispatch.views.station.lots import lot_of
from dispatch.views.station.material_forms import BookInForm, LeftForm, MoveForm, ShortForm, open_lines
from dispatch.work import missing, supplying
from dispatch.work.using import made_of
from workshops.access import for_leads, visitor

MOVES = {
    MaterialMove.Kind.USED: supplying.use,
    MaterialMove.Kind.RETURNED: supplying.give_back,
    MaterialMove.Kind.SCRAPPED: supplying.scrap,
}


@for_leads
def materials(request: HttpRequest, token: UUID) -> HttpResponse:
    """Let a lead book in materials that arrived, and then record what was used, sent back or spoiled."""
    one = lot_of(request, token)
    arriving = request.POST.get("form") == "book_in"
    book_in = BookInForm(request.POST if arriving else None, lot=one)
    move = MoveForm(request.POST if request.method == "POST" and not arriving else None, lot=one)
    if arriving and book_in.does(
        lambda said: supplying.book_in(one, quantities=book_in.quantities, by=visitor(request), key=said["key"])
    ):
        messages.success(request, _("Booked in."))
        return redirect("station:lot", token)
    if move.is_bound and move.does(
        lambda said: MOVES[said["kind"]](
            said["line"], quantity=said["quantity"], by=visitor(request), key=said["key"], note=said["note"]
        )
    ):
        messages.success(request, _("Written down."))
        return redirect("station:materials", token)
    lines = lines_of(one)
    context = {
        "lot": one,
        "lines": lines,
        "book_in": book_in if open_lines(one) else None,
        "move": move,
        "here": any(line.at_hand for line in lines),
        "is_coming": any(line.coming for line in lines),
        "missing": ShortDelivery.objects.filter(line__lot=one).select_related("line__material").order_by("pk"),
        "back": reverse("station:lot", args=[token]),
    }
    return render(request, "dispatch/station/materials.html", context)


@for_leads
def material_missing(request: HttpRequest, token: UUID) -> HttpResponse:
    """Let a lead report with a picture what the base sent and what did not come."""
    one = lot_of(request, token)
    coming = [line for line in lines_of(one) if line.coming]
    form = ShortForm(request.POST or None, request.FILES or None, lines=coming)
    if request.method == "POST" and form.does(
        lambda said: missing.report(
            said["line"], quantity=said["quantity"], words=said["words"], picture=said["picture"],
            by=visitor(request), key=said["key"],
        )
    ):  # fmt: skip
        messages.success(request, _("Reported. The base sees it now."))
        return redirect("station:materials", token)
    context = {"form": form, "lot": one, "heading": _("Something is missing"), "submit": _("Tell the base")}
    return render(request, "dispatch/station/material_form.html", context | {"is_any": bool(coming)})


@for_leads
def material_left(request: HttpRequest, token: UUID) -> HttpResponse:
    """Let a lead weigh what is left, so that the rest counts as used."""
    one = lot_of(request, token)
    here = [line for line in lines_of(one) if line.at_hand]
    form = LeftForm(request.POST or None, lines=here, made=made_of(one))
    if request.method == "POST" and form.does(
        lambda said: supplying.count_left(one, left=form.left, by=visitor(request), key=said["key"])
    ):
        messages.success(request, _("Written down. What is left can be sent back."))
        return redirect("station:materials", token)
    context = {"form": form, "lot": one, "heading": _("What is left?"), "submit": _("Write down")}
    return render(request, "dispatch/station/material_form.html", context | {"is_any": bool(here)})


def lines_of(lot: Lot) -> list[LotMaterial]:
    """Return the lot's materials, each with the lot itself."""
    lines = list(lot.materials.select_related("material").order_by("pk"))
    for line in lines:
        line.lot = lot
    return lines
