"""Show the calendar of holidays and harvest, and let officers change it for their places."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from dispatch.planning import days
from dispatch.views.federation.lists import places_or_404
from shop.pages.deeds import DeedMixin, do
from shop.pages.listing import page_of
from shop.pages.versions import Shown, VersionMixin
from shop.words import percent
from workshops.access import for_officers, visitor
from workshops.journal import Verb, last
from workshops.models import CalendarEntry
from workshops.reach import acts_everywhere, seats_of, served_by

Kind = CalendarEntry.Kind
EVERYWHERE = gettext_lazy("everywhere")
SHARES: dict[str, int] = {Kind.HOLIDAY: 0, Kind.WORKDAY: 100}  # percent of work left


class EntryForm(DeedMixin, forms.ModelForm[CalendarEntry]):
    """Asks for days and the work left on them. `officer` may enter what her posts allow."""

    percent_left = forms.IntegerField(
        label=gettext_lazy("Work left, percent"), min_value=0, max_value=99, initial=50, required=False,
        help_text=gettext_lazy("Of a usual day in the villages. Only for less work, a holiday has none."),
    )  # fmt: skip
    field_order = ("kind", "name", "name_en", "place", "from_on", "until_on", "percent_left", "source")

    class Meta:
        model = CalendarEntry
        fields = ("kind", "name", "name_en", "place", "from_on", "until_on", "source")
        widgets = {name: forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}) for name in ("from_on", "until_on")}

    def __init__(self, *args: Any, officer: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        place: Any = self.fields["place"]
        place.queryset = seats_of(officer)
        place.required = not acts_everywhere(officer)
        place.empty_label = None if place.required else EVERYWHERE
        if self.instance.pk:
            self.fields["percent_left"].initial = int(self.instance.share * 100)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        left = SHARES.get(cleaned.get("kind", ""), cleaned.get("percent_left"))
        if left is None and "percent_left" not in self.errors:
            self.add_error("percent_left", _("Say how much work is left."))
        self.instance.share = Decimal(left or 0) / 100
        return cleaned


class ChangeForm(VersionMixin, EntryForm):
    """Changes an entry, unless somebody else has done so meanwhile."""


def entries_of(request: HttpRequest) -> QuerySet[CalendarEntry]:
    """Return the entries that hold at the visitor's places, those to come or just over."""
    theirs = Q(place=None) | Q(place__in=places_or_404(request).with_above())
    return CalendarEntry.objects.filter(theirs).select_related("place")


def facts(entry: CalendarEntry) -> dict[str, str]:
    """Return what an entry says, as words by their labels."""
    days_of = f"{date_format(entry.from_on)} – {date_format(entry.until_on)}"
    place = entry.place.label if entry.place else str(EVERYWHERE)
    said = {"kind": str(entry.get_kind_display()), "name": entry.label, "place": place, "from_on": days_of}
    labels = {field.name: capfirst(str(field.verbose_name)) for field in CalendarEntry._meta.fields}
    words = {labels[name]: value for name, value in said.items()}
    return words | {_("Work left, percent"): percent(entry.share)}


@for_officers
def index(request: HttpRequest) -> HttpResponse:
    """List the days to come on which less is worked, with a form to enter some."""
    officer, today = visitor(request), timezone.localdate()
    may = served_by(officer).exists()
    form = EntryForm(request.POST or None, officer=officer) if may else None
    if form and request.method == "POST" and form.does(lambda _said: days.enter(form.instance, by=officer)):
        messages.success(request, _("Entered. Plans and promises count with it from now on."))
        return redirect("federation:calendar")
    entries = entries_of(request).filter(until_on__gte=today)
    last_on = CalendarEntry.objects.filter(kind=Kind.HOLIDAY).order_by("until_on").last()
    known_until = last_on.until_on.year if last_on else today.year - 1
    page = page_of(request, entries)
    for entry in page:
        entry.is_theirs = days.may_change(entry.place, officer)
    context = {"page": page, "form": form, "missing": today.year + 1 if known_until <= today.year else None}
    return render(request, "dispatch/federation/calendar.html", context)


@for_officers
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an entry."""
    entry, officer = get_object_or_404(entries_of(request), pk=pk), visitor(request)
    shown = Shown(entry, facts, officer, last(Verb.ENTER_IN_CALENDAR))
    form = ChangeForm(request.POST or None, instance=entry, officer=officer, shown=shown)
    if request.method == "POST" and form.does(lambda _said: days.enter(form.instance, by=officer)):
        messages.success(request, _("Kept. Plans and promises count with it from now on."))
        return redirect("federation:calendar")
    return render(request, "dispatch/federation/calendar_entry.html", {"entry": entry, "form": form})


@require_POST
@for_officers
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove an entry."""
    entry = get_object_or_404(entries_of(request), pk=pk)
    return do(
        request, lambda: days.remove(entry, by=visitor(request)), _("Removed from the calendar."), "federation:calendar"
    )
