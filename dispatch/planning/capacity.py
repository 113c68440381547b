"""Minutes that stations have free: their workers' days, less what live lots still ask of them."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from django.db.models import DecimalField, ExpressionWrapper, F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from dispatch.models import Assignment, Lot, LotOperation
from dispatch.planner.instance import FloatArray
from workshops.models import Station

# In these months the fields come first: the share of a day that is left for handicraft.
HARVEST = {6: 0.5, 9: 0.7, 10: 0.6}
MINUTES = DecimalField(max_digits=16, decimal_places=2)


def shares_of_day(starts_on: date, days: int) -> FloatArray:
    """The share of each day, from `starts_on`, that is left for handicraft; shape (days,)."""
    months = [(starts_on + timedelta(days=day)).month for day in range(days)]
    return np.array([HARVEST.get(month, 1.0) for month in months])


def minutes_owed(stations: Sequence[Station]) -> list[tuple[int, date, float]]:
    """What unfinished lots of any base still ask: station, due date, minutes at the station's pace; a row per lot."""
    each = Assignment.objects.filter(lot_operation=OuterRef("pk")).order_by().values("lot_operation")
    accepted = Coalesce(Subquery(each.annotate(pieces=Sum("accepted")).values("pieces")), 0)
    owed = ExpressionWrapper((F("lot__pieces") - accepted) * F("standard_minutes"), output_field=MINUTES)
    rows = (
        LotOperation.objects.at(stations)
        .filter(lot__state__in=Lot.UNFINISHED)
        .order_by()
        .values_list("lot", "lot__station", "lot__due_on", "lot__station__efficiency")
        .annotate(minutes=Sum(owed))
    )
    return [(station, due_on, float(minutes / pace)) for _lot, station, due_on, pace, minutes in rows]


def free_minutes(stations: Sequence[Station], minutes_per_day: Sequence[int], starts_on: date, days: int) -> FloatArray:
    """Worker-minutes free from `starts_on` up to and including each day, net of live lots; shape (stations, days).

    A lot takes its minutes by its due date, so from every later day too; and what a later day lacks, the days before it
    may not give away, so a row never falls. Lots that are late weigh on the first day.
    """
    rows = {station.pk: row for row, station in enumerate(stations)}
    free = np.outer(np.array(minutes_per_day, dtype=np.float64), np.cumsum(shares_of_day(starts_on, days)))
    for station, due_on, minutes in minutes_owed(stations):
        free[rows[station], max((due_on - starts_on).days, 0) :] -= minutes
    settled: FloatArray = np.minimum.accumulate(free[:, ::-1], axis=1)[:, ::-1]
    return np.maximum(settled, 0.0).round(2)
