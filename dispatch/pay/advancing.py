"""Give advances ahead of the payslip, and list what workers still owe of them."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet, Sum

from dispatch.models import Assignment, Earning, LotOperation, Payslip, Period
from dispatch.pay import ledger
from dispatch.pay.errors import WrongAmount
from shop.accounts.models import User
from shop.money import FEN, is_multiple
from shop.refusing import NotYours, ReasonMissing
from workshops.journal import Verb, record
from workshops.models import Base, Worker
from workshops.reach import must_manage


@dataclass(frozen=True)
class Owing:
    """The advances that a worker still owes, of the open period and carried from earlier ones.

    `advanced`, `carried`: CNY, both zero or more.
    """

    worker: Worker
    advanced: Decimal
    carried: Decimal

    @property
    def amount(self) -> Decimal:
        """Return the CNY that her next payslips will keep back in all."""
        return self.advanced + self.carried


@transaction.atomic
def give(base: Base, *, worker: Worker, amount: Decimal, note: str, by: User, key: UUID) -> Earning:
    """Give a worker money ahead, CNY in whole fen, which her next payslips keep back.

    A payslip never goes below zero for it, and carries on what is left. `note`: what it is for and how it was given.
    She reads it.

    Raises NotYours (not the base's manager, or the worker has never made anything for the base), WrongAmount,
    ReasonMissing, KeyReused.
    """
    must_manage(base.pk, by)
    if not workers_of(base).filter(pk=worker.pk).exists():
        raise NotYours
    if amount <= 0 or not is_multiple(amount, FEN):
        raise WrongAmount
    if not note.strip():
        raise ReasonMissing
    transfer = ledger.Transfer(
        kind=Earning.Kind.ADVANCE, debit=ledger.account_of(worker), credit=ledger.wages_of(base), amount=amount,
        key=key, note=note.strip()[:255],
    )  # fmt: skip
    entry = ledger.post([transfer], base=base, by=by)[0]
    record(Verb.GIVE_ADVANCE, entry, by=by, base=base, station=worker.station, amount=amount)
    return entry


def workers_of(base: Base) -> QuerySet[Worker]:
    """Return the workers who have been handed work of this base."""
    handed = Assignment.objects.of_base(base)
    return Worker.objects.filter(pk__in=handed.values("worker")).select_related("station")


def owing(base: Base) -> list[Owing]:
    """Return what each worker owes this base, the most first."""
    advances = Earning.objects.filter(
        kind=Earning.Kind.ADVANCE, reversed_by=None, period__base=base, period__state=Period.State.OPEN
    )
    advanced = dict(advances.order_by().values_list("debit__worker").annotate(total=Sum("amount")))
    last = Payslip.objects.of_base(base).order_by("worker_id", "-period__closing").distinct("worker_id")
    carried = {slip.worker_id: -slip.carried_out for slip in last if slip.carried_out < 0}
    workers = Worker.objects.select_related("station").in_bulk(advanced.keys() | carried.keys())
    nothing = Decimal(0)
    rows = [Owing(who, advanced.get(pk, nothing), carried.get(pk, nothing)) for pk, who in workers.items()]
    return sorted(rows, key=lambda row: (-row.amount, row.worker.number))


def must_make_sense(
    base: Base, worker: Worker, amount: Decimal, words: str, lot_operation: LotOperation | None, *, by: User
) -> None:
    """Check what a manager writes on a worker's account by hand: CNY, what for, and the work it belongs to, if any.

    Raises NotYours (not the base's manager, or the worker never had this work), WrongAmount (not above 0, or no whole
    fen), ReasonMissing.
    """
    must_manage(base.pk, by)
    if not workers_of(base).filter(pk=worker.pk).exists():
        raise NotYours
    if lot_operation and not lot_operation.assignments.of(worker).of_base(base):
        raise NotYours
    if amount <= 0 or not is_multiple(amount, FEN):
        raise WrongAmount
    if not words.strip():
        raise ReasonMissing
