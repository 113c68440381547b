"""Register a woman at a station: the lead writes down what she says and reads it out, and she agrees."""

from dataclasses import asdict, fields
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dispatch.views.station.people import worker_of_station
from shop.accounts.forms import PhoneField
from shop.pages.deeds import DeedForm
from shop.pages.versions import Shown, VersionMixin
from shop.words import phone_number
from workshops import registering
from workshops.access import for_leads, visitor
from workshops.joining import Newcomer
from workshops.journal import Verb, last
from workshops.models import Craft, Household, Station, Worker
from workshops.reach import stations_of
from workshops.registering import Particulars

SHORTEST_DAY, LONGEST_DAY, USUAL_DAY = 30, 720, 240  # minutes


class WomanForm(DeedForm):
    """Asks for a woman's particulars and crafts."""

    name = forms.CharField(label=gettext_lazy("Her name"), max_length=64)
    phone = PhoneField(
        label=gettext_lazy("Her mobile number"), required=False,
        help_text=gettext_lazy("With it she signs in by herself. Without one she gets a card with four digits."),
    )  # fmt: skip
    minutes_per_day = forms.IntegerField(
        label=gettext_lazy("Minutes a day"), min_value=SHORTEST_DAY, max_value=LONGEST_DAY, initial=USUAL_DAY,
        help_text=gettext_lazy("By her own choice; the plan never gives her more. The pay per piece is the same."),
    )  # fmt: skip
    crafts: Any = forms.ModelMultipleChoiceField(
        label=gettext_lazy("What she can do"), queryset=Craft.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple, help_text=gettext_lazy("None yet? A class comes first."),
    )  # fmt: skip
    works_at_home = forms.BooleanField(label=gettext_lazy("works at home"), required=False, initial=True)
    is_carer = forms.BooleanField(label=gettext_lazy("cares for someone"), required=False)

    def __init__(self, *args: Any, station: Station, **more: Any) -> None:
        super().__init__(*args, **more)
        self.station = station
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        self.fields["phone"].widget.attrs["autocomplete"] = "off"
        self.fields["minutes_per_day"].widget.attrs["step"] = 30
        crafts: Any = self.fields["crafts"]
        crafts.queryset = registering.crafts_of(station)

    def clean_name(self) -> str:
        """Return the name in one spelling, without gaps within a Chinese one."""
        name: str = self.cleaned_data["name"]
        return (" " if name.isascii() else "").join(name.split())

    @property
    def particulars(self) -> Particulars:
        """Return her particulars from cleaned fields."""
        return Particulars(**{field.name: self.cleaned_data[field.name] for field in fields(Particulars)})


class ChangeForm(VersionMixin, WomanForm):
    """Asks for a worker's particulars, and for the crafts she has learnt since."""

    def __init__(self, *args: Any, worker: Worker, **more: Any) -> None:
        super().__init__(*args, station=worker.station, **more)
        crafts: Any = self.fields["crafts"]
        if not self.is_bound:  # a form sent twice must stay valid although she has the crafts by then
            crafts.queryset = crafts.queryset.exclude(workers=worker)
        crafts.label, crafts.help_text = _("What she has learnt since"), ""


class NewcomerForm(WomanForm):
    """Asks for a newcomer's particulars, her household, and her consent."""

    household: Any = forms.ModelChoiceField(
        label=gettext_lazy("Her household"), queryset=Household.objects.none(), required=False,
        empty_label=gettext_lazy("no file yet"),
    )  # fmt: skip
    head = forms.CharField(
        label=gettext_lazy("Or open a file: who heads it?"), max_length=64, required=False,
        help_text=gettext_lazy("A name; her own when she heads it herself."),
    )  # fmt: skip
    another = forms.BooleanField(label=gettext_lazy("She is another woman of the same name"), required=False)
    agrees = forms.BooleanField(label=gettext_lazy("I have read this out to her and she agrees"), required=False)

    def __init__(self, *args: Any, station: Station, **more: Any) -> None:
        super().__init__(*args, station=station, **more)
        household: Any = self.fields["household"]
        household.queryset = station.households.order_by("head")

    @property
    def newcomer(self) -> Newcomer:
        """Return the newcomer from cleaned fields."""
        said = self.cleaned_data
        return Newcomer(
            station=self.station, joined_on=timezone.localdate(), head=said["head"].strip(), **asdict(self.particulars)
        )


@for_leads
def choose(request: HttpRequest) -> HttpResponse:
    """Let a lead choose the station where a woman registers. A lead of only one station is redirected."""
    mine = stations_of(visitor(request)).filter(is_active=True)
    if len(mine) == 1:
        return redirect("station:newcomer", mine[0].pk)
    return render(request, "dispatch/station/newcomer_where.html", {"stations": mine})


@for_leads
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a lead register a woman at one station."""
    station = get_object_or_404(stations_of(visitor(request)).filter(is_active=True), pk=pk)
    form = NewcomerForm(request.POST or None, station=station)
    if request.method == "POST" and form.does(
        lambda said: registering.register(
            form.newcomer, crafts=said["crafts"], household=said["household"], consents=said["agrees"],
            is_another=said["another"], by=visitor(request), key=said["key"],
        )
    ):  # fmt: skip
        words = _("%(name)s is registered. Now print her card and let her choose her four digits.")
        messages.success(request, words % {"name": form.cleaned_data["name"]})
        return redirect("station:worker", form.result.pk)
    asked = form.is_bound and (form["another"].errors or form["another"].value())
    same = registering.namesakes(station, form.cleaned_data.get("name", "")) if asked else ()
    return render(request, "dispatch/station/newcomer.html", {"station": station, "form": form, "same": same})


@for_leads
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a lead correct a worker's particulars."""
    one = worker_of_station(request, pk)
    written = asdict(Particulars.of(one)) | {"phone": phone_number(one.phone)}
    shown = Shown(one, written_about, visitor(request), last(Verb.CHANGE_WORKER))
    form = ChangeForm(request.POST or None, worker=one, initial=written, shown=shown)
    if request.method == "POST" and form.does(
        lambda said: registering.change(one, form.particulars, crafts=said["crafts"], by=visitor(request))
    ):
        messages.success(request, _("Kept."))
        return redirect("station:worker", pk)
    return render(request, "dispatch/station/worker_change.html", {"worker": one, "form": form})


def written_about(worker: Worker) -> dict[str, str]:
    """Return what a worker's file says, as it is shown to her lead."""
    yes, no = _("yes"), _("no")
    crafts: Any = worker.crafts.order_by("code")
    return {
        _("Her name"): worker.name,
        _("Her mobile number"): worker.phone.as_national if worker.phone else "",
        _("Minutes a day"): f"{worker.minutes_per_day}",
        _("works at home"): yes if worker.works_at_home else no,
        _("cares for someone"): yes if worker.is_carer else no,
        _("What she can do"): ", ".join(craft.label for craft in crafts),
    }
