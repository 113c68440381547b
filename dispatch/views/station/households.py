"""Let a lead keep a station's households: their members, and the parts by which they share a card's earnings."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.postgres.aggregates import StringAgg
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Concat
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shop.pages.addresses import whole
from shop.pages.deeds import DeedForm, do
from shop.pages.listing import page_of
from shop.pages.searching import matching
from shop.pages.versions import Shown, VersionMixin
from workshops import households
from workshops.access import for_leads, visitor
from workshops.errors import WrongParts
from workshops.journal import Verb, last
from workshops.models import Household, JournalEntry, Station, Worker
from workshops.reach import stations_of

MOST_PARTS = 99
NAMES = StringAgg(Concat("name", Value(" "), "number"), Value(" "))
MEMBERS = Subquery(
    Worker.objects.filter(household=OuterRef("pk")).order_by().values("household").annotate(names=NAMES).values("names")
)


class FoundForm(DeedForm):
    """Asks for the station and head of a household that has no file yet."""

    station = forms.ModelChoiceField(label=gettext_lazy("Station"), queryset=Station.objects.none(), empty_label=None)
    head = forms.CharField(
        label=gettext_lazy("Head of the household"), max_length=64,
        help_text=gettext_lazy("A name; her own when she heads it herself."),
    )  # fmt: skip

    def __init__(self, *args: Any, stations: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        station: Any = self.fields["station"]
        station.queryset = stations
        if len(stations) == 1:
            station.widget, station.initial = forms.HiddenInput(), stations[0].pk


class JoinForm(DeedForm):
    """Names one of the station's women who belongs to no household."""

    worker = forms.ModelChoiceField(label=gettext_lazy("Worker"), queryset=Worker.objects.none(), empty_label=None)

    def __init__(self, *args: Any, household: Household, **more: Any) -> None:
        super().__init__(*args, **more)
        worker: Any = self.fields["worker"]
        worker.queryset = household.station.workers.filter(household=None, is_active=True).order_by("name")
        worker.label_from_instance = lambda row: f"{row.name} {row.number}"


class PartsForm(VersionMixin, DeedForm):
    """Asks for the number of parts of each member. A member without parts keeps what her own card earns."""

    def __init__(self, *args: Any, household: Household, **more: Any) -> None:
        super().__init__(*args, **more)
        self.members = {f"parts_{one.pk}": one for one in household.members.order_by("number")}
        now = households.parts_of(household)
        for name, member in self.members.items():
            self.fields[name] = forms.IntegerField(
                label=member.name, min_value=0, max_value=MOST_PARTS, initial=now.get(member, 0)
            )

    @property
    def parts(self) -> dict[Worker, int]:
        """Return the parts of those who get any."""
        given = {member: self.cleaned_data.get(name) or 0 for name, member in self.members.items()}
        return {member: part for member, part in given.items() if part}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.members and not self.errors and len(self.parts) < 2:
            self.add_error(next(reversed(self.members)), str(WrongParts()))
        return cleaned


def parts_by_name(household: Household) -> dict[str, str]:
    """Return how many parts each member has now, by her name and number."""
    return {f"{worker.name} {worker.number}": f"{parts}" for worker, parts in households.parts_of(household).items()}


def household_of_station(request: HttpRequest, pk: int) -> Household:
    """Return a household of one of the visitor's stations, or raise Http404."""
    mine = Household.objects.filter(station__in=stations_of(visitor(request))).select_related("station")
    return get_object_or_404(mine, pk=pk)


@for_leads
def index(request: HttpRequest) -> HttpResponse:
    """List the households, searched by head or member, with a form to open a file for another."""
    mine = stations_of(visitor(request))
    form = FoundForm(request.POST or None, stations=mine)
    if request.method == "POST" and form.does(
        lambda said: households.register(said["station"], head=said["head"], by=visitor(request))
    ):
        messages.success(request, _("The household has its file. Now take its members in."))
        return redirect("station:household", form.result.pk)
    words = request.GET.get("q", "").strip()
    found = matching(Household.objects.filter(station__in=mine), words, "head", "code", MEMBERS)
    rows = found.select_related("station").prefetch_related("members__household_part").order_by("code")
    context = {"page": page_of(request, rows), "form": form, "words": words}
    return render(request, "dispatch/station/households.html", context)


@for_leads
def household(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one household with its members and parts. New parts are shown by an example before they are agreed."""
    one = household_of_station(request, pk)
    version = Shown(one, parts_by_name, visitor(request), last(Verb.AGREE_PARTS))
    form, now = PartsForm(request.POST or None, household=one, shown=version), households.parts_of(one)
    shown = now
    if request.method == "POST" and form.is_valid():
        if request.POST.get("do") == "agree" and form.does(
            lambda _said: households.agree_parts(one, form.parts, by=visitor(request))
        ):
            messages.success(request, _("Noted. It holds for what is handed out from now on."))
            return redirect("station:household", pk)
        shown = form.parts
    context = {
        "household": one,
        "members": form.members.values(),
        "form": form,
        "join": JoinForm(household=one),
        "now": now,
        "shown": [(worker, shown[worker], amount) for worker, amount in households.example(shown).items()],
        "agreed": JournalEntry.objects.filter(verb=Verb.AGREE_PARTS, thing="household", thing_id=pk).first(),
    }
    return render(request, "dispatch/station/household.html", context)


@for_leads
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a lead record that the household no longer shares."""
    one = household_of_station(request, pk)
    words = _("Ended. What is handed out from now on belongs to her who is handed it.")
    return do(request, lambda: households.agree_parts(one, {}, by=visitor(request)), words, "station:household", pk)


@for_leads
@require_POST
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a lead add a woman of the station to the household."""
    one = household_of_station(request, pk)
    mine = get_object_or_404(one.station.workers, is_active=True, pk=whole(request.POST.get("worker", "")))
    words = _("%(name)s belongs to this household now.") % {"name": mine.name}
    return do(
        request, lambda: households.add_member(one, worker=mine, by=visitor(request)), words, "station:household", pk
    )


@for_leads
@require_POST
def leave(request: HttpRequest, pk: int, worker: int) -> HttpResponse:
    """Let a lead remove a woman from the household."""
    one = household_of_station(request, pk)
    member = get_object_or_404(one.members, pk=worker)
    words = _("%(name)s no longer belongs to this household.") % {"name": member.name}
    return do(
        request,
        lambda: households.remove_member(one, worker=member, by=visitor(request)),
        words,
        "station:household",
        pk,
    )
