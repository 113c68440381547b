"""Show officers the figures counted from real work, and the lists of rows behind them."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from dispatch.figures import counting, price_split
from dispatch.figures import training as women
from dispatch.figures.spans import Span
from dispatch.models import WorkOrder
from dispatch.views.federation.choosing import chosen
from dispatch.views.federation.comparing import Figure, compare
from dispatch.work.forecasting import with_progress
from shop.pages.listing import Column, as_spreadsheet, heads, page_of, sorted_rows
from shop.pages.searching import Rows, both, matching
from workshops.access import for_officers
from workshops.models import Base, Place, TrainingClass
from workshops.models.places import PlaceQuerySet
from workshops.reach import oversees, places_of

WORK = (
    Column("workers", gettext_lazy("Workers"), lambda row: row.worker_count, sort="worker_count", numeric=True),
    Column(
        "underway", gettext_lazy("Lots underway"), lambda row: row.lots_underway, sort="lots_underway", numeric=True
    ),
    Column("late", gettext_lazy("Late lots"), lambda row: row.lots_late, sort="lots_late", numeric=True),
    Column("earners", gettext_lazy("Women who earned"), lambda row: row.earners, sort="earners", numeric=True),
    Column("accepted", gettext_lazy("Pieces accepted"), lambda row: row.accepted, sort="accepted", numeric=True),
    Column("earned", gettext_lazy("Earned"), lambda row: row.earned, sort="earned", numeric=True),
)
COUNTIES = (
    Column("county", gettext_lazy("Place"), lambda row: row.label, sort="code"),
    Column("stations", gettext_lazy("Stations"), lambda row: row.station_count, sort="station_count", numeric=True),
    *WORK,
    Column("craft", gettext_lazy("Main craft"), lambda row: row.main_craft.label if row.main_craft else ""),
)
STATIONS = (
    Column("code", gettext_lazy("Number"), lambda row: row.code, sort="code"),
    Column("station", gettext_lazy("Station"), lambda row: row.label, sort="name"),
    Column("county", gettext_lazy("County"), lambda row: row.county.label, sort="place__county__code"),
    Column(
        "hours",
        gettext_lazy("Hours a day"),
        lambda row: round(row.minutes_a_day / 60, 1),
        sort="minutes_a_day",
        numeric=True,
    ),
    *WORK,
)
BASES = (
    Column("base", gettext_lazy("Base"), lambda row: row.label, sort="name"),
    Column("county", gettext_lazy("County"), lambda row: row.county.label, sort="place__county__code"),
    Column("honour", gettext_lazy("Honour"), lambda row: row.get_honour_display(), sort="honour"),
    Column("stations", gettext_lazy("Stations"), lambda row: row.station_count, sort="station_count", numeric=True),
    Column("underway", gettext_lazy("Work orders underway"), lambda row: row.underway, sort="underway", numeric=True),
    Column("done", gettext_lazy("Done"), lambda row: row.done, sort="done", numeric=True),
)
LOTS = (
    Column("number", gettext_lazy("Lot"), lambda lot: lot.number, sort="number"),
    Column("product", gettext_lazy("Product"), lambda lot: lot.work_order.sheet.product.label),
    Column("base", gettext_lazy("Base"), lambda lot: lot.work_order.base.label, sort="work_order__base__name"),
    Column("station", gettext_lazy("Station"), lambda lot: lot.station.label, sort="station__name"),
    Column("county", gettext_lazy("County"), lambda lot: lot.station.county.label, sort="station__place__county__code"),
    Column("pieces", gettext_lazy("Pieces"), lambda lot: lot.pieces, sort="pieces", numeric=True),
    Column("made", gettext_lazy("Made"), lambda lot: lot.made, sort="made", numeric=True),
    Column("due", gettext_lazy("Due"), lambda lot: lot.due_on, sort="due_on"),
    Column("state", gettext_lazy("State"), lambda lot: lot.get_state_display(), sort="state"),
)
FOUND_BY = {
    "counties": ("code", *both("name")),
    "stations": ("code", *both("name", "place__county__name")),
    "bases": both("name", "place__county__name"),
    "lots": (
        "number", "station__code", *both("work_order__sheet__product__title", "work_order__base__name"),
        *both("station__name", "station__place__county__name"),
    ),
    "training": ("title", *both("craft__name", "station__name", "station__place__county__name")),
}  # fmt: skip
CLASSES = (
    Column("class", gettext_lazy("Class"), lambda row: row.title, sort="title"),
    Column("craft", gettext_lazy("Craft"), lambda row: row.craft.label, sort="craft__name"),
    Column("station", gettext_lazy("Station"), lambda row: row.station.label, sort="station__name"),
    Column("county", gettext_lazy("County"), lambda row: row.station.county.label, sort="station__place__county__code"),
    Column("begins", gettext_lazy("Begins"), lambda row: row.begins_on, sort="begins_on"),
    Column("seats", gettext_lazy("Seats"), lambda row: row.seats, sort="seats", numeric=True),
    Column("came", gettext_lazy("Came"), lambda row: row.came, sort="came", numeric=True),
    Column("passed", gettext_lazy("Passed"), lambda row: row.passed, sort="passed", numeric=True),
)

TRAINING = (
    Figure("classes", gettext_lazy("Classes begun")),
    Figure("seated", gettext_lazy("Women with a seat")),
    Figure("attended", gettext_lazy("who came")),
    Figure("passed", gettext_lazy("who passed")),
    Figure("working", gettext_lazy("who have made pieces of the craft since")),
    Figure("earning", gettext_lazy("who have earned with them")),
    Figure("earned", gettext_lazy("Earned with them so far"), is_money=True),
)


def chosen_place(request: HttpRequest) -> Place | None:
    """Return the place that `?place=` names. Raises Http404 for one that is not this officer's."""
    code = request.GET.get("place")
    return get_object_or_404(places_of(request.user), code=code) if code else None


