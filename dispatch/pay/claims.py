"""Say what a dispute is worth, and who may answer it."""

from datetime import timedelta
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from dispatch.models import Dispute, Earning, Payslip
from dispatch.models.disputes import DisputeQuerySet
from dispatch.pay import ledger
from shop.accounts.models import User
from workshops.models import Post, Worker
from workshops.reach import association_of, managed_by, served_by

Level = Dispute.Level
SHOWN_FOR = timedelta(days=60)


def about(payslip: Payslip) -> DisputeQuerySet:
    """Return her disputes about a payslip, or about a deduction before it stood there, the first one first."""
    early = Q(payslip=None, entry__period=payslip.period, worker=payslip.worker)
    return Dispute.objects.filter(Q(payslip=payslip) | early).select_related("outcome").order_by("opened_at")


def lately(worker: Worker) -> QuerySet[Dispute]:
    """Return what she contests, the open ones first by deadline, and what was answered in the last 60 days."""
    since = timezone.now() - SHOWN_FOR
    hers = Dispute.objects.of(worker).filter(Q(state=Dispute.State.OPEN) | Q(answered_at__gte=since))
    hers = hers.select_related(
        *("worker", "base", "outcome", "opened_by", "payslip__period", "entry__lot_operation__operation"),
        *(f"{held}lot_operation__operation" for held in ("assignment__", "inspection__report__assignment__")),
    )
    return hers.order_by(F("answered_at").desc(nulls_first=True), "answer_by_on")


def to_answer(by: User) -> QuerySet[Dispute]:
    """Return the disputes whose turn it is with someone: of her bases first, then of her county, then what rose."""
    hers = Dispute.objects.of_bases(managed_by(by)).filter(level=Level.STATION)
    hers |= Dispute.objects.of_workers_in(served_by(by, Post.Role.COUNTY_OFFICER)).filter(level=Level.COUNTY)
    hers |= Dispute.objects.of_workers_in(association_of(by)).filter(level=Level.ASSOCIATION)
    return hers


def to_agree(by: User) -> QuerySet[Dispute]:
    """Return the disputes where someone may agree to another sum as second person.

    That is whoever may answer, and for a county, which may have one officer only, the association too.
    """
    hers = to_answer(by) | Dispute.objects.of_workers_in(association_of(by)).filter(level=Level.COUNTY)
    return hers.exclude(sum_by=by)


def can_take_off(dispute: Dispute) -> bool:
    """Return whether she contests a deduction that still stands."""
    entry = dispute.entry
    return bool(entry and entry.kind == Earning.Kind.DEDUCTION and not Earning.objects.filter(reverses=entry).exists())


def worth(dispute: Dispute) -> Decimal:
    """Return the CNY that she claims, 0 when nothing is left of it or it is unknown.

    Missing pieces, or those that are refused still, count at the lot's rate, a deduction in full.
    """
    if standing := dispute.standing_inspection:
        return standing.rejected * standing.report.assignment.lot_operation.rate
    if dispute.assignment:
        return dispute.missing * dispute.assignment.lot_operation.rate
    return dispute.entry.amount if dispute.entry and can_take_off(dispute) else Decimal(0)


def at_stake(dispute: Dispute) -> Decimal:
    """Return the most CNY that any answer may pay: all that this work, line or payslip could have brought her."""
    if dispute.inspection:
        report = dispute.inspection.report
        return report.pieces * report.assignment.lot_operation.rate
    if held := dispute.assignment:
        return (held.out + held.returned) * held.lot_operation.rate
    if entry := dispute.entry:
        lot_operation = entry.lot_operation
        return max(entry.amount, lot_operation.rate * lot_operation.lot.pieces if lot_operation else entry.amount)
    assert dispute.payslip  # noqa: S101 a dispute names one thing
    entries = ledger.statement(dispute.worker, period=dispute.payslip.period)
    total: Decimal = entries.aggregate(total=Coalesce(Sum("amount"), Decimal(0)))["total"]
    return total
