"""Put what waits for a manager in order, most urgent first, from kinds that each find their own by one query."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise

from shop.accounts.models import User
from workshops.models import Base

MOST = 6  # of one kind on the page


@dataclass(frozen=True)
class Wait:
    """One thing that waits: `what` it is about, since when, by when, and the page of the act."""

    what: str
    since: date
    url: str
    by: date | None = None
    note: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of waiting things: `find` returns those of a base, the most urgent first, for one of its managers.

    `days`: how long one may wait that has no day of its own. `more`: the page that lists all.
    """

    label: str | Promise
    act: str | Promise
    days: int
    more: str
    find: Callable[[Base, User, date], Iterable[Wait]]


@dataclass(frozen=True)
class Row:
    """A waiting thing as the page shows it."""

    kind: Kind
    wait: Wait
    by: date
    is_late: bool


@dataclass(frozen=True)
class Waiting:
    """All that waits: the rows, and the kinds of which there are more than are shown."""

    rows: list[Row]
    more: list[Kind]


def waiting(kinds: Iterable[Kind], base: Base, user: User, today: date) -> Waiting:
    """Return what waits at a base for one of its managers. What should have been done already comes first.

    A day that was promised or set goes before one that merely follows from the wait, however old that is. Of two that
    are as urgent the one of the earlier kind comes first.
    """
    ranked: list[tuple[tuple[date, int, date], Row]] = []
    more = []
    for rank, kind in enumerate(kinds):
        found = list(kind.find(base, user, today))
        if len(found) > MOST:
            more.append(kind)
        for wait in found[:MOST]:
            by = wait.by or wait.since + timedelta(days=kind.days)
            urgency = by if wait.by else max(by, today)
            ranked.append(((urgency, rank, wait.since), Row(kind, wait, by, is_late=by < today)))
    return Waiting([row for _key, row in sorted(ranked, key=lambda each: each[0])], more)
