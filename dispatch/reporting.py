"""Reporting finished pieces: by the worker, or by her lead for her; late and twice is right all the same."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from dispatch import journalling
from dispatch.errors import TooMany, WrongCount
from dispatch.holding import earlier, lock_assignment, must_be_or_lead
from dispatch.models import Assignment, WorkReport
from shop.accounts.models import User


@transaction.atomic
def report(
    assignment: Assignment,
    *,
    pieces: int,
    by: User,
    key: UUID,
    done_on: date,
    minutes: int | None = None,
    at: datetime | None = None,
) -> WorkReport:
    """Say that pieces of an assignment are finished; they wait for inspection. A report may come days after `done_on`.

    `minutes`: worked on them, when she says; `at`: when it was said (now). Raises NotYours (neither the worker nor her
    lead), TooMany (more than she still has), WrongCount (none, or finished on a day to come), KeyReused.
    """
    held = lock_assignment(assignment.pk)
    must_be_or_lead(held.worker, by)
    content = {"assignment_id": held.pk, "pieces": pieces, "done_on": done_on, "minutes": minutes}
    if known := earlier(WorkReport, key, **content):
        return known
    if pieces < 1 or done_on > timezone.localdate():
        raise WrongCount
    if pieces > held.out:
        raise TooMany(most=held.out)
    held.reported += pieces
    held.save(update_fields=["reported"])
    made = WorkReport.objects.create(**content, by=by, at=at or timezone.now(), key=key)
    journalling.note("reporting.report", made, by=by, station=held.worker.station, pieces=pieces)
    return made
