"""Pay back costs that a worker bore for the base, such as thread or a fare, which are no part of her earnings."""

from decimal import Decimal
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import QuerySet

from dispatch.models import Earning, LotOperation
from dispatch.pay import ledger
from dispatch.pay.advancing import must_make_sense
from shop.accounts.models import User
from shop.refusing import AlreadyDone, NotYours, ReasonMissing
from workshops.journal import Verb, record
from workshops.models import Base, Worker
from workshops.reach import must_manage


@transaction.atomic
def reimburse(
    base: Base, *, worker: Worker, amount: Decimal, words: str, by: User, key: UUID,
    lot_operation: LotOperation | None = None,
) -> Earning:  # fmt: skip
    """Pay costs back, CNY in whole fen, with her next payslip.

    `words`: for what; `lot_operation`: the work they were for, where they were for one.

    Raises NotYours (not the base's manager, or the worker never had this work), WrongAmount, ReasonMissing, KeyReused.
    """
    must_make_sense(base, worker, amount, words, lot_operation, by=by)
    transfer = ledger.Transfer(
        kind=Earning.Kind.COSTS, debit=ledger.wages_of(base), credit=ledger.account_of(worker), amount=amount,
        key=key, lot_operation=lot_operation, note=words.strip()[:255],
    )  # fmt: skip
    entry = ledger.post([transfer], base=base, by=by, lot=lot_operation.lot if lot_operation else None)[0]
    record(Verb.REIMBURSE, entry, by=by, base=base, station=worker.station, amount=amount)
    return entry


@transaction.atomic
def take_back(entry: Earning, *, because: str, by: User) -> Earning:
    """Undo a mistaken reimbursement in the open period. Raises NotYours, ReasonMissing, AlreadyDone."""
    base = entry.period.base
    must_manage(base.pk, by)
    if entry.kind != Earning.Kind.COSTS:
        raise NotYours
    if not because.strip():
        raise ReasonMissing
    if Earning.objects.filter(reverses=entry).exists():
        raise AlreadyDone
    # A key derived from the entry's, so that it is taken back once
    undone = ledger.reverse(entry, by=by, key=uuid5(entry.key, "taken back"), note=because.strip()[:255])
    record(Verb.TAKE_BACK_REIMBURSEMENT, entry, by=by, base=base, because=because)
    return undone


def given(base: Base) -> QuerySet[Earning]:
    """Return the reimbursements of a base, the newest first."""
    entries = Earning.objects.filter(kind=Earning.Kind.COSTS, period__base=base)
    related = ("credit__worker__station", "by", "lot_operation__lot", "reversed_by__by", "period__base")
    return entries.select_related(*related).order_by("-at", "-pk")
