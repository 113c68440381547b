"""Check, decline and look up what managers write on a worker's account by hand."""

from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone

from dispatch.models import Assignment, LotOperation, Outlay
from dispatch.pay.errors import WrongAmount
from shop.accounts.models import User
from shop.money import FEN, is_multiple
from shop.refusing import AlreadyDone, NotYours, ReasonMissing
from workshops.journal import Verb, record
from workshops.models import Base, Worker
from workshops.reach import must_manage

Kind = Outlay.Kind


def workers_of(base: Base) -> QuerySet[Worker]:
    """Return the workers who have been handed work of this base."""
    return workers_of_bases(Base.objects.filter(pk=base.pk)).select_related("station")


def workers_of_bases(bases: QuerySet[Base]) -> QuerySet[Worker]:
    """Return the workers who have been handed work of some of these bases."""
    return Worker.objects.filter(pk__in=Assignment.objects.of_bases(bases).values("worker"))


def must_make_sense(
    base: Base, worker: Worker, amount: Decimal, words: str, lot_operation: LotOperation | None, *, by: User
) -> None:
    """Check what a manager writes on a worker's account by hand: CNY, what for, and the work it belongs to, if any.

    Raises NotYours (not the base's manager, the worker never had this work, or it is herself), WrongAmount (not above
    0, or no whole fen), ReasonMissing.
    """
    must_manage(base.pk, by)
    if worker.user_id == by.pk or not workers_of(base).filter(pk=worker.pk).exists():
        raise NotYours
    if lot_operation and not lot_operation.assignments.of(worker).of_base(base):
        raise NotYours
    if amount <= 0 or not is_multiple(amount, FEN):
        raise WrongAmount
    if not words.strip():
        raise ReasonMissing


@transaction.atomic
def decline(outlay: Outlay, *, because: str, by: User) -> Outlay:
    """Decline an advance or costs, or withdraw them. The worker may say so of an advance that she did not get.

    Raises NotYours, AlreadyDone (it is posted or declined), ReasonMissing.
    """
    held = lock(outlay)
    if not (held.kind == Kind.ADVANCE and held.worker.user_id == by.pk):
        must_manage(held.base_id, by)
    if not because.strip():
        raise ReasonMissing
    held.declined_by, held.declined_at, held.declined_because = by, timezone.now(), because.strip()[:255]
    held.save(update_fields=["declined_by", "declined_at", "declined_because"])
    about = {"kind": held.kind, "amount": held.amount, "because": because}
    record(Verb.DECLINE_OUTLAY, held, by=by, base=held.base, station=held.worker.station, **about)
    return held


def lock(outlay: Outlay) -> Outlay:
    """Return an outlay, locked, that is neither posted nor declined. Raises AlreadyDone."""
    rows = Outlay.objects.select_for_update(of=["self"])
    held = rows.select_related("base", "worker__station", "lot_operation__lot").get(pk=outlay.pk)
    if held.entry_id or held.declined_at:
        raise AlreadyDone
    return held


def still_proposed(base: Base, worker: Worker, kind: Outlay.Kind) -> Decimal:
    """Return the CNY that is proposed for a worker and not posted yet."""
    waiting = Outlay.objects.waiting().of_base(base).of(worker).filter(kind=kind)
    total: Decimal = waiting.aggregate(total=Sum("amount", default=Decimal(0)))["total"]
    return total