def places_or_404(request: HttpRequest) -> PlaceQuerySet:
    """Return the places this officer may see, or those in the one that `?place=` names. Raises Http404 for others."""
    places, chosen = places_of(request.user), chosen_place(request)
    if chosen:
        return places.within(chosen)
    if not places.exists():
        raise Http404
    return places


@for_officers
def counties(request: HttpRequest) -> HttpResponse:
    """List the counties, or `?place=` and the places right below, with their figures of the chosen days."""
    days, place = chosen(request), chosen_place(request)
    shown = Place.objects.filter(Q(pk=place.pk) | Q(parent=place)) if place else places_of(request.user).to_show()
    shown = _named(request, "counties", shown.select_related("main_craft"))
    rows = counting.by_place(shown, days.shown).order_by("code")
    return _listed(request, "counties", rows, COUNTIES, chosen=days, place=place)


@for_officers
def stations(request: HttpRequest) -> HttpResponse:
    """List stations with their load and earnings of the chosen days. `?late=1` keeps only those with late lots."""
    days = chosen(request)
    rows = _named(request, "stations", counting.by_station(places_or_404(request), days.shown)).order_by("code")
    if request.GET.get("late"):
        rows = rows.filter(lots_late__gt=0)
    return _listed(request, "stations", rows, STATIONS, chosen=days)


@for_officers
def bases(request: HttpRequest) -> HttpResponse:
    """List the bases of these places, with their number of stations and of orders in work."""
    rows = (
        Base.objects.filter(place__in=places_or_404(request))
        .select_related("place__county")
        .annotate(
            station_count=Count("links", distinct=True),
            underway=Count("work_orders", filter=Q(work_orders__state__in=["open", "in_work"]), distinct=True),
            done=Count("work_orders", filter=Q(work_orders__state="done"), distinct=True),
        )
        .order_by("-underway", "slug")
    )
    rows = _named(request, "bases", rows)
    orders = WorkOrder.objects.filter(base__in=rows.order_by().values("pk")).exclude(state=WorkOrder.State.STOPPED)
    return _listed(request, "bases", rows, BASES, split=price_split.split(orders), oversees=oversees(request.user))


@for_officers
def lots(request: HttpRequest) -> HttpResponse:
    """List the lots underway at stations of these places. `?late=1` keeps only those past their date."""
    here = places_or_404(request)
    rows = counting.late_lots(here) if request.GET.get("late") else counting.lots_underway(here)
    found = with_progress(_named(request, "lots", rows))
    return _listed(request, "lots", found, LOTS)


@for_officers
def training(request: HttpRequest) -> HttpResponse:
    """List the training classes that began in the chosen days, newest first, and follow their women to today."""
    places, days = places_or_404(request), chosen(request, usual=Span.of("year", timezone.localdate()))
    rows = (
        TrainingClass.objects.filter(station__place__in=places)
        .filter(begins_on__range=(days.span.begins_on, days.span.ends_on))
        .select_related("craft", "station__place__county")
        .annotate(
            came=Count("attendances", filter=Q(attendances__attended=True)),
            passed=Count("attendances", filter=Q(attendances__passed=True)),
        )
        .order_by("-begins_on", "pk")
    )
    spans = (days.shown, days.before, days.year)
    found = compare(TRAINING, *(women.funnel(places, span) for span in spans))
    rows = _named(request, "training", rows)
    return _listed(request, "training", rows, CLASSES, training=found, chosen=days)


def _named(request: HttpRequest, name: str, rows: Rows) -> Rows:
    """Return the rows of the list `name` that match the words of `?q=`."""
    return matching(rows, request.GET.get("q", ""), *FOUND_BY[name])


def _listed(
    request: HttpRequest, name: str, rows: QuerySet[Any], columns: tuple[Column, ...], **more: Any
) -> HttpResponse:
    """Show a list as the page `name`, sorted as asked. `?format=xlsx` returns the same rows as a spreadsheet."""
    rows = sorted_rows(request, rows, columns)
    if request.GET.get("format") == "xlsx":
        return as_spreadsheet(name, columns, rows)
    context = {
        "frame": "places/federation.html",
        "page": page_of(request, rows),
        "heads": heads(request, columns),
        "q": request.GET.get("q", "").strip(),
        "all_places": places_of(request.user).to_choose(),
    }
    return render(request, f"dispatch/federation/{name}.html", context | more)
