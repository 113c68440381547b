"""Numbers for the federation, counted from the work itself and never typed in; read only."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db.models import Count, DecimalField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone

from dispatch.models import Earning, Inspection, Lot
from workshops.models import Attendance, County, Station, TrainingClass, Worker

UNFINISHED = (Lot.State.ISSUED, Lot.State.ACCEPTED, Lot.State.IN_WORK)
NOTHING = Value(Decimal(0), output_field=DecimalField(max_digits=16, decimal_places=4))


@dataclass(frozen=True)
class Overview:
    """The prefecture, or some counties of it, since the first day of this month. `earned`: CNY."""

    stations: int
    workers: int
    earning: int
    accepted: int
    refused: int
    earned: Decimal
    late: int
    underway: int

    @property
    def refused_share(self) -> float:
        """Refused pieces of all inspected, 0 to 1."""
        inspected = self.accepted + self.refused
        return self.refused / inspected if inspected else 0.0


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def overview(counties: QuerySet[County], *, today: date | None = None) -> Overview:
    """The figures of these counties this month; eight counts, however large the prefecture."""
    today = today or timezone.localdate()
    begin = month_of(today)
    paid = acceptances(counties).filter(at__date__gte=begin)
    sums = paid.aggregate(earned=Sum("amount"), workers=Count("credit", distinct=True))
    inspected = Inspection.objects.filter(
        report__assignment__worker__station__county__in=counties, at__date__gte=begin
    ).aggregate(accepted=Sum("accepted"), refused=Sum("rejected"))
    lots = Lot.objects.filter(station__county__in=counties, state__in=UNFINISHED)
    return Overview(
        stations=Station.objects.filter(county__in=counties, is_active=True).count(),
        workers=Worker.objects.filter(station__county__in=counties, is_active=True).count(),
        earning=sums["workers"],
        accepted=inspected["accepted"] or 0,
        refused=inspected["refused"] or 0,
        earned=sums["earned"] or Decimal(0),
        late=lots.filter(due_on__lt=today).count(),
        underway=lots.count(),
    )


def acceptances(counties: QuerySet[County]) -> QuerySet[Earning]:
    """Earnings for accepted pieces of workers in these counties, less those that were reversed."""
    return Earning.objects.filter(
        kind=Earning.Kind.ACCEPTANCE, credit__worker__station__county__in=counties, reversed_by=None
    )


def by_county(counties: QuerySet[County], *, today: date | None = None) -> QuerySet[Any]:
    """Each county with `station_count`, `worker_count`, `earned` (CNY this month), `lots_underway`, `lots_late`."""
    today = today or timezone.localdate()
    earned = (
        acceptances(County.objects.all())
        .filter(at__date__gte=month_of(today), credit__worker__station__county=OuterRef("pk"))
        .order_by()
        .values("credit__worker__station__county")
        .annotate(total=Sum("amount"))
        .values("total")
    )
    return counties.annotate(
        station_count=_count(Station, "county", is_active=True),
        worker_count=_count(Worker, "station__county", is_active=True),
        earned=Coalesce(Subquery(earned), NOTHING),
        lots_underway=_count(Lot, "station__county", state__in=UNFINISHED),
        lots_late=_count(Lot, "station__county", state__in=UNFINISHED, due_on__lt=today),
    )


def by_station(counties: QuerySet[County], *, today: date | None = None) -> QuerySet[Any]:
    """Each station with `worker_count`, `minutes_a_day`, `pieces_underway`, `lots_late`, `earned` (CNY this month)."""
    today = today or timezone.localdate()
    earned = (
        Earning.objects.filter(
            kind=Earning.Kind.ACCEPTANCE,
            reversed_by=None,
            at__date__gte=month_of(today),
            credit__worker__station=OuterRef("pk"),
        )
        .order_by()
        .values("credit__worker__station")
        .annotate(total=Sum("amount"))
        .values("total")
    )
    minutes = (
        Worker.objects.filter(is_active=True, station=OuterRef("pk"))
        .order_by()
        .values("station")
        .annotate(total=Sum("minutes_per_day"))
        .values("total")
    )
    pieces = (
        Lot.objects.filter(state__in=UNFINISHED, station=OuterRef("pk"))
        .order_by()
        .values("station")
        .annotate(total=Sum("pieces"))
        .values("total")
    )
    return (
        Station.objects.filter(county__in=counties)
        .select_related("county")
        .annotate(
            worker_count=_count(Worker, "station", is_active=True),
            minutes_a_day=Coalesce(Subquery(minutes), Value(0)),
            pieces_underway=Coalesce(Subquery(pieces), Value(0)),
            lots_late=_count(Lot, "station", state__in=UNFINISHED, due_on__lt=today),
            earned=Coalesce(Subquery(earned), NOTHING),
        )
    )


def _count(model: Any, path: str, **conditions: Any) -> Coalesce:
    """How many rows of `model` reach the outer row by `path`: a subquery, so that joins do not multiply."""
    counted = (
        model.objects.filter(**conditions, **{path: OuterRef("pk")})
        .order_by()
        .values(path)
        .annotate(total=Count("pk"))
        .values("total")
    )
    return Coalesce(Subquery(counted), Value(0))


def earned_by_month(counties: QuerySet[County], *, months: int = 12) -> list[tuple[date, Decimal]]:
    """CNY for accepted pieces in each of the last months, oldest first; a month without work is not listed."""
    since = month_of(month_of(timezone.localdate()) - timedelta(days=31 * (months - 1)))
    rows = (
        acceptances(counties)
        .filter(at__date__gte=since)
        .annotate(month=TruncMonth("at"))
        .order_by("month")
        .values_list("month")
        .annotate(total=Sum("amount"))
    )
    return [(month.date(), total) for month, total in rows]


def income_spread(counties: QuerySet[County], *, days: int = 90) -> list[tuple[str, int]]:
    """How many active workers earned how much in the last days: (band in CNY, workers), poorest band first."""
    since = timezone.now() - timedelta(days=days)
    earned = (
        Worker.objects.filter(station__county__in=counties, is_active=True)
        .annotate(
            earned=Coalesce(
                Sum(
                    "account__credits__amount",
                    filter=Q(
                        account__credits__kind=Earning.Kind.ACCEPTANCE,
                        account__credits__reversed_by=None,
                        account__credits__at__gte=since,
                    ),
                ),
                NOTHING,
            )
        )
        .values_list("earned", flat=True)
    )
    edges = (0, 500, 1000, 2000, 4000)
    names = ["0", *(f"{low}–{high}" for low, high in pairwise(edges)), f"{edges[-1]}+"]
    counts = [0] * len(names)
    for amount in earned:
        counts[sum(amount > edge for edge in edges)] += 1
    return list(zip(names, counts, strict=True))


@dataclass(frozen=True)
class Training:
    """From a seat in a class to money earned with the skill: how many women at each step."""

    classes: int
    signed_up: int
    attended: int
    passed: int
    earning: int


def training_funnel(counties: QuerySet[County]) -> Training:
    """The funnel of all classes held at stations of these counties."""
    seats = Attendance.objects.filter(training_class__station__county__in=counties)
    counts = seats.aggregate(
        signed_up=Count("pk"),
        attended=Count("pk", filter=Q(attended=True)),
        passed=Count("pk", filter=Q(passed=True)),
    )
    passed = seats.filter(passed=True).values("worker")
    return Training(
        classes=TrainingClass.objects.filter(station__county__in=counties).count(),
        earning=Earning.objects.filter(kind=Earning.Kind.ACCEPTANCE, credit__worker__in=passed)
        .aggregate(n=Count("credit", distinct=True))["n"],
        **counts,
    )  # fmt: skip


def late_lots(counties: QuerySet[County]) -> QuerySet[Lot]:
    """Unfinished lots past their date, the latest first."""
    return (
        Lot.objects.filter(station__county__in=counties, state__in=UNFINISHED, due_on__lt=timezone.localdate())
        .select_related("station__county", "work_order__base", "work_order__sheet__product")
        .order_by("due_on")
    )
