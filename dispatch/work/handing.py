"""Hand pieces of an operation out to a worker, and take unmade ones back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from dispatch.locking import earlier, lock_assignment, lock_lot, lock_work
from dispatch.models import Assignment, Lot, LotOperation
from dispatch.pay import household_shares
from dispatch.work.errors import NotSkilled
from dispatch.work.following import follow
from dispatch.work.progress import step_of
from shop.accounts.models import User
from shop.refusing import TooMany, WrongCount, WrongState
from workshops.journal import Verb, record
from workshops.models import Worker
from workshops.reach import must_run


def able(operation: LotOperation) -> QuerySet[Worker]:
    """Return the active workers of the lot's station who may make an operation.

    They are skilled in its craft, in the craft above it, or in a branch of it.
    """
    craft = operation.operation.craft
    skilled = Q(skills__craft=craft) | Q(skills__craft__parent=craft)
    if craft.parent_id:
        skilled |= Q(skills__craft=craft.parent_id)
    return Worker.objects.filter(skilled, station=operation.lot.station_id, is_active=True).distinct()


@transaction.atomic
def hand_out(
    lot_operation: LotOperation, *, worker: Worker, pieces: int, by: User, key: UUID, at: datetime | None = None
) -> Assignment:
    """Give pieces of one operation to one worker. The first hand-out sets the lot in work. `at`: when (now).

    Raises NotYours, WrongState (the lot is not accepted), NotSkilled, TooMany (more than the step before has accepted
    and nobody has yet), WrongCount, KeyReused.
    """
    lot = lock_lot(lot_operation.lot_id, by=by)
    content = {"lot_operation_id": lot_operation.pk, "worker_id": worker.pk, "pieces": pieces}
    if known := earlier(Assignment, key, **content):
        return known
    if lot.state not in (Lot.State.ACCEPTED, Lot.State.IN_WORK):
        raise WrongState(state=lot.get_state_display())
    if not able(lot_operation).filter(pk=worker.pk).exists():
        raise NotSkilled(worker=worker.name, craft=lot_operation.operation.craft.label)
    _must_be_left(lot, lot_operation, pieces)
    assignment = Assignment.objects.create(**content, handed_by=by, handed_at=at or timezone.now(), key=key)
    household_shares.keep_parts(assignment)
    if lot.state == Lot.State.ACCEPTED:
        lot.state = Lot.State.IN_WORK
        lot.save(update_fields=["state"])
    base, station = lot.work_order.base, lot.station
    record(Verb.HAND_OUT, assignment, by=by, base=base, station=station, pieces=pieces)
    return assignment


def _must_be_left(lot: Lot, operation: LotOperation, pieces: int) -> None:
    if pieces < 1:
        raise WrongCount
    left = step_of(lot, operation).left
    if pieces > left:
        raise TooMany(most=left)


@transaction.atomic
def take_back(assignment: Assignment, *, pieces: int, by: User) -> Assignment:
    """Take unmade pieces back from a worker, so that they can be handed out again.

    Raises NotYours, TooMany (more than she still has), WrongCount.
    """
    order, lot = lock_work(assignment.lot_operation.lot_id)
    must_run(lot.station, by)
    held = lock_assignment(assignment.pk)
    if pieces < 1:
        raise WrongCount
    if pieces > held.out:
        raise TooMany(most=held.out)
    held.returned += pieces
    held.save(update_fields=["returned"])
    follow(order, lot, at=timezone.now(), by=by)
    record(Verb.TAKE_BACK_PIECES, held, by=by, base=order.base, station=lot.station, pieces=pieces)
    return held
