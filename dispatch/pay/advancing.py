"""Give advances on what is earned and not yet paid, and list what workers still owe of them.

A manager gives one on her word alone up to the base's ceiling, and above it a second manager approves. It stands in the
ledger once the worker, or her witness, says that she has the money. Her next payslips keep it back, each within the
limit of the law (`ledger.periods`), and carry on what is left.
"""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dispatch.locking import earlier
from dispatch.models import Earning, Outlay, Payslip, Period
from dispatch.models.kinds import EARNED
from dispatch.models.ledger import COUNTED_AS
from dispatch.pay import ceilings, ledger, telling
from dispatch.pay.errors import AdvanceTooHigh, GaveItHerself
from dispatch.pay.outlays import lock, must_make_sense, still_proposed
from shop.accounts.models import User
from shop.money import FEN
from shop.refusing import AlreadyDone, SecondPersonNeeded, WrongState
from workshops.journal import Verb, record
from workshops.models import Base, Worker
from workshops.witness import is_for_her, must_speak_for

Kind = Earning.Kind
NOTHING = Decimal(0)
NOT_APPROVED = _("not yet approved by a second person")


@dataclass(frozen=True)
class Room:
    """The money that a worker has `earned` with a base in its open periods, and what is given ahead of it or kept back.

    `kept`: deductions. `advanced`: in open periods, carried on from earlier ones, or proposed and not yet received.
    """

    earned: Decimal
    kept: Decimal
    advanced: Decimal

    @property
    def left(self) -> Decimal:
        """Return the CNY that may still be advanced, in whole fen."""
        return max(self.earned - self.kept - self.advanced, NOTHING).quantize(FEN, ROUND_DOWN)


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


def room(base: Base, worker: Worker) -> Room:
    """Return what may be advanced to a worker. Reads only, in three queries."""
    entries = ledger.statement(worker).filter(period__base=base, period__state=Period.State.OPEN)
    sums = entries.order_by().alias(what=COUNTED_AS).aggregate(
        earned=Sum("signed", filter=Q(what__in=EARNED), default=NOTHING),
        kept=-Sum("signed", filter=Q(what=Kind.DEDUCTION), default=NOTHING),
        advanced=-Sum("signed", filter=Q(what=Kind.ADVANCE), default=NOTHING),
    )  # fmt: skip
    last = Payslip.objects.of_base(base).of(worker).order_by("-period__closing").first()
    carried = max(-last.carried_out, NOTHING) if last else NOTHING
    owed = sums["advanced"] + carried + still_proposed(base, worker, Outlay.Kind.ADVANCE)
    return Room(sums["earned"], sums["kept"], owed)


@transaction.atomic
def give(base: Base, *, worker: Worker, amount: Decimal, words: str, by: User, key: UUID) -> Outlay:
    """Give a worker money ahead, CNY in whole fen, out of what she has earned and not been paid.

    `words`: what it is for and how it is given; she reads them. Nothing is posted before she has the money.

    Raises NotYours (not the base's manager, or the worker has never made anything for the base), WrongAmount,
    ReasonMissing, AdvanceTooHigh (more than she has earned), KeyReused.
    """
    must_make_sense(base, worker, amount, words, None, by=by)
    Worker.objects.select_for_update(no_key=True).get(pk=worker.pk)  # so that two advances do not share one room
    said = {"base": base, "worker": worker, "amount": amount, "kind": Outlay.Kind.ADVANCE}
    if known := earlier(Outlay, key, **said):
        return known
    allowed = room(base, worker)
    if amount > allowed.left:
        raise AdvanceTooHigh(worker=worker.name, most=_fen(allowed.left), earned=_fen(allowed.earned),
                             kept=_fen(allowed.kept), advanced=_fen(allowed.advanced))  # fmt: skip
    is_above = allowed.advanced + amount > ceilings.of_base(base).advance
    made = Outlay.objects.create(**said, words=words.strip()[:255], needs_second=is_above, proposed_by=by, key=key)
    _record(Verb.GIVE_ADVANCE, made, by, needs_second=is_above)
    return made


@transaction.atomic
def approve(outlay: Outlay, *, by: User) -> Outlay:
    """Approve an advance above the ceiling, as a second person. It can then be handed over.

    Raises NotYours (also for her own), AlreadyDone, SecondPersonNeeded.
    """
    held = lock(outlay)
    must_make_sense(held.base, held.worker, held.amount, held.words, None, by=by)
    if held.kind != Outlay.Kind.ADVANCE or held.approved_by_id or not held.needs_second:
        raise AlreadyDone
    if held.proposed_by_id == by.pk:
        raise SecondPersonNeeded
    held.approved_by, held.approved_at = by, timezone.now()
    held.save(update_fields=["approved_by", "approved_at"])
    _record(Verb.APPROVE_ADVANCE, held, by)
    return held


@transaction.atomic
def receive(outlay: Outlay, *, by: User, digits: str = "") -> Outlay:
    """Say that the worker has the money, as herself or for her, and post it. A retry does nothing.

    Raises what `witness.must_speak_for` raises, WrongState (a second person has not approved it), GaveItHerself (a
    witness who gave or approved it), AlreadyDone (it was declined).
    """
    rows = Outlay.objects.select_for_update(of=["self"]).select_related("base", "worker__station", "worker__user")
    held = rows.get(pk=outlay.pk)
    worker = held.worker
    by_card = must_speak_for(worker, by=by, digits=digits)
    if held.received_at:
        return held
    if held.declined_at or held.kind != Outlay.Kind.ADVANCE:
        raise AlreadyDone
    if held.needs_second and held.approved_by_id is None:
        raise WrongState(state=NOT_APPROVED)
    if by.pk in (held.proposed_by_id, held.approved_by_id):
        raise GaveItHerself
    # uuid5: a key derived from the advance's, so that it is posted once
    transfer = ledger.Transfer(
        kind=Kind.ADVANCE, debit=ledger.account_of(worker), credit=ledger.wages_of(held.base), amount=held.amount,
        key=uuid5(held.key, "received"), note=held.words,
    )  # fmt: skip
    held.entry = ledger.post([transfer], base=held.base, by=by)[0]
    held.received_by, held.received_at = by, timezone.now()
    held.save(update_fields=["entry", "received_by", "received_at"])
    _record(Verb.RECEIVE_ADVANCE, held, by, witnessed=is_for_her(worker, by), by_card=by_card)
    if is_for_her(worker, by):
        telling.tell_advance(held)
    return held


def given(base: Base) -> QuerySet[Outlay]:
    """Return the advances of a base, the newest first."""
    related = ("worker__station", "proposed_by", "approved_by", "declined_by", "received_by", "entry__period")
    return Outlay.objects.of_base(base).filter(kind=Outlay.Kind.ADVANCE).select_related(*related)


def without_receipt(base: Base) -> QuerySet[Earning]:
    """Return the advances of the time before receipts were asked for, the newest first."""
    entries = Earning.objects.filter(kind=Kind.ADVANCE, period__base=base, outlay=None)
    return entries.select_related("debit__worker", "by").order_by("-at")


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


def _fen(amount: Decimal) -> str:
    return f"{amount:.2f}"


def _record(verb: Verb, held: Outlay, by: User, **more: object) -> None:
    record(verb, held, by=by, base=held.base, station=held.worker.station, amount=held.amount, **more)
