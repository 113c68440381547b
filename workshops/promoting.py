"""Choose which bases the home page shows each day: those that officers chose, and by turns all others.

So many take their turn each day that every open base was shown within 28 days.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count, F, Max, Q, QuerySet
from django.utils import timezone

from shop.accounts.models import User
from shop.refusing import NotYours
from workshops.journal import Verb, record
from workshops.models import Base, Choice, Showing
from workshops.reach import association_of

ROUND = 28  # days within which every open base has its turn
FEWEST = 4  # bases by turns on one day


@transaction.atomic
def choose(base: Base, *, from_on: date, until_on: date, by: User) -> Choice:
    """Choose a base for the home page on these days, as an officer of the association. Raises NotYours."""
    _must_choose_for(base, by)
    made = Choice.objects.create(base=base, from_on=from_on, until_on=until_on, by=by)
    record(Verb.CHOOSE_BASE, made, by=by, base=base, from_on=from_on, until_on=until_on)
    show(timezone.localdate())
    return made


@transaction.atomic
def end(choice: Choice, *, by: User) -> None:
    """End a choice for the home page. Raises NotYours."""
    _must_choose_for(choice.base, by)
    record(Verb.END_CHOICE, choice, by=by, base=choice.base)
    choice.delete()


def show(day: date) -> None:
    """Write down which bases the home page shows on a day: the chosen ones, and those shown longest ago.

    Does nothing the second time but to add what was chosen since.
    """
    selling = Base.objects.selling()
    chosen = selling.filter(choices__from_on__lte=day, choices__until_on__gte=day).distinct()
    shown = Showing.objects.filter(day=day, is_chosen=False).count()
    others = selling.exclude(pk__in=chosen.values("pk")).exclude(showings__day=day)
    waiting = others.annotate(
        shown_on=Max("showings__day", filter=Q(showings__is_chosen=False, showings__day__lt=day))
    ).order_by(F("shown_on").asc(nulls_first=True), "pk")
    turns = max(FEWEST, -(-selling.count() // ROUND)) - shown
    _write(day, chosen, is_chosen=True)
    _write(day, waiting[: max(turns, 0)], is_chosen=False)


def shown_on(day: date) -> QuerySet[Base]:
    """Return the open bases that the home page shows on a day, the chosen ones first."""
    showings = Showing.objects.filter(day=day)
    if not showings.exists():
        show(day)
    bases = Base.objects.selling().filter(showings__in=showings).select_related("place__county")
    return bases.order_by("-showings__is_chosen", "pk")


def days_shown(base: Base) -> dict[str, int]:
    """Return on how many days the home page has shown a base: in the last 28, and in all."""
    since = timezone.localdate() - timedelta(days=ROUND)
    return base.showings.aggregate(lately=Count("pk", filter=Q(day__gt=since)), in_all=Count("pk"))


def _write(day: date, bases: Iterable[Base], *, is_chosen: bool) -> None:
    rows = [Showing(base=base, day=day, is_chosen=is_chosen) for base in bases]
    Showing.objects.bulk_create(rows, ignore_conflicts=True)


def _must_choose_for(base: Base, by: User) -> None:
    if not association_of(by).filter(pk=base.place_id).exists():
        raise NotYours
