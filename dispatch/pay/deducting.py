"""Keep something back from a worker's pay: two people, a set reason, and never more than the law lets.

The limit is that of the Provisional Rules on the Payment of Wages, article 16 (工资支付暂行规定): at most a fifth of
what she has earned in the period, and what remains is not below the minimum wage. Her hours are the standard
minutes of her accepted pieces, each at the hourly minimum written on its lot.
"""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import DecimalField, F, Q, QuerySet, Sum
from django.utils import timezone

from dispatch.locking import earlier
from dispatch.models import Deduction, Earning, Lot, LotOperation, Period
from dispatch.models.kinds import EARNED, TIMED
from dispatch.models.ledger import COUNTED_AS
from dispatch.pay import ledger
from dispatch.pay.errors import DeductionTooHigh
from dispatch.pay.limits import LEGAL_PART
from dispatch.pay.outlays import must_make_sense
from shop.accounts.models import User
from shop.money import FEN
from shop.refusing import AlreadyDone, ReasonMissing, SecondPersonNeeded
from workshops.journal import Verb, record
from workshops.models import Base, Worker
from workshops.reach import must_manage

Kind = Earning.Kind

EXACT = DecimalField(max_digits=20, decimal_places=6)
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Room:
    """The room that the law leaves for deductions from one worker in one period.

    CNY: what she has `earned`, the `minimum` wage for that work, and what is `taken` already.
    """

    earned: Decimal
    minimum: Decimal
    taken: Decimal

    @property
    def most(self) -> Decimal:
        """Return the CNY that may be kept back in all, in whole fen."""
        most = min(self.earned * LEGAL_PART, self.earned - self.minimum)
        return max(most, NOTHING).quantize(FEN, ROUND_DOWN)

    @property
    def left(self) -> Decimal:
        """Return the CNY that may still be kept back."""
        return max(self.most - self.taken, NOTHING)


def room(worker: Worker, period: Period) -> Room:
    """Return how much may be kept back from a worker in a period. Reads only, in two queries.

    A reversal counts under what it reverses. What a household shares counts where it went, with its part of the time.
    """
    entries = ledger.statement(worker, period=period).order_by().alias(what=COUNTED_AS)
    lot = "lot_operation__"
    wage = F("signed") * F(f"{lot}standard_minutes") * F(f"{lot}minimum_hourly") / (F(f"{lot}rate") * 60)
    sums = entries.aggregate(
        earned=Sum("signed", filter=Q(what__in=EARNED), default=NOTHING),
        minimum=Sum(wage, filter=Q(what__in=TIMED), default=NOTHING, output_field=EXACT),
        taken=Sum("amount", filter=Q(kind=Kind.DEDUCTION, reversed_by=None), default=NOTHING),
    )
    return Room(**sums)


@transaction.atomic
def propose(
    base: Base,
    *,
    worker: Worker,
    why: Deduction.Why,
    amount: Decimal,
    words: str,
    by: User,
    key: UUID,
    lot_operation: LotOperation | None = None,
) -> Deduction:
    """Propose to keep back CNY in whole fen. Nothing is taken before a second person approves.

    `words`: what happened; she reads them. `lot_operation`: the work it belongs to, where it belongs to one.

    Raises NotYours (not the base's manager, or the worker never had this work), WrongAmount, ReasonMissing,
    DeductionTooHigh, KeyReused.
    """
    must_make_sense(base, worker, amount, words, lot_operation, by=by)
    Worker.objects.select_for_update(no_key=True).get(pk=worker.pk)
    said = {"base": base, "worker": worker, "why": why, "amount": amount, "lot_operation": lot_operation}
    if known := earlier(Deduction, key, **said):
        return known
    _look(worker, base, amount, lot_operation)
    made = Deduction.objects.create(**said, words=words.strip()[:255], proposed_by=by, key=key)
    record(Verb.PROPOSE_DEDUCTION, made, by=by, base=base, station=worker.station, amount=amount, why=why)
    return made


@transaction.atomic
def approve(deduction: Deduction, *, by: User) -> Deduction:
    """Approve a deduction as a second person, and post it in the open period.

    Raises NotYours, AlreadyDone (it is decided), SecondPersonNeeded, DeductionTooHigh.
    """
    held = _undecided(deduction, by)
    if held.proposed_by_id == by.pk:
        raise SecondPersonNeeded
    worker = Worker.objects.select_for_update(no_key=True).get(pk=held.worker_id)
    _look(worker, held.base, held.amount, held.lot_operation)
    # uuid5: keys derived from the deduction's, so that it is taken once and given back once
    transfer = ledger.Transfer(
        kind=Kind.DEDUCTION, debit=ledger.account_of(worker), credit=ledger.wages_of(held.base), amount=held.amount,
        key=uuid5(held.key, "approved"), lot_operation=held.lot_operation, note=held.words,
    )  # fmt: skip
    held.entry = ledger.post([transfer], base=held.base, by=by, lot=_lot_of(held.lot_operation))[0]
    held.approved_by, held.approved_at = by, timezone.now()
    held.save(update_fields=["entry", "approved_by", "approved_at"])
    record(Verb.APPROVE_DEDUCTION, held, by=by, base=held.base, station=worker.station, amount=held.amount)
    return held


@transaction.atomic
def decline(deduction: Deduction, *, because: str, by: User) -> Deduction:
    """Decline a deduction, or withdraw it as the person who proposed it, so that nothing is kept back.

    Raises NotYours, AlreadyDone, ReasonMissing.
    """
    held = _undecided(deduction, by)
    if not because.strip():
        raise ReasonMissing
    held.declined_by, held.declined_at, held.declined_because = by, timezone.now(), because.strip()[:255]
    held.save(update_fields=["declined_by", "declined_at", "declined_because"])
    record(Verb.DECLINE_DEDUCTION, held, by=by, base=held.base, station=held.worker.station, because=because)
    return held


def must_be_within(period: Period) -> None:
    """Raise DeductionTooHigh when a worker has earned less since something was kept back from her in a period."""
    for worker in _kept_back_in(period):
        allowed = room(worker, period)
        if allowed.taken > allowed.most:
            raise _too_high(worker, allowed)


def _kept_back_in(period: Period) -> QuerySet[Worker]:
    mine = Deduction.objects.filter(entry__period=period, entry__reversed_by=None)
    return Worker.objects.filter(pk__in=mine.values("worker")).order_by("number")


def _look(worker: Worker, base: Base, amount: Decimal, lot_operation: LotOperation | None) -> None:
    """Refuse what the open period leaves no room for. The period stays open until the transaction ends."""
    allowed = room(worker, ledger.open_period(base, timezone.localdate(), lot=_lot_of(lot_operation)))
    if amount > allowed.left:
        raise _too_high(worker, allowed)


def _lot_of(lot_operation: LotOperation | None) -> Lot | None:
    return lot_operation.lot if lot_operation else None


def _too_high(worker: Worker, allowed: Room) -> DeductionTooHigh:
    fen = {name: f"{getattr(allowed, name):.2f}" for name in ("earned", "minimum", "taken")}
    return DeductionTooHigh(worker=worker.name, most=f"{allowed.left:.2f}", **fen)


def _lock(deduction: Deduction, by: User) -> Deduction:
    rows = Deduction.objects.select_for_update(of=["self"])
    held = rows.select_related("base", "worker__station", "lot_operation__lot", "entry").get(pk=deduction.pk)
    must_manage(held.base_id, by)
    return held


def _undecided(deduction: Deduction, by: User) -> Deduction:
    held = _lock(deduction, by)
    if held.entry or held.declined_at:
        raise AlreadyDone
    return held
