"""Count the federation's figures from the work itself, read only."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db.models import Aggregate, Case, Count, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone

from dispatch.figures.spans import Span, month_at, number_of
from dispatch.models import Inspection, Lot, Payout
from dispatch.models.orders import LotQuerySet
from dispatch.models.work import InspectionQuerySet
from dispatch.pay.incomes import NOTHING, PlaceIncome, entries_of_days, income_by, income_by_place
from workshops.models import Place, Station, Worker

RECENT = timedelta(days=90)
BELOW = "__path__contains"  # at the end of the way to a place: it and all below it


@dataclass(frozen=True)
class Standing:
    """The standing of some places today. `busy`: stations with lots underway."""

    stations: int
    busy: int
    workers: int
    late: int
    underway: int


@dataclass(frozen=True)
class Work:
    """The work and pay of some places in a span.

    `earned`: CNY of income of workers, and `earners`: the women whose income is above zero. `accepted` and `refused`:
    pieces that were inspected. `said` to be paid but not confirmed, and `received`: CNY of payouts released.
    """

    earned: Decimal
    earners: int
    accepted: int
    refused: int
    said: Decimal
    received: Decimal


def standing(places: QuerySet[Place]) -> Standing:
    """Count how these places stand today."""
    lots = Lot.objects.unfinished().filter(station__place__in=places)
    return Standing(
        stations=Station.objects.filter(place__in=places, is_active=True).count(),
        busy=lots.aggregate(stations=Count("station", distinct=True))["stations"],
        workers=Worker.objects.filter(station__place__in=places, is_active=True).count(),
        late=lots.late(timezone.localdate()).count(),
        underway=lots.count(),
    )


def work(places: QuerySet[Place], span: Span) -> Work:
    """Count the work and pay of these places in a span, in four queries."""
    known = set(places.values_list("pk", flat=True))
    by_place = income_by_place(entries_of_days(span.begins_on, span.ends_on), "station__place")
    incomes = [found for pk, found in by_place.items() if pk in known]
    pieces = inspected(span).of_workers_in(places).aggregate(accepted=Sum("accepted"), refused=Sum("rejected"))
    accepted, refused = pieces["accepted"] or 0, pieces["refused"] or 0
    earned, earners = sum((found.earned for found in incomes), Decimal(0)), sum(found.earners for found in incomes)
    return Work(earned, earners, accepted, refused, **paid_out(places, span))


def _incomes(places: QuerySet[Place], span: Span, key: str) -> dict[Any, Decimal]:
    """Return the CNY of income of workers of these places in a span, by `key` (see `income_by`)."""
    entries = entries_of_days(span.begins_on, span.ends_on).annotate(month=TruncMonth("at__date"))
    return income_by(entries, key, lambda side: Q(**{f"{side}__worker__station__place__in": places}))


def inspected(span: Span) -> InspectionQuerySet:
    """Return inspections made in a span, without those that were taken back."""
    return Inspection.objects.standing().filter(at__date__range=(span.begins_on, span.ends_on))


def paid_out(places: QuerySet[Place], span: Span) -> dict[str, Decimal]:
    """Return the CNY of payouts released in a span to workers in these places.

    `said` to be paid and not yet confirmed, and `received` as someone confirmed.
    """
    payouts = Payout.objects.of_workers_in(places)
    return payouts.filter(batch__released_at__date__range=(span.begins_on, span.ends_on)).aggregate(
        said=Coalesce(Sum("amount", filter=Q(state__in=Payout.SAID)), NOTHING),
        received=Coalesce(Sum("amount", filter=Q(state=Payout.State.CONFIRMED)), NOTHING),
    )


def by_place(places: QuerySet[Place], span: Span) -> QuerySet[Any]:
    """Return the places annotated with `station_count` and the figures of `_with_work`, each with all below it."""
    stations = Station.objects.filter(is_active=True)
    rows = places.annotate(station_count=_per(f"place{BELOW}", stations, Count("pk")))
    return _with_work(rows, f"station__place{BELOW}", span)


def by_station(places: QuerySet[Place], span: Span) -> QuerySet[Any]:
    """Return the stations annotated with `minutes_a_day` and the figures of `_with_work`."""
    rows = (
        Station.objects.filter(place__in=places)
        .select_related("place__county")
        .annotate(minutes_a_day=_per("station", Worker.objects.filter(is_active=True), Sum("minutes_per_day")))
    )
    return _with_work(rows, "station", span)


def _with_work(places: QuerySet[Any], path: str, span: Span) -> QuerySet[Any]:
    """Annotate places, reached by `path` from a worker or lot, with their work.

    Today's `worker_count`, `lots_underway` and `lots_late`, and of the span `earners` (women whose income is above
    zero), `accepted` (pieces) and `earned` (CNY of income).
    """
    lots = Lot.objects.unfinished()
    incomes = _incomes_at(path, span)
    figures: QuerySet[Any] = places.annotate(
        worker_count=_per(path, Worker.objects.filter(is_active=True), Count("pk")),
        lots_underway=_per(path, lots, Count("pk")),
        lots_late=_per(path, lots.late(timezone.localdate()), Count("pk")),
        earners=_given({pk: Value(found.earners) for pk, found in incomes.items()}, Value(0)),
        accepted=_per(f"report__assignment__worker__{path}", inspected(span), Sum("accepted")),
        earned=_given({pk: Value(found.earned) for pk, found in incomes.items()}, NOTHING),
    )
    return figures


def _given(values: dict[int, Value], nothing: Value) -> Case:
    """Return the value of each row by its primary key, to sort by like any other figure."""
    return Case(*(When(pk=pk, then=value) for pk, value in values.items()), default=nothing)


def _incomes_at(path: str, span: Span) -> dict[int, PlaceIncome]:
    """Return the income of a span by the row that workers reach by `path`: where that is a place, with all below it."""
    entries = entries_of_days(span.begins_on, span.ends_on)
    if not path.endswith(BELOW):
        return income_by_place(entries, path)
    found: dict[int, PlaceIncome] = defaultdict(PlaceIncome)
    lowest = income_by_place(entries, path.removesuffix(BELOW))
    for pk, above in Place.objects.filter(pk__in=lowest).values_list("pk", "path"):
        for each in above:
            found[each] = found[each].plus(lowest[pk])
    return found


def _per(path: str, rows: QuerySet[Any], figure: Aggregate) -> Coalesce:
    """Return a figure of the rows that reach the outer row by `path`, which may end in a lookup of a place's path."""
    outer = [OuterRef("pk")] if path.endswith(BELOW) else OuterRef("pk")
    # A subquery, because several joins at once would multiply each other's rows
    kept = rows.filter(**{path: outer}).order_by().annotate(one=Value(1)).values("one")
    return Coalesce(Subquery(kept.annotate(total=figure).values("total")), Value(0))


