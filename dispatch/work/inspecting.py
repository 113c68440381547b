"""Inspect finished work, so that each accepted piece earns its rate, and correct or withdraw wrong inspections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from dispatch.locking import earlier, lock_assignment, lock_work
from dispatch.models import Assignment, Earning, Inspection, Lot, WorkReport
from dispatch.pay import household_shares, ledger
from dispatch.work.errors import GoneOn, MadeGood, OwnWork  # fmt: skip
from dispatch.work.following import follow
from dispatch.work.progress import steps
from shop.accounts.models import User
from shop.money import PLACES
from shop.refusing import AlreadyDone, NothingChanged, ReasonMissing, WrongCount, WrongState
from workshops.journal import Verb, record
from workshops.reach import must_run

Reason = Inspection.Reason


@dataclass(frozen=True)
class Verdict:
    """An inspector's verdict on one report: pieces accepted, for rework and rejected, and why not all are accepted.

    `reason`: a `Reason`, needed unless all is good; `picture`: of the fault.
    """

    accepted: int
    rework: int = 0
    rejected: int = 0
    reason: str = ""
    note: str = ""
    picture: File[bytes] | None = None

    @property
    def figures(self) -> dict[str, Any]:
        """Return the columns that no other attempt with the same key may change, without a reason where all is good."""
        counts = {"accepted": self.accepted, "rework": self.rework, "rejected": self.rejected}
        return counts | {"reason": self.reason if self.rework + self.rejected else ""}


@transaction.atomic
def inspect(report: WorkReport, *, verdict: Verdict, by: User, key: UUID, at: datetime | None = None) -> Inspection:
    """Record the verdict on one report and post what it earns.

    Pieces for rework go back to the worker. The lot is finished once its last operation has accepted them all.

    Raises NotYours, OwnWork, WrongCount (the parts are not the report's pieces), ReasonMissing, AlreadyDone, KeyReused.
    """
    order, lot = lock_work(report.assignment.lot_operation.lot_id)
    must_run(lot.station, by)
    held = lock_assignment(report.assignment_id)
    if known := earlier(Inspection, key, report_id=report.pk, **verdict.figures):
        return known
    _must_be_fair(report, held, verdict, by=by)
    if report.inspections.standing().exists() or WorkReport.objects.get(pk=report.pk).withdrawn_at:
        raise AlreadyDone
    made = Inspection(report=report, **verdict.figures, note=verdict.note, by=by, at=at or timezone.now(), key=key)
    _record(lot, held, made, verdict.picture)
    follow(order, lot, at=made.at, by=by)
    base, station = lot.work_order.base, lot.station
    record(Verb.INSPECT, made, by=by, base=base, station=station, **verdict.figures)
    return made


@transaction.atomic
def correct(
    inspection: Inspection, *, verdict: Verdict, why: str, by: User, key: UUID, at: datetime | None = None
) -> Inspection:
    """Replace a wrong inspection by a new one in one act.

    What the wrong one earned is reversed and what the new one earns is posted, both in the open period. Without a new
    picture that of the wrong one stays, unless now all is good.

    Raises what `inspect` and `withdraw` raise, but GoneOn and MadeGood only for the difference, and NothingChanged.
    """
    lot, held, wrong = _lock(inspection, by)
    figures, note, picture = verdict.figures, verdict.note, verdict.picture
    if known := earlier(Inspection, key, report_id=wrong.report_id, **figures):
        return known
    _must_be_fair(wrong.report, held, verdict, by=by)
    _must_stand(wrong, why)
    before = {name: getattr(wrong, name) for name in figures}
    if figures == before and note == wrong.note and not picture:
        raise NothingChanged
    _must_leave_made_good(wrong, more=(verdict.accepted - wrong.accepted) * held.lot_operation.rate)
    counts = ("accepted", "rework", "rejected")
    _must_be_here_still(lot, held, **{name: before[name] - figures[name] for name in counts})
    moment = at or timezone.now()
    _take_back(wrong, why=why, by=by, at=moment)
    made = Inspection(report=wrong.report, **figures, note=note, by=by, at=moment, key=key)
    _record(lot, held, made, picture or (wrong.picture.name if figures["reason"] else None), instead_of=wrong)
    follow(lot.work_order, lot, at=moment, by=by)
    base, station = lot.work_order.base, lot.station
    record(Verb.CORRECT_INSPECTION, made, by=by, base=base, station=station, why=why, before=before, **figures)
    return made


@transaction.atomic
def withdraw(inspection: Inspection, *, why: str, by: User, at: datetime | None = None) -> Inspection:
    """Withdraw a wrong inspection, so that its earnings are reversed and its report waits to be inspected anew.

    Raises NotYours, ReasonMissing, AlreadyDone (it is withdrawn), WrongState (the base has received the lot), GoneOn
    (the pieces have gone on: handed out for the next operation, or reported again after rework), MadeGood.
    """
    lot, held, wrong = _lock(inspection, by)
    _must_stand(wrong, why)
    _must_leave_made_good(wrong, more=Decimal(0))
    _must_be_here_still(lot, held, wrong.accepted, wrong.rework, wrong.rejected)
    moment = at or timezone.now()
    _take_back(wrong, why=why, by=by, at=moment)
    _count(held, undone=wrong)
    follow(lot.work_order, lot, at=moment, by=by)
    record(Verb.WITHDRAW_INSPECTION, wrong, by=by, base=lot.work_order.base, station=lot.station, why=why)
    return wrong


def made_good(inspection: Inspection) -> Decimal:
    """Return the CNY that disputes about an inspection have brought her, which are reversed with the inspection."""
    standing = inspection.earnings.filter(kind=Earning.Kind.ADJUSTMENT, reversed_by=None)
    total: Decimal = standing.aggregate(total=Coalesce(Sum("amount"), Decimal(0)))["total"]
    return total


def forget_old_pictures() -> int:
    """Delete pictures of inspections that are older than records of pay must be kept, and return how many."""
    until = timezone.now() - timedelta(days=366 * settings.PAY_RECORDS_KEPT_YEARS)
    old = Inspection.objects.filter(at__lt=until, withdrawn_at=None).exclude(picture="")
    for inspection in old.only("pk", "picture"):
        inspection.picture.delete(save=False)
        Inspection.objects.filter(pk=inspection.pk).update(picture="")
    return len(old)


def _lock(inspection: Inspection, by: User) -> tuple[Lot, Assignment, Inspection]:
    assignment = inspection.report.assignment
    _order, lot = lock_work(assignment.lot_operation.lot_id)
    must_run(lot.station, by)
    held = lock_assignment(assignment.pk)
    return lot, held, Inspection.objects.select_for_update(of=["self"]).select_related("report").get(pk=inspection.pk)


def _must_be_fair(report: WorkReport, assignment: Assignment, verdict: Verdict, *, by: User) -> None:
    """Refuse a verdict whose parts are not the whole, one without its reason, and one on her own pieces."""
    parts = [verdict.accepted, verdict.rework, verdict.rejected]
    if min(parts) < 0 or sum(parts) != report.pieces:
        raise WrongCount
    if verdict.accepted < report.pieces and verdict.reason not in Reason.values:
        raise ReasonMissing
    if assignment.worker.user_id == by.pk:
        raise OwnWork


def _must_stand(inspection: Inspection, why: str) -> None:
    if inspection.withdrawn_at:
        raise AlreadyDone
    if not why.strip():
        raise ReasonMissing


def _must_leave_made_good(inspection: Inspection, *, more: Decimal) -> None:
    """Refuse to undo what others decided in a dispute, unless the change brings her as much `more` (CNY)."""
    if (good := made_good(inspection)) and more < good:
        raise MadeGood


def _record(
    lot: Lot, assignment: Assignment, made: Inspection, picture: Any, *, instead_of: Inspection | None = None
) -> None:
    """Keep an inspection, count its pieces, post what they earn."""
    if picture:
        made.picture = picture
    made.save()
    _count(assignment, made=made, undone=instead_of)
    _earn(lot, assignment, made, by=made.by)


def _take_back(inspection: Inspection, *, why: str, by: User, at: datetime) -> None:
    """Mark an inspection as withdrawn and reverse all that came of it."""
    inspection.withdrawn_at, inspection.withdrawn_by = at, by
    inspection.save(update_fields=["withdrawn_at", "withdrawn_by"])
    for entry in inspection.earnings.exclude(kind=Earning.Kind.REVERSAL).filter(reversed_by=None):
        # A key derived from the entry's, so that it can be reversed only once for this reason
        ledger.reverse(entry, by=by, key=uuid5(entry.key, "withdrawn"), note=why, at=at)


def _count(assignment: Assignment, *, made: Inspection | None = None, undone: Inspection | None = None) -> None:
    """Move a report's pieces from reported to what an inspection says, or back. Rework is simply out again."""
    for inspection, sign in ((undone, -1), (made, 1)):
        if inspection:
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
    # Keys derived from the inspection's, so that each of its entries can be posted only once
    earned = ledger.Transfer(
        kind=Earning.Kind.ACCEPTANCE, debit=wages, credit=ledger.account_of(assignment.worker), amount=amount,
        key=uuid5(inspection.key, "acceptance"), inspection=inspection, lot_operation=operation,
        pieces=inspection.accepted, rate=operation.rate,
    )  # fmt: skip
    transfers = [earned]
    if margin := (amount * lot.margin).quantize(PLACES, ROUND_HALF_EVEN):
        to_station = ledger.Transfer(
            kind=Earning.Kind.MARGIN, debit=wages, credit=ledger.margin_of(lot.station), amount=margin,
            key=uuid5(inspection.key, "margin"), inspection=inspection, lot_operation=operation,
        )  # fmt: skip
        transfers.append(to_station)
    transfers += household_shares.shares_of(earned, assignment)
    ledger.post_batch(transfers, base=base, by=by, at=inspection.at, lot=lot)


def _must_be_here_still(lot: Lot, assignment: Assignment, accepted: int, rework: int, rejected: int) -> None:
    """Refuse the change unless the pieces it takes back are still at this step.

    Negative counts mean that the change adds pieces. Raises WrongState (the base has received some), GoneOn.
    """
    if lot.received:
        raise WrongState(state=Lot.State.RECEIVED.label)
    if rework > assignment.out:
        raise GoneOn(most=assignment.out)
    line = steps(lot)
    here = next(i for i, step in enumerate(line) if step.operation.pk == assignment.lot_operation_id)
    if here + 1 < len(line) and accepted > line[here + 1].left:
        raise GoneOn(most=line[here + 1].left)
    to_make = max(line[0].supply + line[0].surplus - line[0].handed, 0)
    if rejected > to_make:  # made again in the meantime: more would be out than the lot needs
        raise GoneOn(most=to_make)
