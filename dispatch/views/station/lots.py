"""Show a station lead's lots: today, the list, one lot, accepting and declining."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from dispatch.models import Assignment, Dispute, Lot, WorkReport
from dispatch.views.station.cards import RUNNING, cards
from dispatch.work import issuing
from dispatch.work.shortening import left_of
from shop.pages.deeds import WordsForm, do
from shop.pages.searching import both, matching
from workshops.access import for_leads, visitor
from workshops.reach import stations_of

State = Lot.State
VIEWS = {
    "open": (gettext_lazy("Under way"), (State.ISSUED, *RUNNING, State.STOPPING)),
    "finished": (gettext_lazy("Finished"), (State.FINISHED, State.RECEIVED, State.STOPPED)),
    "declined": (gettext_lazy("Given back"), (State.DECLINED, State.RECALLED)),
}


def lots_of(request: HttpRequest) -> QuerySet[Lot]:
    """Return the lots of the visitor's stations, with the related rows that a card shows."""
    return (
        Lot.objects.at(stations_of(visitor(request)))
        .select_related("work_order__base", "work_order__sheet__product", "station")
        .prefetch_related("work_order__sheet__product__images")
    )


def lot_of(request: HttpRequest, token: UUID) -> Lot:
    """Return one of the visitor's lots, or raise Http404."""
    return get_object_or_404(lots_of(request), token=token)


@for_leads
def home(request: HttpRequest) -> HttpResponse:
    """Show today's work: new lots, the next step of each running lot, and finished lots."""
    live = cards(lots_of(request).filter(state__in=(State.ISSUED, *RUNNING, State.FINISHED, State.STOPPING)))
    stations = stations_of(visitor(request))
    waiting = WorkReport.objects.waiting().at(stations)
    context = {
        "new": [card for card in live if card.lot.state == State.ISSUED],
        "running": [card for card in live if card.is_running],
        "finished": [card for card in live if card.lot.state == State.FINISHED],
        "stopped": [card for card in live if card.lot.state == State.STOPPING],
        "waiting": waiting.count(),
        "disputes": Dispute.objects.open().for_leads().of_workers_at(stations).count(),
        "stations": stations[:2],
    }
    return render(request, "dispatch/station/home.html", context)


@for_leads
def lots(request: HttpRequest) -> HttpResponse:
    """List all lots, open, finished or given back, searched by number or product."""
    chosen = request.GET.get("show", "open")
    _words, states = VIEWS.get(chosen, VIEWS["open"])
    found = lots_of(request).filter(state__in=states).order_by("-due_on" if chosen != "open" else "due_on", "pk")
    words = request.GET.get("q", "").strip()
    found = matching(found, words, "number", *both("work_order__sheet__product__title", "work_order__base__name"))
    page = Paginator(found, 20).get_page(request.GET.get("page"))
    tabs = [
        {"label": label, "url": f"?show={name}", "current": name == chosen} for name, (label, _states) in VIEWS.items()
    ]
    context = {"page": page, "cards": cards(page.object_list), "tabs": tabs, "words": words, "chosen": chosen}
    return render(request, "dispatch/station/lots.html", context)


@for_leads
def lot(request: HttpRequest, token: UUID) -> HttpResponse:
    """Show one lot with its steps and the workers who have pieces of it."""
    one = lot_of(request, token)
    held = (
        Assignment.objects.unfinished()
        .filter(lot_operation__lot=one)
        .select_related("worker", "lot_operation__operation")
        .order_by("-handed_at")
    )
    materials = one.materials.select_related("lot", "material")
    context = {
        "card": cards([one])[0],
        "lot": one,
        "left": left_of(one),
        "materials": materials,
        "to_return": [line for line in materials if line.to_return],
        "out": held,
        "reports": WorkReport.objects.waiting()
        .filter(assignment__lot_operation__lot=one)
        .select_related("assignment__worker", "assignment__lot_operation__operation"),
    }
    return render(request, "dispatch/station/lot.html", context)


@for_leads
@require_POST
def accept(request: HttpRequest, token: UUID) -> HttpResponse:
    """Let a lead accept a lot."""
    one = lot_of(request, token)
    words = _("Accepted. Book the materials in when they arrive.")
    return do(request, lambda: issuing.accept(one, by=visitor(request)), words, "station:lot", token)


@for_leads
def decline(request: HttpRequest, token: UUID) -> HttpResponse:
    """Let a lead decline a lot and say why. Its pieces go back to planning."""
    one = lot_of(request, token)
    form = WordsForm(request.POST or None, label=_("Why can your station not make it?"))
    if request.method == "POST" and form.does(
        lambda said: issuing.decline(one, reason=said["words"], by=visitor(request))
    ):
        messages.success(request, _("Declined. The base was told."))
        return redirect("station:home")
    context = {
        "form": form,
        "lot": one,
        "heading": _("Decline this lot"),
        "submit": _("Decline this lot"),
        "back": reverse("station:lot", args=[token]),
    }
    return render(request, "dispatch/station/words.html", context)
