"""Show a station's workers: the list, one worker, her printed card and its digits."""

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dispatch.pay import earnings
from dispatch.views.station.forms import DigitsForm, VoidForm
from shop.pages.deeds import do
from shop.pages.listing import page_of
from shop.pages.searching import matching
from workshops import cards
from workshops.access import for_leads, visitor
from workshops.models import Worker
from workshops.reach import stations_of


def worker_of_station(request: HttpRequest, pk: int) -> Worker:
    """Return a worker of one of the visitor's stations, or raise Http404."""
    mine = Worker.objects.filter(station__in=stations_of(visitor(request))).select_related(
        "station", "user", "household"
    )
    return get_object_or_404(mine, pk=pk)


@for_leads
def workers(request: HttpRequest) -> HttpResponse:
    """List the active workers, searched by name or number."""
    found = Worker.objects.filter(station__in=stations_of(visitor(request)), is_active=True)
    words = request.GET.get("q", "").strip()
    found = matching(found, words, "name", "number")
    people = found.select_related("station").prefetch_related("crafts").order_by("name", "pk")
    return render(request, "dispatch/station/workers.html", {"page": page_of(request, people), "words": words})


@for_leads
def worker(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one worker: her pieces in hand, her earnings, and a form for her card's digits."""
    one = worker_of_station(request, pk)
    form = DigitsForm(request.POST or None)
    if request.method == "POST" and form.does(
        lambda said: cards.choose_digits(one, digits=said["digits"], by=visitor(request))
    ):
        messages.success(request, _("Her digits are set. She opens her card with them."))
        return redirect("station:worker", pk)
    context = {
        "worker": one,
        "form": form,
        "sums": earnings.sums(one),
        "kept_back": earnings.kept_back(one),
        "in_hand": earnings.assignments(one).unfinished()[:20],
    }
    return render(request, "dispatch/station/worker.html", context)


@for_leads
@require_POST
def void_card(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a lead void a card that a worker has lost, and show the new one to print."""
    one, form = worker_of_station(request, pk), VoidForm(request.POST)
    if not form.is_valid():
        return redirect("station:worker-card", pk)
    token = form.cleaned_data["token"]
    words = _("The lost card opens nothing any more. Print this new one and give it to her.")
    return do(request, lambda: cards.void(one, token=token, by=visitor(request)), words, "station:worker-card", pk)


@for_leads
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """Show her card to print: name, number and the QR code of her statement."""
    one = worker_of_station(request, pk)
    address = request.build_absolute_uri(reverse("me:card", args=[one.card_token]))
    code = segno.make(address, error="m").svg_inline(scale=6, border=2, omitsize=True)
    context = {"worker": one, "code": mark_safe(code), "address": address}  # noqa: S308 drawn by segno from our address
    return render(request, "dispatch/station/card.html", context)
