"""Contest an inspection, a payslip, a deduction or missing pieces, answer in time, and make an error good."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import pgettext

from dispatch.locking import lock_assignment
from dispatch.models import Assignment, Deduction, Dispute, Earning, Inspection, Payslip
from dispatch.pay import ledger
from dispatch.pay.errors import CorrectedSince, TooLate
from shop.accounts.models import User
from shop.refusing import AlreadyDone, NotYours, ReasonMissing, TooMany, WrongCount, WrongState
from workshops.journal import Verb, record
from workshops.models import Worker
from workshops.reach import bases_of, counties_of, must_be_or_lead, sees_all_counties

ANSWER_WITHIN = timedelta(days=7)
CONTEST_WITHIN = timedelta(days=60)
Level = Dispute.Level
ABOVE = {Level.STATION: Level.COUNTY, Level.COUNTY: Level.ASSOCIATION}


def contest_inspection(inspection: Inspection, *, words: str, by: User) -> Dispute:
    """Contest an inspection. `words`: what is wrong.

    Raises NotYours (neither the worker nor her lead), ReasonMissing, TooLate (60 days), AlreadyDone (one is open).
    """
    assignment = inspection.report.assignment
    dispute = Dispute(
        worker=assignment.worker, base=assignment.lot_operation.lot.work_order.base, inspection=inspection
    )
    return _open(dispute, inspection.at, words=words, by=by)


def contest_missing(assignment: Assignment, *, pieces: int, words: str, by: User) -> Dispute:
    """Contest that a number of pieces were handed in and nobody recorded them.

    Raises as `contest_inspection`, and WrongCount for none, TooMany for more than she was handed and nobody has judged.
    """
    if pieces < 1:
        raise WrongCount
    if pieces > (most := assignment.out + assignment.returned):
        raise TooMany(most=most)
    base = assignment.lot_operation.lot.work_order.base
    dispute = Dispute(worker=assignment.worker, base=base, assignment=assignment, missing=pieces)
    return _open(dispute, assignment.handed_at, words=words, by=by)


@transaction.atomic
def contest_payslip(payslip: Payslip, *, words: str, by: User, entry: Earning | None = None) -> Dispute:
    """Contest a payslip, or one `entry` of it. It is then not paid until the answer. Raises as `contest_inspection`."""
    held = Payslip.objects.select_for_update(of=["self"]).select_related("worker", "period__base").get(pk=payslip.pk)
    if entry and entry.pk not in ledger.statement(held.worker, period=held.period).values_list("pk", flat=True):
        raise NotYours
    dispute = Dispute(worker=held.worker, base=held.period.base, payslip=held, entry=entry)
    opened = _open(dispute, held.period.closed_at or timezone.now(), words=words, by=by)
    held.state = Payslip.State.DISPUTED
    held.save(update_fields=["state"])
    return opened


def contest_deduction(deduction: Deduction, *, words: str, by: User) -> Dispute:
    """Contest a deduction before it stands on a payslip.

    Raises as `contest_inspection`, and WrongState (nothing is kept back, or no longer).
    """
    entry = deduction.entry
    if entry is None or Earning.objects.filter(reverses=entry).exists():
        raise WrongState(state=pgettext("deduction", "not kept back"))
    dispute = Dispute(worker=deduction.worker, base=deduction.base, entry=entry)
    return _open(dispute, entry.at, words=words, by=by)


def to_answer(by: User) -> QuerySet[Dispute]:
    """Return the disputes that someone may answer: of her bases, and those that have come up to her as an officer."""
    risen = Dispute.objects.of_workers_in(counties_of(by)).filter(level=Level.COUNTY)
    if sees_all_counties(by):
        risen |= Dispute.objects.filter(level=Level.ASSOCIATION)
    return Dispute.objects.of_bases(bases_of(by)) | risen


@transaction.atomic
def answer(
    dispute: Dispute,
    *,
    words: str,
    by: User,
    amount: Decimal = Decimal(0),
    take_off: bool = False,
    seen: int | None = None,
) -> Dispute:
    """Answer a dispute: make it good by an entry in the open period, or refuse it.

    With an `amount` in CNY it is upheld and paid to the worker; with `take_off` the contested deduction is reversed;
    else it is refused. Nothing that was written is edited. `seen`: primary key of the inspection that stood when the
    answer was thought out, 0 for none.

    Raises NotYours, ReasonMissing, WrongCount (an amount below zero), AlreadyDone, CorrectedSince (another stands now).
    """
    rows = Dispute.objects.select_for_update(of=["self"]).select_related("worker", "base", "payslip", "entry")
    held = rows.get(pk=dispute.pk)
    if not to_answer(by).filter(pk=held.pk).exists():
        raise NotYours
    if held.state != Dispute.State.OPEN:
        raise AlreadyDone
    if not words.strip():
        raise ReasonMissing
    if amount < 0:
        raise WrongCount
    _must_stand_still(held, seen)
    if take_off and can_take_off(held) and held.entry:
        held.outcome = ledger.reverse(held.entry, by=by, key=_key(held), note=words[:255])
    elif amount:
        held.outcome = _make_good(held, amount, words, by)
    held.state = Dispute.State.UPHELD if held.outcome else Dispute.State.REFUSED
    held.answer, held.answered_by, held.answered_at = words, by, timezone.now()
    held.save(update_fields=["state", "answer", "answered_by", "answered_at", "outcome"])
    if held.payslip:
        Payslip.objects.filter(pk=held.payslip.pk).update(state=Payslip.State.SEEN)
    record(Verb.ANSWER_DISPUTE, held, by=by, base=held.base, state=held.state, amount=amount)
    return held


def about(payslip: Payslip) -> QuerySet[Dispute]:
    """Return her disputes about a payslip, or about a deduction before it stood there, the first one first."""
    early = Q(payslip=None, entry__period=payslip.period, worker=payslip.worker)
    return Dispute.objects.filter(Q(payslip=payslip) | early).select_related("outcome").order_by("opened_at")


def can_take_off(dispute: Dispute) -> bool:
    """Return whether she contests a deduction that still stands."""
    entry = dispute.entry
    return bool(entry and entry.kind == Earning.Kind.DEDUCTION and not Earning.objects.filter(reverses=entry).exists())


def worth(dispute: Dispute) -> Decimal:
    """Return the CNY that she would be paid if she is right, 0 when unknown.

    Missing pieces, or those that are refused still, count at the lot's rate, a deduction in full.
    """
    if standing := dispute.standing_inspection:
        return standing.rejected * standing.report.assignment.lot_operation.rate
    if dispute.assignment:
        return dispute.missing * dispute.assignment.lot_operation.rate
    return dispute.entry.amount if dispute.entry and can_take_off(dispute) else Decimal(0)


@transaction.atomic
def escalate() -> int:
    """Send every open dispute whose day has passed one level up, with a new day to answer by, and return how many.

    A retry on the same day does nothing more.
    """
    today = timezone.localdate()
    late = Dispute.objects.select_for_update(of=["self"], skip_locked=True).select_related("base", "worker__station")
    late = late.open().filter(answer_by_on__lt=today, level__in=ABOVE).order_by("pk")
    risen = 0
    for risen, dispute in enumerate(late, start=1):  # noqa: B007 the last number is the count
        dispute.level = ABOVE[Level(dispute.level)]
        dispute.answer_by_on = today + ANSWER_WITHIN
        dispute.save(update_fields=["level", "answer_by_on"])
        record(
            Verb.ESCALATE_DISPUTE, dispute, by=None, base=dispute.base, station=dispute.worker.station,
            level=dispute.level,
        )  # fmt: skip
    return risen


@transaction.atomic
def _open(dispute: Dispute, since: datetime, *, words: str, by: User) -> Dispute:
    must_be_or_lead(dispute.worker, by)
    if not words.strip():
        raise ReasonMissing
    last_day = timezone.localdate(since + CONTEST_WITHIN)
    if timezone.localdate() > last_day:
        raise TooLate(day=last_day)
    Worker.objects.select_for_update().get(pk=dispute.worker_id)  # one at a time
    same: dict[str, object] = {
        "inspection": dispute.inspection,
        "payslip": dispute.payslip,
        "assignment": dispute.assignment,
    }
    if dispute.payslip is None:  # of a payslip one at a time, whatever line it is about
        same["entry"] = dispute.entry
    if Dispute.objects.open().filter(**same).exists():
        raise AlreadyDone
    dispute.words, dispute.opened_by = words, by
    dispute.answer_by_on = timezone.localdate() + ANSWER_WITHIN
    dispute.save()
    record(Verb.CONTEST, dispute, by=by, base=dispute.base, station=dispute.worker.station)
    return dispute


def _key(dispute: Dispute) -> UUID:
    # A dispute has no key of its own: derived from its primary key, its answer posts one entry at most
    return uuid5(NAMESPACE_OID, f"dispute {dispute.pk}")


def _must_stand_still(dispute: Dispute, seen: int | None) -> None:
    """Refuse an answer if another inspection stands than the one `seen`, and lock what stands until the answer."""
    if dispute.inspection:
        lock_assignment(dispute.inspection.report.assignment_id)
    standing = dispute.standing_inspection
    if seen is not None and seen != (standing.pk if standing else 0):
        raise CorrectedSince


def _make_good(dispute: Dispute, amount: Decimal, words: str, by: User) -> Earning:
    transfer = ledger.Transfer(
        kind=Earning.Kind.ADJUSTMENT, debit=ledger.wages_of(dispute.base), credit=ledger.account_of(dispute.worker),
        amount=amount, key=_key(dispute), inspection=dispute.standing_inspection, note=words[:255],
    )  # fmt: skip
    return ledger.post([transfer], base=dispute.base, by=by)[0]
