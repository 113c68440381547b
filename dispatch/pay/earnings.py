"""Show a worker what she has earned: sums, her work with reasons of refusal, lines of a payslip."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, Prefetch, Q, QuerySet, Sum
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from dispatch.models import Assignment, Deduction, Dispute, Earning, Inspection, Payout, Payslip, Period, WorkReport
from dispatch.models.work import AssignmentQuerySet
from dispatch.pay import ledger
from workshops.models import Worker
from workshops.witness import TAKEN_BACK_WITHIN

MEANT = Dispute.objects.exclude(state=Dispute.State.WITHDRAWN)


@dataclass(frozen=True)
class Sums:
    """Sums in CNY: earned `this_month`, `waiting` for inspection, `said` to be paid but not confirmed, `received`."""

    this_month: Decimal
    waiting: Decimal
    said: Decimal
    received: Decimal

    @property
    def aloud(self) -> str:
        """Return the sums as a Chinese sentence to be read out."""
        with translation.override("zh-hans"):
            words = _(
                "This month you earned %(month)s yuan. Waiting for inspection: %(waiting)s yuan. "
                "Said to be paid and not confirmed by you: %(said)s yuan. Received: %(received)s yuan."
            )
            return words % {
                "month": f"{self.this_month:.2f}", "waiting": f"{self.waiting:.2f}", "said": f"{self.said:.2f}",
                "received": f"{self.received:.2f}",
            }  # fmt: skip


@dataclass(frozen=True)
class Work:
    """One assignment with the inspections that found something wrong."""

    assignment: Assignment
    faults: list[Inspection]

    @property
    def amount(self) -> Decimal:
        """Return the CNY earned by its accepted pieces."""
        return self.assignment.accepted * self.assignment.lot_operation.rate

    @property
    def rework(self) -> int:
        """Return the pieces that came back for rework so far."""
        return sum(fault.rework for fault in self.faults)


@dataclass(frozen=True)
class PayLine:
    """Like entries of a payslip summed up: the `first` of them, their pieces, and CNY to her.

    The pieces of a reversal count below zero, as its money does.
    """

    first: Earning
    pieces: int
    amount: Decimal

    @property
    def is_work(self) -> bool:
        """Return whether it is accepted pieces x rate."""
        return self.first.kind == Earning.Kind.ACCEPTANCE


def sums(worker: Worker) -> Sums:
    """Return the sums of a worker's page."""
    since = timezone.localdate().replace(day=1)
    month = ledger.statement(worker, since=since).earned().aggregate(total=Sum("signed"))["total"]
    reports = WorkReport.objects.waiting().of(worker)
    waiting = reports.aggregate(total=Sum(F("pieces") * F("assignment__lot_operation__rate")))["total"]
    paid = Payout.objects.of(worker).aggregate(
        said=Sum("amount", filter=Q(state__in=Payout.SAID)),
        received=Sum("amount", filter=Q(state=Payout.State.CONFIRMED)),
    )
    nothing = Decimal(0)
    return Sums(month or nothing, waiting or nothing, paid["said"] or nothing, paid["received"] or nothing)


def confirmed_in_her_name(worker: Worker) -> list[Payslip | Payout]:
    """Return the payouts and payslips that were confirmed in her name and that she can still take back."""
    since = timezone.now() - TAKEN_BACK_WITHIN
    payouts = Payout.objects.confirmed().of(worker).select_related("payslip__worker", "payslip__period__base")
    slips = worker.payslips.filter(state=Payslip.State.CONFIRMED).select_related("worker", "period__base")
    rows: list[Payslip | Payout] = []
    for found in (payouts, slips):
        rows += found.filter(confirmed_at__gte=since).select_related("confirmed_by").order_by("-confirmed_at")
    return [one for one in rows if one.can_be_taken_back]


def kept_back(worker: Worker) -> QuerySet[Deduction]:
    """Return the deductions from her in open periods, given back or not, with their reasons and her disputes."""
    mine = Deduction.objects.filter(worker=worker, entry__period__state=Period.State.OPEN)
    mine = mine.select_related("base", "entry__reversed_by", "lot_operation__lot")
    return mine.prefetch_related(Prefetch("entry__contested_in", MEANT))


def assignments(worker: Worker) -> AssignmentQuerySet:
    """Return what she was handed, with what a page shows of it, what she still has in hand first, then the newest."""
    held: AssignmentQuerySet = (
        Assignment.objects.filter(worker=worker)
        .with_in_hand()
        .alias(is_back=ExpressionWrapper(Q(in_hand=0), BooleanField()))
        .select_related("lot_operation__operation", "lot_operation__lot__work_order__sheet__product")
        .prefetch_related("lot_operation__lot__work_order__sheet__product__images")
        .order_by("is_back", "-handed_at", "-pk")
    )
    return held


def works(held: Iterable[Assignment]) -> list[Work]:
    """Return some assignments, in their order, with the inspections that found something wrong."""
    held = list(held)
    faults: dict[int, list[Inspection]] = {one.pk: [] for one in held}
    inspections = Inspection.objects.standing().exclude(reason="").filter(report__assignment__in=held)
    for inspection in inspections.select_related("report").prefetch_related(Prefetch("disputes", MEANT)).order_by("at"):
        faults[inspection.report.assignment_id].append(inspection)
    return [Work(one, faults[one.pk]) for one in held]


def entries(payslip: Payslip) -> QuerySet[Earning]:
    """Return every entry of a payslip by day, with `signed` CNY and what a statement shows of each."""
    rows = ledger.statement(payslip.worker, period=payslip.period)
    rows = rows.select_related("lot_operation__operation", "lot_operation__lot", "inspection", "by", "deduction")
    return rows.order_by("at", "pk")


def payslip_lines(payslip: Payslip) -> list[PayLine]:
    """Return the lines of a payslip: one per kind, operation of a lot, rate, reason and note, by kind and lot."""
    entries = ledger.statement(payslip.worker, period=payslip.period)
    entries = entries.select_related("lot_operation__operation", "lot_operation__lot", "deduction").order_by(
        "kind", "lot_operation__lot__number", "lot_operation__position", "rate", "deduction__why", "note", "pk"
    )

    def alike(entry: Earning) -> tuple[object, ...]:
        why = entry.deduction.why if hasattr(entry, "deduction") else ""
        return entry.kind, entry.lot_operation_id, entry.rate, why, entry.note

    lines = []
    for _key, group in groupby(entries, alike):
        rows: list[Any] = list(group)  # with `signed`, which a statement adds
        amount = sum((row.signed for row in rows), Decimal(0))
        pieces = [row.pieces if row.signed > 0 else -row.pieces for row in rows]
        lines.append(PayLine(rows[0], sum(pieces), amount))
    return lines
