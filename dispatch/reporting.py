"""Reporting finished pieces: by the worker, or by her lead for her; late and twice is right all the same."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from dispatch import journalling
from dispatch.errors import AlreadyDone, ReasonMissing, TooMany, WrongCount
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


@transaction.atomic
def withdraw(report: WorkReport, *, why: str, by: User, at: datetime | None = None) -> WorkReport:
    """Take a wrong report back before it is inspected; its pieces are in her hands again and can be reported anew.

    Raises NotYours, ReasonMissing, AlreadyDone (it is withdrawn, or inspected: then the inspection is taken back).
    """
    held = lock_assignment(report.assignment_id)
    must_be_or_lead(held.worker, by)
    wrong = WorkReport.objects.select_for_update().get(pk=report.pk)
    if wrong.withdrawn_at or wrong.inspections.standing().exists():
        raise AlreadyDone
    if not why.strip():
        raise ReasonMissing
    wrong.withdrawn_at, wrong.withdrawn_by = at or timezone.now(), by
    wrong.save(update_fields=["withdrawn_at", "withdrawn_by"])
    held.reported -= wrong.pieces
    held.save(update_fields=["reported"])
    journalling.note("reporting.withdraw", wrong, by=by, station=held.worker.station, pieces=wrong.pieces, why=why)
    return wrong