def earned_by_month(places: QuerySet[Place], *, months: int = 12) -> Iterator[tuple[date, Decimal]]:
    """Yield the CNY of income in each of the last months, this one included, oldest first."""
    today = timezone.localdate()
    first = number_of(today) - months + 1
    found = _incomes(places, Span(month_at(first), today), "month")
    for number in range(first, first + months):
        yield month_at(number), found.get(month_at(number), Decimal(0))


def income_spread(places: QuerySet[Place]) -> list[tuple[str, int]]:
    """Count active workers by band of their income in 90 days: (band in CNY, workers), poorest band first."""
    today = timezone.localdate()
    incomes = _incomes(places, Span(today - RECENT, today), "side__worker")
    active = Worker.objects.filter(station__place__in=places, is_active=True).values_list("pk", flat=True)
    edges = (0, 500, 1000, 2000, 4000)
    names = ["0", *(f"{low}–{high}" for low, high in pairwise(edges)), f"{edges[-1]}+"]
    counts = [0] * len(names)
    for worker in active:
        counts[sum(incomes.get(worker, 0) > edge for edge in edges)] += 1
    return list(zip(names, counts, strict=True))


def lots_underway(places: QuerySet[Place]) -> LotQuerySet:
    """Return unfinished lots at stations of these places, the earliest due first."""
    return (
        Lot.objects.unfinished()
        .filter(station__place__in=places)
        .select_related("station__place__county", "work_order__base", "work_order__sheet__product")
        .order_by("due_on", "number")
    )


def late_lots(places: QuerySet[Place]) -> LotQuerySet:
    """Return unfinished lots past their date, the most overdue first."""
    return lots_underway(places).late(timezone.localdate())
