"""Pay payslips out: one person prepares, another releases, and she who received the money confirms it."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dispatch.models import Dispute, Payout, PayoutBatch, Payslip, Period
from dispatch.pay import remitting
from dispatch.pay.errors import Contested
from shop.accounts.models import User
from shop.refusing import AlreadyDone, SecondPersonNeeded, WrongState
from workshops.errors import AccountIsTheirs
from workshops.journal import Verb, record
from workshops.models import Station
from workshops.reach import must_be_or_lead, must_manage

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

    What was contested since it was prepared is taken out and can be paid later.

    Raises NotYours, AlreadyDone, SecondPersonNeeded.
    """
    held = PayoutBatch.objects.select_for_update(of=["self"]).select_related("period__base").get(pk=batch.pk)
    must_manage(held.period.base_id, by)
    if held.released_at:
        raise AlreadyDone
    if held.prepared_by_id == by.pk:
        raise SecondPersonNeeded
    list(Payslip.objects.select_for_update().filter(payouts__batch=held).order_by("pk").values_list("pk"))
    contested = held.payouts.filter(payslip__disputes__state=Dispute.State.OPEN)
    taken_out = Payout.objects.filter(pk__in=contested.values("pk")).update(state=Payout.State.TAKEN_OUT)
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
def confirm(payout: Payout, *, by: User) -> Payout:
    """Confirm that the worker has the money, as herself or as the lead who witnesses it. A retry does nothing.

    Raises NotYours, WrongState (it is not released, or came back), AccountIsTheirs (a witness who entered the account).
    """
    rows = Payout.objects.select_for_update(of=["self"]).select_related(
        "payslip__worker__station", "batch__period__base"
    )
    held = rows.get(pk=payout.pk)
    must_be_or_lead(held.payslip.worker, by)
    if held.state == Payout.State.CONFIRMED:
        return held
    if not held.is_said:
        raise WrongState(state=held.get_state_display())
    if held.account_changed_by_id == by.pk and held.payslip.worker.user_id != by.pk:
        raise AccountIsTheirs
    held.state, held.confirmed_by, held.confirmed_at = Payout.State.CONFIRMED, by, timezone.now()
    held.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    base, worker = held.batch.period.base, held.payslip.worker
    witnessed = worker.user_id != by.pk
    record(Verb.CONFIRM_PAYOUT, held, by=by, base=base, station=worker.station, amount=held.amount, witnessed=witnessed)
    return held
