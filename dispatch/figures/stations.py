"""Count for a base what each of its stations can do, does and did: people, free time, quality and punctuality."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncDate

from dispatch.models import Inspection, Lot
from dispatch.planning.capacity import free_minutes
from dispatch.planning.facts import people_of
from workshops.models import Base, Link, Post

SPAN = timedelta(days=90)
WEEK = 7


@dataclass(frozen=True)
class Partner:
    """A station of a base. `this_week`, `next_weeks`: hours free in the next 7 days, and in the 14 days after these.

    `quality` and `punctuality`: the share of pieces accepted, and of lots finished by their day, in 90 days. None where
    nothing was inspected or finished.
    """

    link: Link
    leads: list[Post]
    women: int
    this_week: int
    next_weeks: int
    open_lots: int
    quality: Decimal | None
    punctuality: Decimal | None


def partners_of(base: Base, today: date, links: list[Link]) -> list[Partner]:
    """Return what a manager wants to know of the stations of some links, in as many queries for many as for one."""
    stations = [link.station for link in links]
    people = people_of(stations)
    minutes = [people[station.pk].minutes_per_day if station.pk in people else 0 for station in stations]
    free = free_minutes(stations, minutes, today, 3 * WEEK)
    lots, judged = _lots(base, today), _judged(base, today)
    leads: dict[int, list[Post]] = {}
    for post in Post.objects.filter(role=Post.Role.STATION_LEAD, station__in=stations).select_related("user"):
        leads.setdefault(post.station_id or 0, []).append(post)
    partners = []
    for row, link in enumerate(links):
        pk = link.station_id
        unfinished, finished, in_time = lots.get(pk, (0, 0, 0))
        partners.append(
            Partner(
                link=link,
                leads=leads.get(pk, []),
                women=people[pk].workers,
                this_week=int(free[row][WEEK - 1] // 60),
                next_weeks=int((free[row][-1] - free[row][WEEK - 1]) // 60),
                open_lots=unfinished,
                quality=judged.get(pk),
                punctuality=_share(in_time, finished) if finished else None,
            )
        )
    return partners


def _lots(base: Base, today: date) -> dict[int, tuple[int, int, int]]:
    """Return by station how many lots of a base are unfinished, were finished in the span, and in time of these."""
    finished = Q(finished_at__date__gte=today - SPAN, state__in=[Lot.State.FINISHED, Lot.State.RECEIVED])
    rows = Lot.objects.of_base(base).annotate(finished_on=TruncDate("finished_at")).order_by().values("station")
    counted = rows.annotate(
        unfinished=Count("pk", filter=Q(state__in=Lot.UNFINISHED)),
        finished=Count("pk", filter=finished),
        in_time=Count("pk", filter=finished & Q(finished_on__lte=F("due_on"))),
    )
    return {row["station"]: (row["unfinished"], row["finished"], row["in_time"]) for row in counted}


def _judged(base: Base, today: date) -> dict[int, Decimal]:
    """Return by station the share of the pieces inspected in the span that were accepted, of lots of a base."""
    station = "report__assignment__lot_operation__lot__station"
    rows: Any = Inspection.objects.standing().of_base(base).filter(at__date__gte=today - SPAN).order_by()
    sums = rows.values(station).annotate(accepted=Sum("accepted"), rejected=Sum("rejected"))
    return {
        row[station]: _share(row["accepted"], row["accepted"] + row["rejected"])
        for row in sums
        if row["accepted"] + row["rejected"]
    }


def _share(part: int, whole: int) -> Decimal:
    return round(Decimal(part) / whole, 2)
