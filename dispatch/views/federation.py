"""Officers' pages: figures that fill themselves from real work, each with its rows one click below."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dispatch import figures, tilemap
from shop.sheets import xlsx
from workshops.models import Base, County, TrainingClass
from workshops.reach import counties_of

STATION_ORDERS = {
    "code": "code",
    "workers": "-worker_count",
    "earned": "-earned",
    "late": "-lots_late",
    "pieces": "-pieces_underway",
}


def counties_or_404(request: HttpRequest) -> QuerySet[County]:
    """The counties this officer may see, narrowed to the one that `?county=` names. Raises Http404 for all others."""
    counties = counties_of(request.user)
    if code := request.GET.get("county"):
        counties = counties.filter(code=code)
    if not counties.exists():
        raise Http404
    return counties


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """This month at a glance, and where the rows are."""
    counties = counties_or_404(request)
    tiles = tilemap.tiles(figures.by_county(counties).order_by("tile_y", "tile_x"))
    return render(
        request,
        "dispatch/federation/home.html",
        {
            "overview": figures.overview(counties),
            "tiles": tiles,
            "map_size": tilemap.size(tiles),
            "months": [(f"{month:%Y-%m}", total) for month, total in figures.earned_by_month(counties)],
            "spread": figures.income_spread(counties),
            "training": figures.training_funnel(counties),
            "late": figures.late_lots(counties)[:8],
        },
    )


@login_required
def counties(request: HttpRequest) -> HttpResponse:
    """Each county in a row; `?export=xlsx` gives the same rows as a file."""
    rows = figures.by_county(counties_or_404(request)).order_by("code")
    if request.GET.get("export") == "xlsx":
        names = [
            _("County"),
            _("Stations"),
            _("Workers"),
            _("Lots underway"),
            _("Late lots"),
            _("Earned, CNY"),
        ]
        return xlsx(
            "counties",
            names,
            [
                (row.label, row.station_count, row.worker_count, row.lots_underway, row.lots_late, row.earned)
                for row in rows
            ],
        )
    return render(request, "dispatch/federation/counties.html", {"counties": rows})


@login_required
def stations(request: HttpRequest) -> HttpResponse:
    """Stations with their load: searched, filtered, sorted, exported."""
    rows = chosen_stations(request, figures.by_station(counties_or_404(request)))
    if request.GET.get("export") == "xlsx":
        names = [_("Number"), _("Station"), _("County"), _("Workers"), _("Minutes a day"), _("Pieces underway")]
        return xlsx("stations", [*names, _("Late lots"), _("Earned, CNY")], map(station_row, rows))
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    context = {"page": page, "all_counties": counties_of(request.user), "orders": station_orders()}
    return render(request, "dispatch/federation/stations.html", context)


def station_orders() -> list[tuple[str, str]]:
    """The sort orders to choose from, with their names."""
    names = (_("by code"), _("most workers"), _("most earned"), _("most late lots"), _("most pieces underway"))
    return list(zip(STATION_ORDERS, names, strict=True))


def chosen_stations(request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those that the search words and filters of the page leave, in the order asked for."""
    if words := request.GET.get("q", "").strip():
        rows = rows.filter(Q(name__icontains=words) | Q(name_en__icontains=words) | Q(code__icontains=words))
    if level := request.GET.get("level"):
        rows = rows.filter(level=level)
    if request.GET.get("late"):
        rows = rows.filter(lots_late__gt=0)
    return rows.order_by(STATION_ORDERS.get(request.GET.get("sort", ""), "code"), "code")


def station_row(row: Any) -> tuple[Any, ...]:
    return (
        row.code, row.label, row.county.label, row.worker_count, row.minutes_a_day, row.pieces_underway, row.lots_late,
        row.earned,
    )  # fmt: skip


@login_required
def bases(request: HttpRequest) -> HttpResponse:
    """Bases of these counties, with the stations they work with and the orders they have in work."""
    rows = (
        Base.objects.filter(county__in=counties_or_404(request))
        .select_related("county")
        .annotate(
            station_count=Count("links", distinct=True),
            underway=Count("work_orders", filter=Q(work_orders__state__in=["open", "in_work"]), distinct=True),
            done=Count("work_orders", filter=Q(work_orders__state="done"), distinct=True),
        )
        .order_by("-underway", "slug")
    )
    return render(request, "dispatch/federation/bases.html", {"bases": rows})


@login_required
def training(request: HttpRequest) -> HttpResponse:
    """Training classes, newest first, with the funnel from a seat to a first earning."""
    chosen = counties_or_404(request)
    classes = (
        TrainingClass.objects.filter(station__county__in=chosen)
        .select_related("craft", "station__county")
        .annotate(
            came=Count("attendances", filter=Q(attendances__attended=True)),
            passed=Count("attendances", filter=Q(attendances__passed=True)),
        )
        .order_by("-begins_on", "pk")
    )
    page = Paginator(classes, 50).get_page(request.GET.get("page"))
    context = {"page": page, "training": figures.training_funnel(chosen)}
    return render(request, "dispatch/federation/training.html", context)
