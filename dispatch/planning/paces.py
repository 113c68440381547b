"""Measure the pace that stations have really shown, week by week, from what their women reported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db.models import F, Max, Q
from django.utils import timezone

from dispatch.models import Assignment
from dispatch.planner.instance import FloatArray
from workshops.calendars import Calendars
from workshops.models import Station

WEEKS = 52  # back from today
TELLING = timedelta(days=14)
LEAST_WEEKS = 6  # that say something about a station
LEAST_MINUTES = 600  # of a week, with fewer it says nothing
BOUNDS = (0.1, 1.25)  # who seems faster has had help, or too generous standard minutes
SLOWER = 0.1  # of the stations are slower than one of which nothing is known is taken to be


def weekly_paces(done: FloatArray, there: FloatArray, standard: FloatArray) -> FloatArray:
    """Return the pace of each station in each week of which something is known, as an array (stations, weeks).

    `done`: standard minutes of good pieces; `there`: minutes of the women who had work in hand; both by station and
    week. In a week of which a station shows nothing it has its usual pace, better or worse as the week was for all. A
    station that shows fewer than six weeks counts as one of the slower ones. Where all together show fewer than six,
    everyone has her `standard`.
    """
    all_there = there.sum(axis=0)
    known = all_there >= LEAST_MINUTES
    if known.sum() < LEAST_WEEKS:
        return standard[:, None].copy()
    done, there = done[:, known], there[:, known]
    together = np.clip(done.sum(axis=0) / all_there[known], *BOUNDS)
    shown = there >= LEAST_MINUTES
    paces = np.clip(done / np.maximum(there, LEAST_MINUTES), *BOUNDS)
    usual = np.array([np.median(row[seen]) if seen.any() else np.nan for row, seen in zip(paces, shown, strict=True)])
    paces = np.where(shown, paces, np.outer(usual, together / np.median(together)))
    proven = shown.sum(axis=1) >= LEAST_WEEKS
    paces[~proven] = np.quantile(paces[proven], SLOWER, axis=0) if proven.any() else together
    found: FloatArray = np.clip(paces, *BOUNDS)
    return found


@dataclass
class _Shown:
    """Standard minutes done by station and week, and the minutes that were there for it."""

    done: FloatArray
    there: FloatArray


def paces_of(stations: Sequence[Station], today: date) -> FloatArray:
    """Return the weekly paces of stations in the year before today, in two queries."""
    standard = np.array([float(station.efficiency) for station in stations])
    shown = _shown(stations, today - timedelta(weeks=WEEKS), today)
    return weekly_paces(shown.done, shown.there, standard)


def _shown(stations: Sequence[Station], since: date, today: date) -> _Shown:
    """Spread the good pieces of each hand-out over its days, and count each woman's minutes of days with work in hand.

    A hand-out lasts until its last report, or until today while pieces of it are out. One of the last two weeks that is
    not finished says nothing yet.
    """
    row = {station.pk: number for number, station in enumerate(stations)}
    calendars = Calendars(since=since)
    shares = [
        [calendars[station.place_id].share(since + timedelta(days=day)) for day in range(7 * WEEKS)]
        for station in stations
    ]
    shown = _Shown(np.zeros((len(stations), WEEKS)), np.zeros((len(stations), WEEKS)))
    counted: set[tuple[int, int]] = set()
    for hand_out in _hand_outs(stations, since, today):
        number = row[hand_out["station"]]
        first = (timezone.localdate(hand_out["handed_at"]) - since).days
        last = ((today if hand_out["in_hand"] else hand_out["last_on"]) - since).days
        days = range(first, last + 1)
        each = float(hand_out["good"] * hand_out["standard"]) / len(days)
        for day in days:
            if not 0 <= day < 7 * WEEKS:
                continue
            shown.done[number, day // 7] += each
            if (hand_out["worker"], day) not in counted:
                counted.add((hand_out["worker"], day))
                shown.there[number, day // 7] += hand_out["minutes"] * shares[number][day]
    return shown


def _hand_outs(stations: Sequence[Station], since: date, today: date) -> Iterator[dict[str, Any]]:
    held = Assignment.objects.filter(lot_operation__lot__station__in=stations, handed_at__date__gte=since)
    rows = held.with_in_hand().annotate(
        station=F("lot_operation__lot__station"),
        standard=F("lot_operation__standard_minutes"),
        minutes=F("worker__minutes_per_day"),
        good=F("accepted") + F("reported"),
        last_on=Max("reports__done_on", filter=Q(reports__withdrawn_at=None)),
    )
    names = ("station", "worker", "minutes", "standard", "good", "handed_at", "last_on", "in_hand")
    for hand_out in rows.order_by().values(*names):
        is_old = timezone.localdate(hand_out["handed_at"]) < today - TELLING
        if is_old if hand_out["in_hand"] else hand_out["last_on"]:
            yield hand_out
