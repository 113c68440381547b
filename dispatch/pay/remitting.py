"""Record what the bank or a wallet says of a payout: accepted, came back, or nothing.

A payout without an answer is asked about, never paid anew.
"""

import logging
from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from dispatch.models import Payout, PayoutBatch
from dispatch.pay.wallets import Outcome, Payment, wallet_of
from shop.accounts.models import User
from shop.queueing import queue_on_commit
from shop.refusing import ReasonMissing, WrongState
from workshops.journal import Verb, record
from workshops.reach import must_manage

State = Payout.State
QUIET = timedelta(minutes=2)  # in which the task that a release has queued begins
UNDER_WAY = (State.RELEASED, State.UNCLEAR, State.ACCEPTED)


def send_on_commit(batch: PayoutBatch) -> None:
    """Have a wallet pay the released payouts of a batch, once the release is committed.

    Others go by file or in cash.
    """
    if wallet_of(batch.way):
        queue_on_commit("dispatch.tasks.send_payouts", batch.pk)


def left_behind() -> Iterator[int]:
    """Yield the batches with payouts of unknown result, and those released a while ago that no wallet was asked for."""
    released = Q(state=State.RELEASED, batch__released_at__lt=timezone.now() - QUIET)
    found = (
        Payout.objects.filter(released | Q(state=State.UNCLEAR)).order_by("batch").values_list("batch", "batch__way")
    )
    return (batch for batch, way in found.distinct() if wallet_of(way))


@transaction.atomic
def accept(batch: PayoutBatch, *, reference: str, by: User) -> int:
    """Record that the bank has accepted a batch under its own number, and return how many payouts that are.

    Raises NotYours, WrongState (it is not released).
    """
    held = PayoutBatch.objects.select_for_update(of=["self"]).select_related("period__base").get(pk=batch.pk)
    must_manage(held.period.base_id, by)
    if held.released_at is None:
        raise WrongState(state=State.PREPARED.label)
    accepted = held.payouts.filter(state__in=[State.RELEASED, State.UNCLEAR]).update(
        state=State.ACCEPTED, reference=reference, answered_at=timezone.now()
    )
    record(Verb.ACCEPT_PAYOUTS, held, by=by, base=held.period.base, payouts=accepted, reference=reference)
    return accepted


@transaction.atomic
def bring_back(payout: Payout, *, why: str, by: User | None) -> Payout:
    """Record that money came back, and why, so that a new attempt can pay its payslip.

    `by` is None when a wallet said so. Raises NotYours, ReasonMissing, WrongState (it is not under way, or she has it).
    """
    held = _lock(payout)
    base = held.batch.period.base
    if by:
        must_manage(base.pk, by)
    if not why.strip():
        raise ReasonMissing
    if held.state not in UNDER_WAY:
        raise WrongState(state=held.get_state_display())
    held.state, held.answer, held.answered_at = State.RETURNED, why.strip()[:255], timezone.now()
    held.save(update_fields=["state", "answer", "answered_at"])
    station = held.payslip.worker.station
    record(Verb.BRING_BACK_PAYOUT, held, by=by, base=base, station=station, why=why, amount=held.amount)
    return held


def send(payout: Payout) -> Payout:
    """Have its wallet pay one released payout under the payout's own key. A retry asks and never pays twice.

    A wallet that does not answer leaves the result unknown. Raises WrongState when it is not under way.
    """
    wallet = wallet_of(payout.batch.way)
    if wallet is None or payout.state not in (State.RELEASED, State.UNCLEAR):
        raise WrongState(state=payout.get_state_display())
    is_first = _mark_unclear(payout)  # before the first byte leaves: a crash in between is asked about, not repeated
    payment = Payment.of(payout)
    try:
        outcome = wallet.send(payment) if is_first else wallet.ask(payment)
    except OSError as silence:  # it may have been paid: only asking can tell
        logging.getLogger(__name__).warning("No answer about payout %s: %s", payout.key, silence)
        outcome = Outcome(None, "")
    return _learn(payout, outcome)


@transaction.atomic
def _mark_unclear(payout: Payout) -> bool:
    """Note that a payout is being sent. Returns whether this is the first time."""
    held = _lock(payout)
    if held.state != State.RELEASED:
        return False
    held.state, held.answered_at = State.UNCLEAR, None
    held.save(update_fields=["state", "answered_at"])
    return True


def _learn(payout: Payout, outcome: Outcome) -> Payout:
    if outcome.is_paid is None:
        payout.refresh_from_db()
        return payout
    if not outcome.is_paid:
        return bring_back(payout, why=outcome.words or str(State.RETURNED.label), by=None)
    with transaction.atomic():
        held = _lock(payout)
        if held.state == State.UNCLEAR:
            held.state, held.reference, held.answered_at = State.ACCEPTED, outcome.reference, timezone.now()
            held.save(update_fields=["state", "reference", "answered_at"])
            record(Verb.SEND_PAYOUT, held, by=None, base=held.batch.period.base, reference=outcome.reference)
    return held


def _lock(payout: Payout) -> Payout:
    rows = Payout.objects.select_for_update(of=["self"])
    return rows.select_related("payslip__worker__station", "batch__period__base").get(pk=payout.pk)
