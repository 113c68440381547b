"""Count days by the calendar: an office's working days, a carrier's days, and the work left in the villages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from workshops.models import Base, CalendarEntry, LeadTimes, Place

DAY = timedelta(days=1)
Kind = CalendarEntry.Kind


@dataclass(frozen=True)
class Calendar:
    """The days of one place. `shares`: the share of work left in its villages, where it is less than all."""

    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    shares: Mapping[date, float] = field(default_factory=dict)

    def share(self, day: date) -> float:
        """Return the share of a usual day's work that is left in the villages."""
        return self.shares.get(day, 1.0)

    def is_worked(self, day: date, week: int = 5) -> bool:
        """Return whether an office with a week of so many days works on a day."""
        if day in self.holidays:
            return False
        return day.weekday() < week or day in self.workdays

    def next_worked(self, day: date, week: int = 5) -> date:
        """Return a day if it is worked, or else the next one that is."""
        while not self.is_worked(day, week):
            day += DAY
        return day

    def after(self, day: date, days: int, week: int = 5) -> date:
        """Return the day on which so many working days after a day are over. With none it is the day itself."""
        for _number in range(days):
            day = self.next_worked(day + DAY, week)
        return day

    def carried(self, day: date, days: int) -> date:
        """Return the day of arrival of what a carrier takes along on a day. It travels every day but on holidays."""
        for _number in range(days):
            day += DAY
            while day in self.holidays:
                day += DAY
        return day

    def first_day(self, now: datetime, closes_at: time, week: int = 5) -> date:
        """Return the working day that something asked or paid at `now` belongs to: today until the closing hour."""
        today = now.date() if now.time() < closes_at else now.date() + DAY
        return self.next_worked(today, week)


def calendar_from(entries: Iterable[CalendarEntry]) -> Calendar:
    """Return the calendar that some entries make. Where they overlap, a holiday wins, and then the least work."""
    by_kind: dict[str, set[date]] = {kind: set() for kind in Kind.values}
    shares: dict[date, float] = {}
    for entry in entries:
        for day in _days(entry.from_on, entry.until_on):
            by_kind[entry.kind].add(day)
            if entry.kind != Kind.WORKDAY:
                shares[day] = min(float(entry.share), shares.get(day, 1.0))
    return Calendar(frozenset(by_kind[Kind.HOLIDAY]), frozenset(by_kind[Kind.WORKDAY]), shares)


class Calendars(dict[int, Calendar]):
    """The calendars of all places (primary keys) from a day on, each made when it is asked for. Reads twice at most.

    An entry counts at its place and at all below. Places with the same entries share one calendar.
    """

    def __init__(self, *, since: date) -> None:
        super().__init__()
        self.entries = list(CalendarEntry.objects.filter(until_on__gte=since))
        dated = {entry.place_id for entry in self.entries if entry.place_id}
        below = Place.objects.filter(path__overlap=list(dated)) if dated else Place.objects.none()
        self.dated = {pk: frozenset(dated.intersection(path)) for pk, path in below.values_list("pk", "path")}
        self.made: dict[frozenset[int], Calendar] = {}

    def __missing__(self, place: int) -> Calendar:
        dated = self.dated.get(place, frozenset())
        if dated not in self.made:
            self.made[dated] = calendar_from(entry for entry in self.entries if entry.place_id in (None, *dated))
        self[place] = self.made[dated]
        return self[place]


def lead_times_of(base: Base) -> LeadTimes:
    """Return the lead times that a base has set, or the usual ones."""
    return LeadTimes.objects.filter(base=base).first() or LeadTimes(base=base)


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + number * DAY
