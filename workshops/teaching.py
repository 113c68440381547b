"""Teach crafts: announce classes, sign women up, record attendance, and give skills to those who pass."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from workshops.errors import ClassFull, EmptyClass, NotInClass
from workshops.models import Attendance, Craft, Skill, Station, TrainingClass, Worker

STANDARD_PACE = Decimal("1.00")


def teach(
    workers: Iterable[Worker], craft: Craft, *, since_on: date, paces: Mapping[int, Decimal] | None = None
) -> None:
    """Record that these women can do a craft since a day. Existing skills stay as they are.

    `paces` are against the standard (1.00), by primary key.
    """
    found = paces or {}
    skills = [
        Skill(worker=worker, craft=craft, since_on=since_on, pace=found.get(worker.pk, STANDARD_PACE))
        for worker in workers
    ]
    Skill.objects.bulk_create(skills, ignore_conflicts=True)


def announce(*, title: str, craft: Craft, station: Station, begins_on: date, days: int, seats: int) -> TrainingClass:
    """Announce a class in a craft, held at a station. Raises EmptyClass without a day or a seat."""
    if days < 1 or seats < 1:
        raise EmptyClass
    return TrainingClass.objects.create(
        title=title, craft=craft, station=station, begins_on=begins_on, days=days, seats=seats
    )


@transaction.atomic
def sign_up(training_class: TrainingClass, workers: Iterable[Worker]) -> None:
    """Give seats in a class. Women who have one keep it. Raises ClassFull, giving none, when there are too few."""
    held = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
    seated = set(held.attendances.values_list("worker", flat=True))
    new = [worker for worker in workers if worker.pk not in seated]
    if len(seated) + len(new) > held.seats:
        raise ClassFull(left=held.seats - len(seated))
    Attendance.objects.bulk_create(Attendance(training_class=held, worker=worker) for worker in new)


@transaction.atomic
def conclude(training_class: TrainingClass, *, attended: Collection[Worker], passed: Collection[Worker]) -> None:
    """Record who attended and who passed. Those who passed have the skill from the last day on.

    Raises NotInClass when someone passed who did not attend, or attended who had not signed up.
    """
    here, good = {worker.pk for worker in attended}, {worker.pk for worker in passed}
    seats = training_class.attendances.select_for_update()
    if not good <= here <= set(seats.order_by("pk").values_list("worker", flat=True)):
        raise NotInClass
    seats.filter(worker__in=here).update(attended=True)
    seats.filter(worker__in=good).update(passed=True)
    last_day = training_class.begins_on + timedelta(days=training_class.days - 1)
    teach(passed, training_class.craft, since_on=last_day)
