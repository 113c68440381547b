"""Add up what pages must show: row by row in plain Python, sharing no query with the pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dispatch.models import Assignment, Earning, Inspection, Lot, Payout, WorkReport
from shop.money import money
from tests.reading import number
from workshops.models import Worker

Kind = Earning.Kind
NOT_INCOME = {Kind.ADVANCE, Kind.COSTS, Kind.DEDUCTION}
SAID = set(Payout.SAID)


def what(entry: Earning) -> str:
    """The kind of an entry, or of the one that it reverses."""
    return entry.reverses.kind if entry.reverses else entry.kind


def signed(entry: Earning, worker: Worker) -> Decimal:
    """CNY that an entry brings a worker; below zero when it takes from her."""
    return entry.amount * ((entry.credit.worker_id == worker.pk) - (entry.debit.worker_id == worker.pk))


def entries_of(worker: Worker, **where: Any) -> list[Earning]:
    rows = Earning.objects.filter(**where).select_related("debit", "credit", "reverses")
    return [entry for entry in rows if worker.pk in (entry.debit.worker_id, entry.credit.worker_id)]


def balance(worker: Worker, **where: Any) -> Decimal:
    return sum((signed(entry, worker) for entry in entries_of(worker, **where)), Decimal(0))


def standing_inspections(**where: Any) -> list[Inspection]:
    return [one for one in Inspection.objects.filter(**where) if one.withdrawn_at is None]


def waiting_reports(**where: Any) -> list[WorkReport]:
    """Reports that stand and have no inspection that stands."""
    rows = WorkReport.objects.filter(withdrawn_at=None, **where).select_related("assignment__lot_operation")
    return [report for report in rows if not standing_inspections(report=report)]


def in_hand(held: Assignment) -> int:
    """Handed out and made beyond, less taken back and reported, plus what came back for rework."""
    reports = held.reports.filter(withdrawn_at=None)
    rework = sum(one.rework for one in standing_inspections(report__in=reports))
    return held.pieces + held.surplus - held.returned - sum(report.pieces for report in reports) + rework


def worth(reports: Iterable[WorkReport]) -> Decimal:
    return sum((report.pieces * report.assignment.lot_operation.rate for report in reports), Decimal(0))


def paid(states: Iterable[str], **where: Any) -> Decimal:
    return sum((one.amount for one in Payout.objects.filter(**where) if one.state in states), Decimal(0))


def accepted(**where: Any) -> int:
    return sum(one.accepted for one in standing_inspections(**where))


def made(lot: Lot) -> int:
    """Pieces that the last operation of a lot has accepted."""
    last = lot.operations.order_by("position").last()
    return accepted(report__assignment__lot_operation=last)


def sums_of(worker: Worker) -> dict[str, Decimal]:
    """Return the sums that a worker's tiles must show."""
    income = [entry for entry in entries_of(worker) if what(entry) not in NOT_INCOME]
    payouts = {"payslip__worker": worker}
    return {
        "This month": sum((signed(entry, worker) for entry in income), Decimal(0)),
        "Waiting for inspection": worth(waiting_reports(assignment__worker=worker)),
        "Said to be paid": paid(SAID, **payouts),
        "Received": paid([Payout.State.CONFIRMED], **payouts),
    }


def rounded(figures: dict[str, Decimal]) -> dict[str, Decimal]:
    """Amounts to the fen, as pages say them."""
    return {label: number(money(amount)) for label, amount in figures.items()}


@dataclass(frozen=True)
class StepByHand:
    """One operation of a lot in pieces, as its name says."""

    left: int
    out: int
    reported: int
    accepted: int
    rejected: int


def steps_by_hand(lot: Lot) -> list[StepByHand]:
    """The operations of a lot: the first is given its pieces and those to be made again, each other what is good."""
    found = []
    supply = lot.pieces + sum(one.rejected for one in inspections_of(lot))
    for operation in lot.operations.order_by("position"):
        held = list(operation.assignments.all())
        inspected = standing_inspections(report__assignment__lot_operation=operation)
        handed = sum(one.pieces + one.surplus - one.returned for one in held)
        waiting = waiting_reports(assignment__lot_operation=operation)
        found.append(
            StepByHand(
                left=max(supply - handed, 0), out=sum(in_hand(one) for one in held),
                reported=sum(report.pieces for report in waiting), accepted=sum(one.accepted for one in inspected),
                rejected=sum(one.rejected for one in inspected),
            )
        )  # fmt: skip
        supply = found[-1].accepted
    return found


def inspections_of(lot: Lot) -> list[Inspection]:
    return standing_inspections(report__assignment__lot_operation__lot=lot)
