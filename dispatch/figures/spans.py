"""Choose the days that figures are counted over, and find the days before them to compare with."""

from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
MONTHS = {"month": 1, "quarter": 3, "year": 12}


def month_at(number: int) -> date:
    """Return the first day of a month by its number, counted from the year 0."""
    return date(number // 12, number % 12 + 1, 1)


def number_of(day: date) -> int:
    """Return the number of a day's month, counted from the year 0."""
    return day.year * 12 + day.month - 1


@dataclass(frozen=True)
class Span:
    """A stretch of days, both ends included."""

    begins_on: date
    ends_on: date

    @classmethod
    def of(cls, kind: str, day: date) -> "Span":
        """Return the whole month, quarter or year of a day."""
        first = number_of(day) - number_of(day) % MONTHS[kind]
        return cls(month_at(first), month_at(first + MONTHS[kind]) - DAY)

    @classmethod
    def recent(cls, today: date) -> "Span":
        """Return the thirty days up to today."""
        return cls(today - 29 * DAY, today)

    @property
    def days(self) -> int:
        return (self.ends_on - self.begins_on).days + 1

    @property
    def months(self) -> int:
        """Return of how many whole months it is made, 0 when it is no such."""
        after = self.ends_on + DAY
        return number_of(after) - number_of(self.begins_on) if self.begins_on.day == after.day == 1 else 0

    @property
    def kind(self) -> str:
        """Return month, quarter or year, or days for any other stretch."""
        return next((kind for kind in MONTHS if self == Span.of(kind, self.begins_on)), "days")

    @property
    def before(self) -> "Span":
        """Return the stretch of as many months, or else of as many days, that ends where this begins."""
        return self._moved(-1)

    @property
    def after(self) -> "Span":
        """Return the stretch of as many months, or else of as many days, that begins after this."""
        return self._moved(1)

    def _moved(self, steps: int) -> "Span":
        if not self.months:
            way = steps * self.days * DAY
            return Span(self.begins_on + way, self.ends_on + way)
        first = number_of(self.begins_on) + steps * self.months
        return Span(month_at(first), month_at(first + self.months) - DAY)

    def until(self, day: date) -> "Span":
        """Return its part up to a day."""
        return Span(self.begins_on, min(self.ends_on, day))

    def compared_with(self, today: date) -> "Span":
        """Return the days before it to compare with: as many as have passed while it still runs, else all of them."""
        if today >= self.ends_on:
            return self.before
        return self.before.until(self.before.begins_on + (today - self.begins_on))

    def year_so_far(self, today: date) -> "Span":
        """Return the days from the beginning of the year to its end or to today."""
        last = min(self.ends_on, today)
        return Span(date(last.year, 1, 1), last)

    @property
    def label(self) -> str:
        """Return its short name, such as 2026-11, 2026Q3 or 2026, or its ends where it has none."""
        first = self.begins_on
        names = {"month": f"{first:%Y-%m}", "quarter": f"{first.year}Q{first.month // 3 + 1}", "year": f"{first.year}"}
        return names.get(self.kind, self.ends)

    @property
    def ends(self) -> str:
        """Return its first and last day in figures."""
        return f"{self.begins_on:%Y-%m-%d} – {self.ends_on:%Y-%m-%d}"
