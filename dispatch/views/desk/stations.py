"""Show a base its stations: whom to call, what they can do, how they did, and the terms of the link."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from dispatch.figures.stations import partners_of
from dispatch.models import Lot
from dispatch.planning import linking
from dispatch.planning.linking import NOTICE, Terms
from dispatch.views.desk.access import at_desk, show
from dispatch.views.desk.lots import lots_of
from shop.pages.deeds import DeedForm, WordsForm, do
from shop.pages.listing import page_of
from shop.pages.searching import both, matching
from shop.pages.versions import Shown, VersionMixin
from shop.words import plain
from workshops.access import visitor
from workshops.journal import Verb, last
from workshops.models import Base, Link

FOUND_BY = ("station__code", *both("station__name", "station__place__name", "station__place__county__name"))
DAY = {"type": "date"}


class TermsForm(VersionMixin, DeedForm):
    """Asks for the terms with a station, and the day from which they count."""

    transport_days = forms.IntegerField(label=gettext_lazy("Days of transport"), min_value=0, max_value=60)
    cost_per_piece = forms.DecimalField(
        label=gettext_lazy("Freight per piece, CNY"), min_value=0, max_digits=8, decimal_places=4
    )
    cost_per_lot = forms.DecimalField(
        label=gettext_lazy("Cost per lot, CNY"), min_value=0, max_digits=8, decimal_places=2
    )
    from_on = forms.DateField(
        label=gettext_lazy("From"), widget=forms.DateInput(format="%Y-%m-%d", attrs=DAY),
        help_text=gettext_lazy("Today or later. Lots that are out keep theirs."),
    )  # fmt: skip

    def terms(self, said: dict[str, Any]) -> Terms:
        """Return the terms of a valid form."""
        return Terms(**{name: said[name] for name in linking.COLUMNS})


class EndForm(WordsForm):
    """Asks for the last day of a link, and the reason that the station reads."""

    last_on = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput(format="%Y-%m-%d", attrs=DAY),
        help_text=gettext_lazy("At least two weeks from today. What is out goes on as agreed."),
    )  # fmt: skip
    field_order = ("last_on", "words")


def links_of(base: Base) -> QuerySet[Link]:
    """Return the links of a base with what its pages show of each."""
    return base.links.select_related("station__place__county", "station__place__parent").order_by("station__code")


def terms_facts(link: Link) -> dict[str, str]:
    """Return the terms of a link, as words by their labels."""
    return {
        _("Days of transport"): str(link.transport_days),
        _("Freight per piece, CNY"): plain(link.cost_per_piece),
        _("Cost per lot, CNY"): plain(link.cost_per_lot),
    }


@require_safe
@at_desk
def stations(request: HttpRequest, base: Base) -> HttpResponse:
    """List the stations of a base, searched by number, name or place."""
    words = request.GET.get("q", "").strip()
    page = page_of(request, matching(links_of(base), words, *FOUND_BY))
    rows = partners_of(base, timezone.localdate(), list(page))
    return show(request, base, "stations", page=page, rows=rows, q=words, today=timezone.localdate())


@at_desk
def station(request: HttpRequest, base: Base, link: int) -> HttpResponse:
    """Show one station, with a form for the terms that count from a day on."""
    one, today = get_object_or_404(links_of(base), pk=link), timezone.localdate()
    shown = Shown(one, terms_facts, visitor(request), last(Verb.SET_LINK_TERMS))
    initial = {name: getattr(one, name) for name in linking.COLUMNS} | {"from_on": today}
    initial |= {name: plain(initial[name]) for name in ("cost_per_piece", "cost_per_lot")}
    form = TermsForm(request.POST or None, initial=initial, shown=shown)
    if request.method == "POST" and form.does(
        lambda said: linking.set_terms(one, form.terms(said), from_on=said["from_on"], by=visitor(request))
    ):
        messages.success(request, _("Kept. The station has been told."))
        return redirect("desk:station", one.pk)
    (partner,) = partners_of(base, today, [one])
    context = {
        "partner": partner,
        "form": form,
        "history": one.terms.select_related("by"),
        "crafts": one.station.certifications.select_related("craft").order_by("craft__code"),
        "lots": lots_of(base).filter(station=one.station, state__in=Lot.UNFINISHED).order_by("due_on"),
        "today": today,
    }
    return show(request, base, "station", **context)


@at_desk
def pause(request: HttpRequest, base: Base, link: int) -> HttpResponse:
    """Ask why a station gets no new lots for now, and tell it."""
    one = get_object_or_404(links_of(base), pk=link)
    form = WordsForm(request.POST or None, label=_("Why? The station reads it."))
    if request.method == "POST" and form.does(
        lambda said: linking.pause(one, because=said["words"], by=visitor(request))
    ):
        messages.success(request, _("Paused. The station has been told."))
        return redirect("desk:station", one.pk)
    return show(request, base, "station_ending", link=one, form=form, heading=_("Pause"))


@at_desk
def end(request: HttpRequest, base: Base, link: int) -> HttpResponse:
    """Ask for the last day and the reason, and give notice to a station."""
    one = get_object_or_404(links_of(base), pk=link)
    form = EndForm(
        request.POST or None, label=_("Why? The station reads it."), initial={"last_on": timezone.localdate() + NOTICE}
    )
    if request.method == "POST" and form.does(
        lambda said: linking.end(one, last_on=said["last_on"], because=said["words"], by=visitor(request))
    ):
        messages.success(request, _("Notice is given. The station has been told."))
        return redirect("desk:station", one.pk)
    return show(request, base, "station_ending", link=one, form=form, heading=_("Give notice"))


@require_POST
@at_desk
def resume(request: HttpRequest, base: Base, link: int) -> HttpResponse:
    """Give a station lots again."""
    one = get_object_or_404(links_of(base), pk=link)
    words = _("It may get lots again. The station has been told.")
    return do(request, lambda: linking.resume(one, by=visitor(request)), words, "desk:station", one.pk)
