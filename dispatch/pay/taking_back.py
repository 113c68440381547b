"""Take back an advance, costs or a deduction: one manager asks for it, and another agrees."""

from uuid import uuid5

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from dispatch.models import Account, Earning, Period, TakingBack
from dispatch.pay import ledger
from shop.accounts.models import User
from shop.refusing import AlreadyDone, NotYours, ReasonMissing, SecondPersonNeeded, WrongState
from workshops.journal import Verb, record
from workshops.models import Base, Worker
from workshops.reach import must_manage

Kind = Earning.Kind
BY_HAND = (Kind.ADVANCE, Kind.COSTS, Kind.DEDUCTION)


@transaction.atomic
def ask(entry: Earning, *, because: str, by: User) -> TakingBack:
    """Ask to undo an entry, and say why. Nothing is posted before a second person agrees.

    Raises NotYours (not the base's manager, her own, or no such entry), WrongState (an advance of a closed period is on
    a payslip), ReasonMissing, AlreadyDone.
    """
    held = _lock(entry, by)
    if not because.strip():
        raise ReasonMissing
    if held.takings_back.filter(dropped_at=None).exists() or Earning.objects.filter(reverses=held).exists():
        raise AlreadyDone
    made = held.takings_back.create(because=because.strip()[:255], asked_by=by)
    _record(Verb.ASK_BACK, made, held, by, because=made.because)
    return made


@transaction.atomic
def agree(taking_back: TakingBack, *, by: User) -> TakingBack:
    """Agree as a second person, and reverse the entry in the open period.

    Raises NotYours, AlreadyDone, SecondPersonNeeded, WrongState.
    """
    entry = _lock(taking_back.entry, by)
    held = _lock_waiting(taking_back)
    if held.asked_by_id == by.pk:
        raise SecondPersonNeeded
    # A key derived from the entry's, so that it is taken back once
    held.reversal = ledger.reverse(entry, by=by, key=uuid5(entry.key, "taken back"), note=held.because)
    held.agreed_by, held.agreed_at = by, timezone.now()
    held.save(update_fields=["reversal", "agreed_by", "agreed_at"])
    _record(Verb.AGREE_TO_TAKE_BACK, held, entry, by, because=held.because)
    return held


@transaction.atomic
def drop(taking_back: TakingBack, *, by: User) -> TakingBack:
    """Leave an entry as it is, as who asked or as a second person. Raises NotYours, AlreadyDone."""
    must_manage(taking_back.entry.period.base_id, by)
    held = _lock_waiting(taking_back)
    held.dropped_by, held.dropped_at = by, timezone.now()
    held.save(update_fields=["dropped_by", "dropped_at"])
    _record(Verb.DROP_TAKING_BACK, held, held.entry, by)
    return held


def waiting(base: Base) -> QuerySet[TakingBack]:
    """Return what waits for a second person of a base, the oldest first."""
    related = ("entry__debit__worker__station", "entry__credit__worker__station", "asked_by")
    return TakingBack.objects.waiting().of_base(base).select_related(*related).order_by("pk")


def worker_of(entry: Earning) -> Worker:
    """Return the worker whose account an entry made by hand moves."""
    hers = entry.debit if entry.debit.kind == Account.Kind.WORKER else entry.credit
    assert hers.worker is not None  # noqa: S101 the database holds a worker's account to have one
    return hers.worker


def _lock(entry: Earning, by: User) -> Earning:
    rows = Earning.objects.select_for_update(of=["self"], no_key=True)
    held = rows.select_related("period__base", "debit__worker__station", "credit__worker__station").get(pk=entry.pk)
    must_manage(held.period.base_id, by)
    if held.kind not in BY_HAND or worker_of(held).user_id == by.pk:
        raise NotYours
    if held.kind == Kind.ADVANCE and held.period.state != Period.State.OPEN:
        raise WrongState(state=held.period.get_state_display())
    return held


def _lock_waiting(taking_back: TakingBack) -> TakingBack:
    held = (
        TakingBack.objects.select_for_update(of=["self"]).select_related("entry__period__base").get(pk=taking_back.pk)
    )
    if held.agreed_at or held.dropped_at:
        raise AlreadyDone
    return held


def _record(verb: Verb, held: TakingBack, entry: Earning, by: User, **more: object) -> None:
    worker, base = worker_of(entry), entry.period.base
    record(verb, held, by=by, base=base, station=worker.station, kind=entry.kind, amount=entry.amount, **more)
