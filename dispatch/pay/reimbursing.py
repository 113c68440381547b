"""Pay back costs that a worker bore for the base, such as thread or a fare, which are no part of her earnings.

One manager proposes and another approves, within the base's ceiling. The money comes with her next payslip, and she
confirms its payout.
"""

from decimal import Decimal
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from dispatch.locking import earlier
from dispatch.models import Earning, LotOperation, Outlay, Period
from dispatch.models.ledger import COUNTED_AS
from dispatch.pay import ceilings, ledger
from dispatch.pay.errors import CostsTooHigh
from dispatch.pay.outlays import lock, must_make_sense, still_proposed
from shop.accounts.models import User
from shop.refusing import AlreadyDone, SecondPersonNeeded
from workshops.journal import Verb, record
from workshops.models import Base, Worker

Kind = Earning.Kind


def left(base: Base, worker: Worker) -> Decimal:
    """Return the CNY of costs that may still be paid back to a worker in the open period. Reads only."""
    entries = ledger.statement(worker).filter(period__base=base, period__state=Period.State.OPEN).order_by()
    paid: Decimal = entries.alias(what=COUNTED_AS).aggregate(
        total=Sum("signed", filter=Q(what=Kind.COSTS), default=Decimal(0))
    )["total"]  # fmt: skip
    ceiling: Decimal = ceilings.of_base(base).costs
    return max(ceiling - paid - still_proposed(base, worker, Outlay.Kind.COSTS), Decimal(0))


@transaction.atomic
def propose(
    base: Base, *, worker: Worker, amount: Decimal, words: str, by: User, key: UUID,
    lot_operation: LotOperation | None = None,
) -> Outlay:  # fmt: skip
    """Propose to pay costs back, CNY in whole fen. Nothing is posted before a second person approves.

    `words`: for what; `lot_operation`: the work they were for, where they were for one.

    Raises NotYours (not the base's manager, or the worker never had this work), WrongAmount, ReasonMissing,
    CostsTooHigh (above the base's ceiling), KeyReused.
    """
    must_make_sense(base, worker, amount, words, lot_operation, by=by)
    Worker.objects.select_for_update(no_key=True).get(pk=worker.pk)  # so that two do not share what is left
    kind = Outlay.Kind.COSTS
    said = {"base": base, "worker": worker, "amount": amount, "kind": kind, "lot_operation": lot_operation}
    if known := earlier(Outlay, key, **said):
        return known
    if amount > (most := left(base, worker)):
        raise CostsTooHigh(worker=worker.name, most=f"{most:.2f}")
    made = Outlay.objects.create(**said, words=words.strip()[:255], needs_second=True, proposed_by=by, key=key)
    record(Verb.PROPOSE_COSTS, made, by=by, base=base, station=worker.station, amount=amount)
    return made


@transaction.atomic
def approve(outlay: Outlay, *, by: User) -> Outlay:
    """Approve costs as a second person, and post them in the open period.

    Raises NotYours (also for her own), AlreadyDone, SecondPersonNeeded.
    """
    held = lock(outlay)
    must_make_sense(held.base, held.worker, held.amount, held.words, held.lot_operation, by=by)
    if held.kind != Outlay.Kind.COSTS:
        raise AlreadyDone
    if held.proposed_by_id == by.pk:
        raise SecondPersonNeeded
    lot = held.lot_operation.lot if held.lot_operation else None
    transfer = ledger.Transfer(
        kind=Kind.COSTS, debit=ledger.wages_of(held.base), credit=ledger.account_of(held.worker), amount=held.amount,
        key=uuid5(held.key, "approved"), lot_operation=held.lot_operation, note=held.words,
    )  # fmt: skip
    held.entry = ledger.post([transfer], base=held.base, by=by, lot=lot)[0]
    held.approved_by, held.approved_at = by, timezone.now()
    held.save(update_fields=["entry", "approved_by", "approved_at"])
    record(Verb.APPROVE_COSTS, held, by=by, base=held.base, station=held.worker.station, amount=held.amount)
    return held


def given(base: Base) -> QuerySet[Earning]:
    """Return the costs that a base has paid back, the newest first."""
    entries = Earning.objects.filter(kind=Kind.COSTS, period__base=base)
    related = ("credit__worker__station", "by", "lot_operation__lot", "reversed_by__by", "period__base")
    return entries.select_related(*related, "outlay__proposed_by", "outlay__approved_by").order_by("-at", "-pk")
