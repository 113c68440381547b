"""Accepting finished work; every accepted piece earns its rate."""

from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from uuid import UUID, uuid5

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from dispatch import journalling, ledger, sharing
from dispatch.errors import AlreadyDone, OwnWork, ReasonMissing, TooMany, WrongCount, WrongState
from dispatch.holding import earlier, lock_assignment, lock_lot
from dispatch.models import Assignment, Earning, Inspection, Lot, WorkReport
from dispatch.progress import is_complete, steps
from shop.accounts.models import User

Reason = Inspection.Reason


@transaction.atomic
def inspect(
    report: WorkReport,
    *,
    accepted: int,
    rework: int = 0,
    rejected: int = 0,
    reason: str = "",
    by: User,
    key: UUID,
    note: str = "",
    picture: File | None = None,  # type: ignore[type-arg]
    at: datetime | None = None,
) -> Inspection:
    """Record what the inspector found in one report and post what it earns. Pieces for rework go back to the worker;
    the lot is finished once its last operation has accepted them all. `reason`: a `Reason`, needed unless all is good.

    Raises NotYours, OwnWork, WrongCount (the parts are not the report's pieces), ReasonMissing, AlreadyDone, KeyReused.
    """
    lot = lock_lot(report.assignment.lot_operation.lot_id, by=by)
    held = lock_assignment(report.assignment_id)
    found = {
        "accepted": accepted,
        "rework": rework,
        "rejected": rejected,
        "reason": reason if rework + rejected else "",
    }
    if known := earlier(Inspection, key, report_id=report.pk, **found):
        return known
    _must_add_up(report, accepted, rework, rejected, reason)
    if held.worker.user_id == by.pk:
        raise OwnWork
    if report.inspections.standing().exists() or WorkReport.objects.get(pk=report.pk).withdrawn_at:
        raise AlreadyDone
    moment = at or timezone.now()
    made = Inspection(report=report, **found, note=note, by=by, at=moment, key=key)
    if picture:
        made.picture = picture
    made.save()
    _count(held, made, 1)
    _earn(lot, held, made, by=by)
    _finish_if_complete(lot, moment)
    base, station = lot.work_order.base, lot.station
    journalling.note("inspecting.inspect", made, by=by, base=base, station=station, **found)
    return made


@transaction.atomic
def withdraw(inspection: Inspection, *, why: str, by: User, at: datetime | None = None) -> Inspection:
    """Take a wrong inspection back: its earnings are reversed and its report waits to be inspected anew.

    Raises NotYours, ReasonMissing, AlreadyDone (it is withdrawn), WrongState (the base has received the lot), TooMany
    (the pieces have gone on: handed out for the next operation, or reported again after rework).
    """
    assignment = inspection.report.assignment
    lot = lock_lot(assignment.lot_operation.lot_id, by=by)
    held = lock_assignment(assignment.pk)
    standing = Inspection.objects.select_for_update().get(pk=inspection.pk)
    if standing.withdrawn_at:
        raise AlreadyDone
    if not why.strip():
        raise ReasonMissing
    _must_be_here_still(lot, held, standing)
    standing.withdrawn_at, standing.withdrawn_by = at or timezone.now(), by
    standing.save(update_fields=["withdrawn_at", "withdrawn_by"])
    _count(held, standing, -1)
    for entry in standing.earnings.exclude(kind=Earning.Kind.REVERSAL).filter(reversed_by=None):
        ledger.reverse(entry, by=by, key=uuid5(entry.key, "withdrawn"), note=why, at=at)
    if lot.state == Lot.State.FINISHED and standing.accepted:
        lot.state, lot.finished_at = Lot.State.IN_WORK, None
        lot.save(update_fields=["state", "finished_at"])
    journalling.note("inspecting.withdraw", standing, by=by, base=lot.work_order.base, station=lot.station, why=why)
    return standing


def forget_old_pictures() -> int:
    """Throw away the pictures of inspections made before records of pay must be kept; gives how many."""
    until = timezone.now() - timedelta(days=366 * settings.PAY_RECORDS_KEPT_YEARS)
    old = Inspection.objects.filter(at__lt=until, withdrawn_at=None).exclude(picture="")
    for inspection in old.only("pk", "picture"):
        inspection.picture.delete(save=False)
        Inspection.objects.filter(pk=inspection.pk).update(picture="")
    return len(old)


def _must_add_up(report: WorkReport, accepted: int, rework: int, rejected: int, reason: str) -> None:
    if min(accepted, rework, rejected) < 0 or accepted + rework + rejected != report.pieces:
        raise WrongCount
    if rework + rejected and reason not in Reason.values:
        raise ReasonMissing


def _count(assignment: Assignment, inspection: Inspection, sign: int) -> None:
    """Move a report's pieces from reported to what the inspection says, or back; rework is simply out again."""
    assignment.reported -= sign * (inspection.accepted + inspection.rework + inspection.rejected)
    assignment.accepted += sign * inspection.accepted
    assignment.rejected += sign * inspection.rejected
    assignment.save(update_fields=["reported", "accepted", "rejected"])


def _earn(lot: Lot, assignment: Assignment, inspection: Inspection, *, by: User) -> None:
    """Post accepted pieces x rate to the worker, of it what her household shares, and the station's margin on top."""
    if not inspection.accepted:
        return
    base, operation = lot.work_order.base, assignment.lot_operation
    wages, amount = ledger.wages_of(base), inspection.accepted * operation.rate
    earned = ledger.Transfer(
        kind=Earning.Kind.ACCEPTANCE, debit=wages, credit=ledger.account_of(assignment.worker), amount=amount,
        key=uuid5(inspection.key, "acceptance"), inspection=inspection, lot_operation=operation,
        pieces=inspection.accepted, rate=operation.rate,
    )  # fmt: skip
    transfers = [earned]
    if share := (amount * lot.margin).quantize(Decimal("0.0001"), ROUND_HALF_EVEN):
        margin = ledger.Transfer(
            kind=Earning.Kind.MARGIN, debit=wages, credit=ledger.margin_of(lot.station), amount=share,
            key=uuid5(inspection.key, "margin"), inspection=inspection, lot_operation=operation,
        )  # fmt: skip
        transfers.append(margin)
    transfers += sharing.shares_of(earned, assignment)
    ledger.post_batch(transfers, base=base, by=by, at=inspection.at, lot=lot)


def _finish_if_complete(lot: Lot, at: datetime) -> None:
    if lot.state == Lot.State.IN_WORK and is_complete(lot):
        lot.state, lot.finished_at = Lot.State.FINISHED, at
        lot.save(update_fields=["state", "finished_at"])


def _must_be_here_still(lot: Lot, assignment: Assignment, inspection: Inspection) -> None:
    """Accepted pieces must not be in the next operation or at the base, those for rework not reported again."""
    if lot.received:
        raise WrongState(state=Lot.State.RECEIVED.label)
    if inspection.rework > assignment.out:
        raise TooMany(most=assignment.out)
    line = steps(lot)
    here = next(i for i, step in enumerate(line) if step.operation.pk == assignment.lot_operation_id)
    if here + 1 < len(line) and inspection.accepted > line[here + 1].left:
        raise TooMany(most=line[here + 1].left)
    if inspection.rejected > line[0].left:  # made again in the meantime: more would be out than the lot needs
        raise TooMany(most=line[0].left)
