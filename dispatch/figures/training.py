"""Follow the women of training classes from a seat to money earned with the craft."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, DateField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet

from dispatch.figures.spans import Span
from dispatch.models import AssignmentPart, Earning, WorkReport
from dispatch.pay.incomes import income_by
from workshops.models import Attendance, Craft, Place, TrainingClass

# Date plus days is a date in the database
LAST_DAY = ExpressionWrapper(F("training_class__begins_on") + F("training_class__days") - 1, DateField())


@dataclass(frozen=True)
class Funnel:
    """Women of some classes at each step, every woman once, and the CNY that they earned with what they learned.

    `working`: those who passed and have reported pieces of the craft since the class; `earning`: those who have earned
    with such pieces.
    """

    classes: int
    seated: int
    attended: int
    passed: int
    working: int
    earning: int
    earned: Decimal


def funnel(places: QuerySet[Place], span: Span) -> Funnel:
    """Follow the women of the classes at stations of these places that began in a span, up to today."""
    classes = TrainingClass.objects.filter(station__place__in=places, begins_on__range=(span.begins_on, span.ends_on))
    seats = Attendance.objects.filter(training_class__in=classes).annotate(last_day=LAST_DAY)
    steps = seats.aggregate(
        seated=Count("worker", distinct=True),
        attended=Count("worker", distinct=True, filter=Q(attended=True)),
        passed=Count("worker", distinct=True, filter=Q(passed=True)),
    )
    taught = _taught(classes)
    incomes = _incomes(seats, taught) if taught else {}
    return Funnel(
        classes=classes.count(),
        working=len(_working(seats, taught)) if taught else 0,
        earning=sum(amount > 0 for amount in incomes.values()),
        earned=sum(incomes.values(), Decimal(0)),
        **steps,
    )


def _taught(classes: QuerySet[TrainingClass]) -> dict[int, set[int]]:
    """Return the crafts of the classes, each with itself and all its branches."""
    branches = defaultdict(set)
    above = dict(Craft.objects.values_list("pk", "parent"))
    for craft in above:
        higher: int | None = craft
        while higher is not None:
            branches[higher].add(craft)
            higher = above[higher]
    return {craft: branches[craft] for craft in set(classes.order_by().values_list("craft", flat=True))}


def _after_class(seats: QuerySet[Any], taught: dict[int, set[int]], *, who: str, craft: str, day: str) -> Q:
    """Return the condition that someone had passed a class in the craft, or in one above it, before the day."""
    passed = seats.filter(passed=True, worker=OuterRef(who), last_day__lt=OuterRef(day))
    each = (
        Q(Exists(passed.filter(training_class__craft=one)), **{f"{craft}__in": branches})
        for one, branches in taught.items()
    )
    return reduce(or_, each)


def _working(seats: QuerySet[Any], taught: dict[int, set[int]]) -> set[int]:
    """Return the women who reported pieces after the class, on their own card or on one that they share."""
    craft = "lot_operation__operation__craft"
    own = WorkReport.objects.filter(
        _after_class(seats, taught, who="assignment__worker", craft=f"assignment__{craft}", day="done_on"),
        withdrawn_at=None,
    )
    shared = AssignmentPart.objects.filter(
        _after_class(seats, taught, who="worker", craft=f"assignment__{craft}", day="assignment__reports__done_on"),
        assignment__reports__withdrawn_at=None,
    )
    return {*own.values_list("assignment__worker", flat=True), *shared.values_list("worker", flat=True)}


def _incomes(seats: QuerySet[Any], taught: dict[int, set[int]]) -> dict[int, Decimal]:
    """Return the CNY that each woman has earned with pieces of the craft that were reported after the class."""
    craft = "inspection__report__assignment__lot_operation__operation__craft"
    return income_by(
        Earning.objects.earned(),
        "side__worker",
        lambda side: _after_class(seats, taught, who=f"{side}__worker", craft=craft, day="inspection__report__done_on"),
    )
