"""Measure the pace that stations have really shown, week by week, from what their women reported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
from django.db.models import Case, DecimalField, F, FilteredRelation, Max, Q, Sum, When
from django.utils import timezone

from dispatch.models import Assignment, WorkReport
from dispatch.planner.instance import FloatArray
from workshops.calendars import calendars_of
from workshops.models import Station

WEEKS = 52  # back from today
LEAST_WEEKS = 6  # that say something about a station
LEAST_MINUTES = 600  # of a week, with fewer it says nothing
BOUNDS = (0.1, 2.0)
MINUTES = DecimalField(max_digits=16, decimal_places=2)


def weekly_paces(done: FloatArray, there: FloatArray, standard: FloatArray) -> FloatArray:
    """Return the pace of each station in each week of which something is known, as an array (stations, weeks).

    `done`: standard minutes of good pieces; `there`: minutes of the women who had work in hand; both by station and
    week. A week of which a station shows nothing has the pace of all stations in that week. A station that shows fewer
    than six weeks has the pace of all throughout, and where all together show fewer than six, everyone has her
    `standard`.
    """
    all_there = there.sum(axis=0)
    known = all_there >= LEAST_MINUTES
    if known.sum() < LEAST_WEEKS:
        return standard[:, None].copy()
    done, there = done[:, known], there[:, known]
    together = np.clip(done.sum(axis=0) / all_there[known], *BOUNDS)
    shown = there >= LEAST_MINUTES
    paces = np.clip(done / np.maximum(there, LEAST_MINUTES), *BOUNDS)
    seen = shown & (shown.sum(axis=1) >= LEAST_WEEKS)[:, None]
    found: FloatArray = np.where(seen, paces, together)
    return found


def paces_of(stations: Sequence[Station], today: date) -> FloatArray:
    """Return the weekly paces of stations in the year before today, in three queries."""
    since = today - timedelta(weeks=WEEKS)
    row = {station.pk: number for number, station in enumerate(stations)}
    done = np.zeros((len(stations), WEEKS))
    for pk, day, minutes in _good_work(stations, since, today):
        done[row[pk], (day - since).days // 7] += float(minutes)
    standard = np.array([float(station.efficiency) for station in stations])
    return weekly_paces(done, _minutes_there(stations, since, today), standard)


def _good_work(stations: Sequence[Station], since: date, today: date) -> list[tuple[int, date, Decimal]]:
    """Return the standard minutes of reported pieces, without those refused, by station and day."""
    standing = FilteredRelation("inspections", condition=Q(inspections__withdrawn_at=None))
    good = Case(When(standing__isnull=False, then=F("standing__accepted")), default=F("pieces"))
    minutes = Sum(good * F("assignment__lot_operation__standard_minutes"), output_field=MINUTES)
    reports = WorkReport.objects.filter(
        withdrawn_at=None, done_on__gte=since, done_on__lt=today,
        assignment__lot_operation__lot__station__in=stations,
    ).alias(standing=standing)  # fmt: skip
    by_day = reports.order_by().values_list("assignment__lot_operation__lot__station", "done_on")
    return list(by_day.annotate(minutes=minutes))


def _minutes_there(stations: Sequence[Station], since: date, today: date) -> FloatArray:
    """Return by station and week the minutes of women who had work in hand, as the calendar leaves them."""
    row = {station.pk: number for number, station in enumerate(stations)}
    minutes: dict[tuple[int, int], int] = {}
    days: dict[tuple[int, int], set[int]] = defaultdict(set)
    reported = Max("reports__done_on", filter=Q(reports__withdrawn_at=None))
    held = Assignment.objects.filter(lot_operation__lot__station__in=stations, handed_at__date__gte=since)
    rows = (
        held.with_in_hand()
        .annotate(last_on=reported)
        .order_by()
        .values_list(
            "lot_operation__lot__station", "worker", "worker__minutes_per_day", "handed_at", "last_on", "in_hand"
        )
    )
    for station, worker, daily, handed_at, last_on, in_hand in rows:
        first_on, last_on = timezone.localdate(handed_at), today if in_hand else last_on
        if last_on:
            minutes[row[station], worker] = daily
            days[row[station], worker].update(range((first_on - since).days, (last_on - since).days + 1))
    calendars = calendars_of([station.county_id for station in stations], since=since)
    there = np.zeros((len(stations), WEEKS))
    for (number, worker), held_on in days.items():
        calendar = calendars[stations[number].county_id]
        for day in held_on:
            if 0 <= day < 7 * WEEKS:
                there[number, day // 7] += minutes[number, worker] * calendar.share(since + timedelta(days=day))
    return there
