"""Paying payslips out: prepared by one person, released by another, confirmed by her who received the money."""

from uuid import uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from dispatch import journalling
from dispatch.errors import AlreadyDone, SecondPersonNeeded, WrongState
from dispatch.holding import must_be_or_lead, must_manage
from dispatch.models import Dispute, Payout, PayoutBatch, Payslip, Period
from shop.accounts.models import User
from workshops.models import Station

OPEN_DISPUTE = Dispute.objects.filter(payslip=OuterRef("pk"), state=Dispute.State.OPEN)


def payable(period: Period, station: Station | None = None) -> QuerySet[Payslip]:
    """The payslips of a closed period with something to pay, not yet in a batch and not contested; of all stations or
    of one."""
    payslips = period.payslips.filter(~Exists(OPEN_DISPUTE), net__gt=0, payout=None)
    return payslips.filter(worker__station=station) if station else payslips


@transaction.atomic
def prepare(period: Period, *, way: PayoutBatch.Way, by: User, station: Station | None = None) -> PayoutBatch:
    """Put all payable payslips of a closed period into a batch; of one station where given.

    Raises NotYours, WrongState (the period is open), AlreadyDone (nothing is left to pay).
    """
    must_manage(period.base_id, by)
    if period.state != Period.State.CLOSED:
        raise WrongState(state=period.get_state_display())
    payslips = list(payable(period, station).select_for_update(of=["self"]).order_by("pk"))
    payslips = list(payable(period, station).filter(pk__in=[payslip.pk for payslip in payslips]))  # as it is now
    if not payslips:
        raise AlreadyDone
    batch = PayoutBatch.objects.create(period=period, way=way, prepared_by=by)
    Payout.objects.bulk_create(
        Payout(payslip=payslip, batch=batch, amount=payslip.net, key=uuid4()) for payslip in payslips
    )
    journalling.note("paying.prepare", batch, by=by, base=period.base, way=way, payslips=len(payslips))
    return batch


@transaction.atomic
def release(batch: PayoutBatch, *, by: User) -> PayoutBatch:
    """A second person lets a batch be paid. A payslip contested since it was prepared is taken out and stays payable.

    Raises NotYours, AlreadyDone, SecondPersonNeeded.
    """
    held = PayoutBatch.objects.select_for_update(of=["self"]).select_related("period__base").get(pk=batch.pk)
    must_manage(held.period.base_id, by)
    if held.released_at:
        raise AlreadyDone
    if held.prepared_by_id == by.pk:
        raise SecondPersonNeeded
    list(Payslip.objects.select_for_update().filter(payout__batch=held).order_by("pk").values_list("pk"))
    contested = held.payouts.filter(payslip__disputes__state=Dispute.State.OPEN)
    taken_out, _rows = contested.delete()
    held.payouts.update(state=Payout.State.RELEASED)
    held.released_by, held.released_at = by, timezone.now()
    held.save(update_fields=["released_by", "released_at"])
    journalling.note("paying.release", held, by=by, base=held.period.base, taken_out=taken_out)
    return held


@transaction.atomic
def confirm(payout: Payout, *, by: User) -> Payout:
    """The worker has the money in her hand, and says so herself or with her lead as witness; again does nothing.

    Raises NotYours, WrongState (it is not released).
    """
    rows = Payout.objects.select_for_update(of=["self"]).select_related(
        "payslip__worker__station", "batch__period__base"
    )
    held = rows.get(pk=payout.pk)
    must_be_or_lead(held.payslip.worker, by)
    if held.state == Payout.State.CONFIRMED:
        return held
    if held.state != Payout.State.RELEASED:
        raise WrongState(state=held.get_state_display())
    held.state, held.confirmed_by, held.confirmed_at = Payout.State.CONFIRMED, by, timezone.now()
    held.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    journalling.note("paying.confirm", held, by=by, base=held.batch.period.base, amount=held.amount)
    return held
