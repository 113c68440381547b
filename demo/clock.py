"""Run the demo's clock and agenda: deeds are done one after the other, each at its own time in the past."""

import heapq
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

import time_machine
from django.utils import timezone

Deed = Callable[[], object]


class Agenda:
    """Deeds to be done, each at its moment.

    A deed may put further ones on the agenda. Those after `until` are left undone, which is how the demo comes to have
    unfinished work.
    """

    def __init__(self, until: datetime) -> None:
        self.until = until
        self._deeds: list[tuple[datetime, int, Deed]] = []
        self._ticket = count()

    def at(self, moment: datetime, deed: Deed) -> None:
        """Do `deed` at `moment`. Deeds at the same moment run in the order in which they were added."""
        if moment <= self.until:
            heapq.heappush(self._deeds, (moment, next(self._ticket), deed))

    def live(self, clock: "Clock") -> Iterator[datetime]:
        """Do everything in the order of time, and yield the moment after each deed."""
        while self._deeds:
            moment, _ticket, deed = heapq.heappop(self._deeds)
            clock.set(moment)
            deed()
            yield moment


class Clock:
    """The time for everything that runs in this process."""

    def __init__(self, travel: time_machine.travel) -> None:
        self._travel = travel
        self._coordinates = travel.start()

    def set(self, moment: datetime) -> None:
        """Set the time to `moment`, in UTC so that the zone of the process stays as it is."""
        self._coordinates.move_to(moment.astimezone(UTC))

    def stop(self) -> None:
        self._travel.stop()


@contextmanager
def travelling(start: datetime) -> Iterator[Clock]:
    """Freeze the time at `start`, and then wherever the clock is set, until the end of the block."""
    clock = Clock(time_machine.travel(start.astimezone(UTC), tick=False))
    try:
        yield clock
    finally:
        clock.stop()


def at(day: date, hour: float = 9.0) -> datetime:
    """Return the moment of a day at an hour, such as 9.5 for half past nine, where the prefecture lies."""
    return timezone.make_aware(datetime.combine(day, time.min)) + timedelta(hours=hour)


def month_before(day: date, months: int) -> date:
    """Return the first day of the month that is `months` months before that of `day`."""
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)
