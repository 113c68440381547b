"""Count the federation's figures from the work itself, read only."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db.models import Aggregate, Count, DecimalField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone

from dispatch.models import Earning, Inspection, Lot, Payout
from dispatch.models.orders import LotQuerySet
from dispatch.models.work import InspectionQuerySet
from workshops.models import Attendance, County, Station, TrainingClass, Worker

NOTHING = Value(Decimal(0), output_field=DecimalField(max_digits=16, decimal_places=4))


@dataclass(frozen=True)
class Overview:
    """The figures of the prefecture, or some counties of it, since the first day of this month.

    `earned`: CNY. `said` to be paid but not confirmed, and `received`: two separate sums in CNY of payouts of this
    month. `busy`: stations with lots underway.
    """

    stations: int
    busy: int
    workers: int
    earning: int
    accepted: int
    refused: int
    earned: Decimal
    said: Decimal
    received: Decimal
    late: int
    underway: int


def month_of(day: date) -> date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def months_before(day: date, months: int) -> date:
    """Return the first day of the month that lies some months before a day's month."""
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)


def overview(counties: QuerySet[County], *, today: date | None = None) -> Overview:
    """Count the figures of these counties this month, in a constant number of queries."""
    today = today or timezone.localdate()
    begin = month_of(today)
    paid = acceptances(counties).filter(at__date__gte=begin)
    sums = paid.aggregate(earned=Sum("amount"), workers=Count("credit", distinct=True))
    inspected = _inspected(begin).of_workers_in(counties)
    pieces = inspected.aggregate(accepted=Sum("accepted"), refused=Sum("rejected"))
    lots = Lot.objects.unfinished().filter(station__county__in=counties)
    return Overview(
        stations=Station.objects.filter(county__in=counties, is_active=True).count(),
        busy=lots.aggregate(stations=Count("station", distinct=True))["stations"],
        workers=Worker.objects.filter(station__county__in=counties, is_active=True).count(),
        earning=sums["workers"],
        accepted=pieces["accepted"] or 0,
        refused=pieces["refused"] or 0,
        earned=sums["earned"] or Decimal(0),
        **paid_out(counties, begin),
        late=lots.late(today).count(),
        underway=lots.count(),
    )


def paid_out(counties: QuerySet[County], since: date) -> dict[str, Decimal]:
    """Return the CNY of payouts released since a day to workers in these counties.

    `said` to be paid and not yet confirmed, and `received` as someone confirmed.
    """
    payouts = Payout.objects.of_workers_in(counties).filter(batch__released_at__date__gte=since)
    return payouts.aggregate(
        said=Coalesce(Sum("amount", filter=Q(state__in=Payout.SAID)), NOTHING),
        received=Coalesce(Sum("amount", filter=Q(state=Payout.State.CONFIRMED)), NOTHING),
    )


def acceptances(counties: QuerySet[County]) -> QuerySet[Earning]:
    """Return earnings for accepted pieces of workers in these counties, without those that were reversed."""
    return _paid().filter(credit__worker__station__county__in=counties)


def by_county(counties: QuerySet[County], *, today: date | None = None) -> QuerySet[Any]:
    """Return the counties annotated with `station_count` and the figures of `_with_work`."""
    stations = Station.objects.filter(is_active=True)
    rows = counties.annotate(station_count=_per("county", stations, Count("pk")))
    return _with_work(rows, "station__county", today or timezone.localdate())


def by_station(counties: QuerySet[County], *, today: date | None = None) -> QuerySet[Any]:
    """Return the stations annotated with `minutes_a_day`, `pieces_underway` and the figures of `_with_work`."""
    rows = (
        Station.objects.filter(county__in=counties)
        .select_related("county")
        .annotate(
            minutes_a_day=_per("station", Worker.objects.filter(is_active=True), Sum("minutes_per_day")),
            pieces_underway=_per("station", Lot.objects.unfinished(), Sum("pieces")),
        )
    )
    return _with_work(rows, "station", today or timezone.localdate())


def _with_work(places: QuerySet[Any], path: str, today: date) -> QuerySet[Any]:
    """Annotate places, reached by `path` from a worker or lot, with their work.

    `worker_count`, `lots_underway`, `lots_late`, and of this month `earners` (workers who earned), `accepted` (pieces)
    and `earned` (CNY).
    """
    begin = month_of(today)
    lots = Lot.objects.unfinished()
    paid = _paid().filter(at__date__gte=begin)
    inspected = _inspected(begin)
    figures: QuerySet[Any] = places.annotate(
        worker_count=_per(path, Worker.objects.filter(is_active=True), Count("pk")),
        lots_underway=_per(path, lots, Count("pk")),
        lots_late=_per(path, lots.late(today), Count("pk")),
        earners=_per(f"credit__worker__{path}", paid, Count("credit", distinct=True)),
        accepted=_per(f"report__assignment__worker__{path}", inspected, Sum("accepted")),
        earned=_per(f"credit__worker__{path}", paid, Sum("amount"), NOTHING),
    )
    return figures


def _paid() -> QuerySet[Earning]:
    return Earning.objects.filter(kind=Earning.Kind.ACCEPTANCE, reversed_by=None)


def _inspected(since: date) -> InspectionQuerySet:
    """Return inspections made since a day, without those that were taken back."""
    return Inspection.objects.standing().filter(at__date__gte=since)


def _per(path: str, rows: QuerySet[Any], figure: Aggregate, nothing: Value | None = None) -> Coalesce:
    """Return a figure of the rows that reach the outer row by `path`."""
    # A subquery, because several joins at once would multiply each other's rows
    grouped = rows.filter(**{path: OuterRef("pk")}).order_by().values(path).annotate(total=figure).values("total")
    return Coalesce(Subquery(grouped), nothing or Value(0))


def earned_by_month(counties: QuerySet[County], *, months: int = 12) -> list[tuple[date, Decimal]]:
    """Return the CNY for accepted pieces in each of the last months, oldest first. Months without work are left out."""
    since = months_before(timezone.localdate(), months - 1)
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
    """Count active workers by band of recent earnings: (band in CNY, workers), poorest band first."""
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
    """Counts of women at each step from a seat in a class to money earned with the skill."""

    classes: int
    signed_up: int
    attended: int
    passed: int
    earning: int


def training_funnel(counties: QuerySet[County]) -> Training:
    """Count the funnel of all classes held at stations of these counties."""
    seats = Attendance.objects.filter(training_class__station__county__in=counties)
    counts = seats.aggregate(
        signed_up=Count("pk"),
        attended=Count("pk", filter=Q(attended=True)),
        passed=Count("pk", filter=Q(passed=True)),
    )
    passed = seats.filter(passed=True).values("worker")
    return Training(
        classes=TrainingClass.objects.filter(station__county__in=counties).count(),
        earning=_paid().filter(credit__worker__in=passed).aggregate(n=Count("credit", distinct=True))["n"],
        **counts,
    )


def lots_underway(counties: QuerySet[County]) -> LotQuerySet:
    """Return unfinished lots at stations of these counties, the earliest due first."""
    return (
        Lot.objects.unfinished()
        .filter(station__county__in=counties)
        .select_related("station__county", "work_order__base", "work_order__sheet__product")
        .order_by("due_on", "number")
    )


def late_lots(counties: QuerySet[County]) -> LotQuerySet:
    """Return unfinished lots past their date, the most overdue first."""
    return lots_underway(counties).late(timezone.localdate())
