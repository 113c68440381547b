"""Let a lead give back the rest of a lot, or ask for and answer another day."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dispatch.views.shared.ending_forms import DayForm, ShortenForm, answer_day
from dispatch.views.station.lots import lot_of
from dispatch.work import due_days, shortening
from dispatch.work.shortening import left_of
from workshops.access import for_leads, visitor


@for_leads
@require_http_methods(["GET", "POST"])
def give_back(request: HttpRequest, token: UUID) -> HttpResponse:
    """Let a lead give back pieces that nobody has begun."""
    lot = lot_of(request, token)
    left = left_of(lot)
    if not left:
        messages.info(request, _("Every piece is begun."))
        return redirect("station:lot", token)
    form = ShortenForm(request.POST or None, most=left)
    form.fields["pieces"].label = _("Pieces to be given back")
    if request.method == "POST" and form.does(
        lambda said: shortening.take_back(lot, pieces=said["pieces"], reason=said["reason"], by=visitor(request))
    ):
        messages.success(request, _("Given back. The base is told."))
        return redirect("station:home")
    context = {"form": form, "lot": lot, "heading": _("Give the rest back"), "submit": _("Give back")}
    context["back"] = reverse("station:lot", args=[token])
    return render(request, "dispatch/station/words.html", context)


@for_leads
@require_http_methods(["GET", "POST"])
def day(request: HttpRequest, token: UUID) -> HttpResponse:
    """Let a lead ask the base for another day."""
    lot = lot_of(request, token)
    form = DayForm(request.POST or None)
    if request.method == "POST" and form.does(
        lambda said: due_days.propose(lot, day=said["day"], reason=said["reason"], as_base=False, by=visitor(request))
    ):
        messages.success(request, _("The base is asked."))
        return redirect("station:lot", token)
    context = {"form": form, "lot": lot, "heading": _("Ask for another day"), "submit": _("Ask the base")}
    context["back"] = reverse("station:lot", args=[token])
    return render(request, "dispatch/station/words.html", context)


@for_leads
@require_POST
def day_answer(request: HttpRequest, token: UUID, answer: str) -> HttpResponse:
    """Let a lead agree to the day that the base asks for, or decline it."""
    return answer_day(request, lot_of(request, token), answer, "station:lot", token)
