"""Pay payslips out: one person prepares, another releases, and she who received the money confirms it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dispatch.models import Dispute, Payout, PayoutBatch, Payslip, Period
from dispatch.pay import remitting, telling
from dispatch.pay.errors import Contested, TooLate
from shop.accounts.models import User
from shop.refusing import AlreadyDone, SecondPersonNeeded, WrongState
from workshops.errors import AccountIsTheirs
from workshops.journal import Verb, record
from workshops.models import PayAccount, Station
from workshops.reach import must_manage
from workshops.witness import is_for_her, must_be_her, must_speak_for

Way = PayoutBatch.Way
OPEN_DISPUTE = Dispute.objects.open().filter(payslip=OuterRef("pk"))
LIVE_PAYOUT = Payout.objects.live().filter(payslip=OuterRef("pk"))


def payable(period: Period, station: Station | None = None, way: str = Way.CASH) -> QuerySet[Payslip]:
    """Return the payslips of a closed period that can be paid now, of all stations or of one.

    They have something to pay, are not contested, and have no live attempt to pay them; what came back is among them
    again. By bank or wallet only those of workers who have such an account.
    """
    payslips = period.payslips.filter(~Exists(OPEN_DISPUTE), ~Exists(LIVE_PAYOUT), net__gt=0)
    if way != Way.CASH:
        payslips = payslips.filter(worker__pay_account__kind=way)
    return payslips.filter(worker__station=station) if station else payslips


@transaction.atomic
def prepare(
    period: Period,
    *,
    way: PayoutBatch.Way,
    by: User,
    station: Station | None = None,
    only: Sequence[Payslip] | None = None,
) -> PayoutBatch:
    """Put all payable payslips of a closed period into a batch, those of one station or `only` some, where given.

    Raises NotYours, WrongState (the period is open), Contested (one of `only` is), AlreadyDone (nothing is to pay).
    """
    must_manage(period.base_id, by)
    if period.state != Period.State.CLOSED:
        raise WrongState(state=period.get_state_display())
    wanted = payable(period, station, way)
    if only is not None:
        wanted = wanted.filter(pk__in=[payslip.pk for payslip in only])
        if Dispute.objects.open().filter(payslip__in=list(only)).exists():
            raise Contested
    held = list(Payslip.objects.select_for_update().filter(pk__in=wanted.values("pk")).order_by("pk"))
    now = wanted.filter(pk__in=[payslip.pk for payslip in held])  # as it is once they are held
    payslips = list(now.select_related("worker__pay_account__changed_by"))
    if not payslips:
        raise AlreadyDone
    batch = PayoutBatch.objects.create(period=period, way=way, prepared_by=by)
    Payout.objects.bulk_create(
        Payout(payslip=payslip, batch=batch, amount=payslip.net, key=uuid4(), **_account(payslip, way))
        for payslip in payslips
    )
    record(Verb.PREPARE_BATCH, batch, by=by, base=period.base, way=way, payslips=len(payslips))
    return batch


def _account(payslip: Payslip, way: str) -> dict[str, Any]:
    """Return where the money goes as it is now, and who changed that last, or {} for cash."""
    if way == Way.CASH:
        return {}
    account = payslip.worker.pay_account
    return {
        "holder": account.holder, "bank": account.bank, "account": account.number,
        "account_changed_by": account.changed_by, "account_changed_at": account.changed_at,
    }  # fmt: skip


@transaction.atomic
def release(batch: PayoutBatch, *, by: User) -> PayoutBatch:
    """Release a batch to be paid, as a second person. A wallet is then asked to pay.

    What was contested since it was prepared, or would go to an account that she has changed meanwhile, is taken out and
    can be prepared anew.

    Raises NotYours, AlreadyDone, SecondPersonNeeded.
    """
    held = PayoutBatch.objects.select_for_update(of=["self"]).select_related("period__base").get(pk=batch.pk)
    must_manage(held.period.base_id, by)
    if held.released_at:
        raise AlreadyDone
    if held.prepared_by_id == by.pk:
        raise SecondPersonNeeded
    list(Payslip.objects.select_for_update().filter(payouts__batch=held).order_by("pk").values_list("pk"))
    contested = Q(payslip__disputes__state=Dispute.State.OPEN)
    former = Q(pk__in=held.payouts.to_former_accounts().values("pk"))
    over = held.payouts.filter(contested | former).values("pk")
    taken_out = Payout.objects.filter(pk__in=over).update(state=Payout.State.TAKEN_OUT)
    held.payouts.filter(state=Payout.State.PREPARED).update(state=Payout.State.RELEASED)
    held.released_by, held.released_at = by, timezone.now()
    held.save(update_fields=["released_by", "released_at"])
    record(Verb.RELEASE_BATCH, held, by=by, base=held.period.base, taken_out=taken_out)
    remitting.send_on_commit(held)
    return held


@transaction.atomic
def export(batch: PayoutBatch, *, by: User) -> list[Payout]:
    """Return the payouts of the bank's file by station and name, and record who took it, for it names whole accounts.

    Raises NotYours, WrongState (no second person has released it, or it is not paid by the bank).
    """
    must_manage(batch.period.base_id, by)
    if batch.way != Way.BANK:
        raise WrongState(state=batch.get_way_display())
    if not batch.released_at:
        raise WrongState(state=_("not yet released by a second person"))
    rows = batch.payouts.live().select_related("payslip__worker", "batch")
    payouts = list(rows.order_by("payslip__worker__station__code", "payslip__worker__name"))
    record(Verb.EXPORT_BANK_FILE, batch, by=by, base=batch.period.base, payouts=len(payouts))
    return payouts


@transaction.atomic
def confirm(payout: Payout, *, by: User | None, digits: str = "") -> Payout:
    """Confirm that the worker has the money, as herself or for her as `witness.must_speak_for` allows.

    `by` is None on the page of her opened card. A retry does nothing. Raises NotYours, DigitsNeeded, WrongDigits,
    TooManyTries, AccountIsTheirs (a witness who entered the account), WrongState (it is not released, or came back).
    """
    held = _lock(payout)
    base, worker = held.batch.period.base, held.payslip.worker
    by_card = must_speak_for(worker, by=by, digits=digits)
    if held.state == Payout.State.CONFIRMED:
        return held
    if not held.is_said:
        raise WrongState(state=held.get_state_display())
    is_witnessed = is_for_her(worker, by)
    if by and is_witnessed and changed_her_account(held, by=by):
        raise AccountIsTheirs
    _keep(held, Payout.State.CONFIRMED, timezone.now(), by, by_card)
    entry = record(
        Verb.CONFIRM_PAYOUT, held, by=by, base=base, station=worker.station, amount=held.amount,
        witnessed=is_witnessed, by_card=by_card,
    )  # fmt: skip
    if is_witnessed:
        telling.tell_payout(held, entry.pk)
    return held


@transaction.atomic
def take_back(payout: Payout, *, by: User | None) -> Payout:
    """Take back, as the worker, that she has the money: within 7 days, what she did not confirm signed in.

    It is then said to be paid again. Raises NotYours, WrongState (nobody confirmed it, or she herself did), TooLate.
    """
    held = _lock(payout)
    base, worker = held.batch.period.base, held.payslip.worker
    must_be_her(worker, by)
    until, witness = held.taken_back_until, held.confirmed_by_id
    if until is None:
        raise WrongState(state=held.get_state_display())
    if timezone.now() > until:
        raise TooLate(day=timezone.localdate(until))
    _keep(held, Payout.State.ACCEPTED if held.answered_at else Payout.State.RELEASED, None, None, by_card=False)
    entry = record(
        Verb.TAKE_BACK_PAYOUT, held, by=by, base=base, station=worker.station, amount=held.amount, witness=witness
    )
    telling.tell_taken_back(held, entry.pk)
    return held


def changed_her_account(payout: Payout, *, by: User) -> bool:
    """Return whether someone last set where this money goes, or where her next goes, and so is no witness of it."""
    now = PayAccount.objects.filter(worker=payout.payslip.worker, changed_by=by)
    return bool(payout.account) and (payout.account_changed_by_id == by.pk or now.exists())


def _keep(held: Payout, state: Payout.State, at: datetime | None, by: User | None, by_card: bool) -> None:
    held.state, held.confirmed_at, held.confirmed_by, held.confirmed_by_card = state, at, by, by_card
    held.save(update_fields=["state", "confirmed_at", "confirmed_by", "confirmed_by_card"])


def _lock(payout: Payout) -> Payout:
    rows = Payout.objects.select_for_update(of=["self"])
    return rows.select_related("payslip__worker__station", "payslip__worker__user", "batch__period__base").get(
        pk=payout.pk
    )
