"""Count the minutes that stations have free: their workers' days, less what live lots still need."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from django.db.models import Case, DecimalField, ExpressionWrapper, F, OuterRef, Subquery, Sum, When
from django.db.models.functions import Coalesce, Greatest

from dispatch.models import Assignment, Lot, LotOperation
from dispatch.models.work import still_out
from dispatch.planner.instance import FloatArray
from workshops.calendars import Calendars
from workshops.models import Station

MINUTES = DecimalField(max_digits=16, decimal_places=2)


def shares_of_day(places: Sequence[int], starts_on: date, days: int, calendars: Calendars | None = None) -> FloatArray:
    """Return the share of each day from `starts_on` that the calendar leaves for work, as an array (places, days).

    `calendars`: those that the caller has read already, from no later day.
    """
    calendars = Calendars(since=starts_on) if calendars is None else calendars
    span = [starts_on + timedelta(days=day) for day in range(days)]
    shares = {id(each): [each.share(day) for day in span] for each in (calendars[place] for place in set(places))}
    return np.array([shares[id(calendars[place])] for place in places], dtype=np.float64).reshape(len(places), days)


def minutes_owed(stations: Sequence[Station]) -> list[tuple[int, date, float]]:
    """List the minutes that unfinished lots of any base still need, and stopped ones for what is in hands.

    A row per lot: station, due date, minutes at the station's pace.
    """
    # Subqueries, because joined assignments would repeat the minutes of their operation in the sum
    each = Assignment.objects.filter(lot_operation=OuterRef("pk")).order_by().values("lot_operation")
    accepted = Coalesce(Subquery(each.annotate(pieces=Sum("accepted")).values("pieces")), 0)
    held = Coalesce(Subquery(each.annotate(pieces=Sum(still_out(F))).values("pieces")), 0)
    pieces = Case(When(lot__state=Lot.State.STOPPING, then=held), default=Greatest(F("lot__pieces") - accepted, 0))
    owed = ExpressionWrapper(pieces * F("standard_minutes"), output_field=MINUTES)
    rows = (
        LotOperation.objects.at(stations)
        .filter(lot__state__in=(*Lot.UNFINISHED, Lot.State.STOPPING))
        .order_by()
        .values_list("lot", "lot__station", "lot__due_on", "lot__station__efficiency")
        .annotate(minutes=Sum(owed))
    )
    return [(station, due_on, float(minutes / pace)) for _lot, station, due_on, pace, minutes in rows]


def free_minutes(stations: Sequence[Station], minutes_per_day: Sequence[int], starts_on: date, days: int) -> FloatArray:
    """Return the worker-minutes free from `starts_on` to the end of each day, as an array (stations, days).

    Minutes of live lots are subtracted. A lot takes its minutes by its due date, and so from every later day too.
    Earlier days cannot give away minutes that a later day lacks, so a row never falls. Late lots count on the first
    day.
    """
    rows = {station.pk: row for row, station in enumerate(stations)}
    shares = shares_of_day([station.place_id for station in stations], starts_on, days)
    free = np.array(minutes_per_day, dtype=np.float64)[:, None] * np.cumsum(shares, axis=1)
    for station, due_on, minutes in minutes_owed(stations):
        free[rows[station], max((due_on - starts_on).days, 0) :] -= minutes
    settled: FloatArray = np.minimum.accumulate(free[:, ::-1], axis=1)[:, ::-1]
    return np.maximum(settled, 0.0).round(2)
