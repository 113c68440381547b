"""A worker contests an inspection or a payslip; the base answers within seven days, and an error is made good."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import NAMESPACE_OID, uuid5

from django.db import transaction
from django.utils import timezone

from dispatch import journalling, ledger
from dispatch.errors import AlreadyDone, ReasonMissing, TooLate, WrongCount
from dispatch.holding import must_be_or_lead, must_manage
from dispatch.models import Dispute, Earning, Inspection, Payslip
from shop.accounts.models import User
from workshops.models import Worker

ANSWER_WITHIN = timedelta(days=7)
CONTEST_WITHIN = timedelta(days=60)


def contest_inspection(inspection: Inspection, *, words: str, by: User) -> Dispute:
    """Contest what an inspector found; `words` say what is wrong.

    Raises NotYours (neither the worker nor her lead), ReasonMissing, TooLate (60 days), AlreadyDone (one is open).
    """
    assignment = inspection.report.assignment
    dispute = Dispute(
        worker=assignment.worker, base=assignment.lot_operation.lot.work_order.base, inspection=inspection
    )
    return _open(dispute, inspection.at, words=words, by=by)


@transaction.atomic
def contest_payslip(payslip: Payslip, *, words: str, by: User) -> Dispute:
    """Contest a payslip, which is then not paid until the answer. Raises as `contest_inspection`."""
    held = Payslip.objects.select_for_update(of=["self"]).select_related("worker", "period__base").get(pk=payslip.pk)
    dispute = Dispute(worker=held.worker, base=held.period.base, payslip=held)
    opened = _open(dispute, held.period.closed_at or timezone.now(), words=words, by=by)
    held.state = Payslip.State.DISPUTED
    held.save(update_fields=["state"])
    return opened


@transaction.atomic
def answer(dispute: Dispute, *, words: str, by: User, amount: Decimal = Decimal(0)) -> Dispute:
    """Answer a dispute: with an `amount` in CNY it is upheld and paid to the worker in the open period, else refused.

    Raises NotYours, ReasonMissing, WrongCount (an amount below zero), AlreadyDone.
    """
    held = Dispute.objects.select_for_update(of=["self"]).select_related("worker", "base", "payslip").get(pk=dispute.pk)
    must_manage(held.base_id, by)
    if held.state != Dispute.State.OPEN:
        raise AlreadyDone
    if not words.strip():
        raise ReasonMissing
    if amount < 0:
        raise WrongCount
    if amount:
        held.outcome = _make_good(held, amount, words, by)
    held.state = Dispute.State.UPHELD if amount else Dispute.State.REFUSED
    held.answer, held.answered_by, held.answered_at = words, by, timezone.now()
    held.save(update_fields=["state", "answer", "answered_by", "answered_at", "outcome"])
    if held.payslip:
        Payslip.objects.filter(pk=held.payslip.pk).update(state=Payslip.State.SEEN)
    journalling.note("disputing.answer", held, by=by, base=held.base, state=held.state, amount=amount)
    return held


@transaction.atomic
def _open(dispute: Dispute, since: datetime, *, words: str, by: User) -> Dispute:
    must_be_or_lead(dispute.worker, by)
    if not words.strip():
        raise ReasonMissing
    last_day = timezone.localdate(since + CONTEST_WITHIN)
    if timezone.localdate() > last_day:
        raise TooLate(day=last_day)
    Worker.objects.select_for_update().get(pk=dispute.worker_id)  # one at a time
    if Dispute.objects.filter(
        inspection=dispute.inspection, payslip=dispute.payslip, state=Dispute.State.OPEN
    ).exists():
        raise AlreadyDone
    dispute.words, dispute.opened_by = words, by
    dispute.answer_by_on = timezone.localdate() + ANSWER_WITHIN
    dispute.save()
    journalling.note("disputing.contest", dispute, by=by, base=dispute.base, station=dispute.worker.station)
    return dispute


def _make_good(dispute: Dispute, amount: Decimal, words: str, by: User) -> Earning:
    transfer = ledger.Transfer(
        kind=Earning.Kind.ADJUSTMENT, debit=ledger.wages_of(dispute.base), credit=ledger.account_of(dispute.worker),
        amount=amount, key=uuid5(NAMESPACE_OID, f"dispute {dispute.pk}"), inspection=dispute.inspection,
        note=words[:255],
    )  # fmt: skip
    return ledger.post([transfer], base=dispute.base, by=by)[0]
