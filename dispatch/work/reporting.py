"""Report finished pieces, by the worker or by her lead for her.

Reports may arrive late or twice, and both are handled.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from dispatch.locking import earlier, lock_assignment
from dispatch.models import Assignment, Lot, WorkReport
from dispatch.work.errors import NoSurplus
from dispatch.work.progress import steps
from shop.accounts.models import User
from shop.refusing import AlreadyDone, ReasonMissing, TooMany, WrongCount
from workshops.journal import Verb, record
from workshops.reach import must_be_or_lead


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
    """Report pieces of an assignment as finished, so that they wait for inspection.

    A report may come days after `done_on`. `minutes`: worked on them, when she says; `at`: when it was reported (now).
    Raises NotYours (neither the worker nor her lead), TooMany (more than she still has), NoSurplus (more than the lot's
    tolerance allows beyond that), WrongCount (none, or finished on a day to come), KeyReused.
    """
    # The lot is locked first: surplus is counted over all its assignments, so two reports may not count it at once
    Lot.objects.select_for_update(of=["self"]).get(operations__assignments=assignment.pk)
    held = lock_assignment(assignment.pk)
    must_be_or_lead(held.worker, by)
    content = {"assignment_id": held.pk, "pieces": pieces, "done_on": done_on, "minutes": minutes}
    if known := earlier(WorkReport, key, **content):
        return known
    if pieces < 1 or done_on > timezone.localdate():
        raise WrongCount
    held.surplus += _surplus(held, pieces)
    held.reported += pieces
    held.save(update_fields=["surplus", "reported"])
    made = WorkReport.objects.create(**content, by=by, at=at or timezone.now(), key=key)
    record(Verb.REPORT, made, by=by, station=held.worker.station, pieces=pieces)
    return made


def _surplus(held: Assignment, pieces: int) -> int:
    """Return how many of the pieces are beyond those she holds.

    Raises TooMany when the lot takes no surplus, NoSurplus beyond what its tolerance still allows.
    """
    beyond = max(pieces - held.out, 0)
    if not beyond:
        return 0
    lot = held.lot_operation.lot
    extra = 0 if lot.hand_in_by_on else int(lot.pieces * lot.tolerance)
    if not extra:
        raise TooMany(most=held.out)
    line = steps(lot)
    place = next(number for number, step in enumerate(line) if step.operation.pk == held.lot_operation_id)
    room = line[place].supply - line[place].handed + (0 if place else extra)
    allowed = max(min(extra, room), 0)
    if beyond > allowed:
        raise NoSurplus(held=held.out, surplus=allowed, most=held.out + allowed)
    return beyond


@transaction.atomic
def withdraw(report: WorkReport, *, why: str, by: User, at: datetime | None = None) -> WorkReport:
    """Withdraw a wrong report before it is inspected.

    Its pieces are in her hands again and can be reported anew. Raises NotYours, ReasonMissing, AlreadyDone (it is
    withdrawn, or inspected: then the inspection is withdrawn first).
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
    held.surplus = max(held.surplus - held.out, 0)  # pieces in her hands again come off the surplus first
    held.save(update_fields=["surplus", "reported"])
    record(Verb.WITHDRAW_REPORT, wrong, by=by, station=held.worker.station, pieces=wrong.pieces, why=why)
    return wrong
