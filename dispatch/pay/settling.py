"""Close a period, so that each worker's earnings become a payslip and the next period opens."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from dispatch.models import Dispute, Payslip, Period, WorkReport
from dispatch.pay import deducting, ledger, telling
from dispatch.pay.errors import TooLate
from shop.accounts.models import User
from shop.refusing import WrongState
from workshops.errors import AccountIsTheirs
from workshops.journal import Verb, record
from workshops.models import PayAccount, Worker
from workshops.reach import must_be_or_lead, must_manage
from workshops.witness import is_for_her, must_be_her, must_speak_for


@dataclass(frozen=True)
class Line:
    """The pay that closing would give one worker, CNY: `exact` earned, `carried_in` from before, `net` to be paid."""

    worker: Worker
    pieces: int
    by_kind: dict[str, str]
    exact: Decimal
    carried_in: Decimal
    net: Decimal


@dataclass(frozen=True)
class Preview:
    """The result that closing a period would have, and what is still missing from it."""

    lines: list[Line]
    waiting_pieces: int
    waiting_amount: Decimal
    open_disputes: int

    @property
    def net(self) -> Decimal:
        """Return the CNY to be paid in all."""
        return sum((line.net for line in self.lines), Decimal(0))


def preview(period: Period) -> Preview:
    """Return what closing the period now would give. Reads only."""
    rows = ledger.due(period)
    workers = Worker.objects.select_related("station").in_bulk([row["worker_id"] for row in rows])
    lines = [Line(worker=workers[row.pop("worker_id")], **row) for row in rows]  # type: ignore[arg-type]
    reports = WorkReport.objects.waiting().of_base(period.base_id)
    waiting = reports.aggregate(count=Sum("pieces"), amount=Sum(F("pieces") * F("assignment__lot_operation__rate")))
    return Preview(
        lines=lines,
        waiting_pieces=waiting["count"] or 0,
        waiting_amount=waiting["amount"] or Decimal(0),
        open_disputes=Dispute.objects.open().of_base(period.base_id).count(),
    )


@transaction.atomic
def close(period: Period, *, by: User) -> Period:
    """Close a period, write its payslips, seal it, and return the period that takes what comes now.

    A period closed before its last day ends today. What comes later belongs to the next, which is opened and lasts to
    the end of its month; after a lot's own period that is the base's. Raises NotYours, ClosedPeriod, WrongState (it has
    not begun), DeductionTooHigh (she has earned less since something was kept back: take that back first).
    """
    must_manage(period.base_id, by)
    today = timezone.localdate()
    if period.begins_on > today:
        raise WrongState(state=period.get_state_display())
    ends_on = min(period.ends_on, today)
    payslips = ledger.close_period(period, ends_on=ends_on, by=by)
    deducting.must_be_within(period)
    ledger.seal(period.base)
    record(Verb.CLOSE_PERIOD, period, by=by, base=period.base, payslips=payslips, ends_on=ends_on)
    if period.lot_id:
        return ledger.open_period(period.base, today)
    begins_on = ends_on + timedelta(days=1)
    return Period.objects.create(base_id=period.base_id, begins_on=begins_on, ends_on=ledger.end_of_month(begins_on))


@transaction.atomic
def see(payslip: Payslip, *, by: User) -> Payslip:
    """Note that the worker, or her lead for her, has looked at a payslip for the first time. Raises NotYours."""
    held = _lock(payslip)
    must_be_or_lead(held.worker, by)
    if held.seen_at is None:
        held.seen_at = timezone.now()
        if held.state == Payslip.State.ISSUED:
            held.state = Payslip.State.SEEN
        held.save(update_fields=["seen_at", "state"])
    return held


@transaction.atomic
def confirm(payslip: Payslip, *, by: User | None, digits: str = "") -> Payslip:
    """Agree with a payslip as the worker, or for her as `witness.must_speak_for` allows. A retry does nothing.

    `by` is None on the page of her opened card. Raises NotYours, DigitsNeeded, WrongDigits, TooManyTries, WrongState
    (it is contested), AccountIsTheirs (a witness who entered the account it is paid to).
    """
    held = _lock(payslip)
    by_card = must_speak_for(held.worker, by=by, digits=digits)
    if held.state == Payslip.State.CONFIRMED:
        return held
    if held.state == Payslip.State.DISPUTED:
        raise WrongState(state=held.get_state_display())
    is_witnessed = is_for_her(held.worker, by)
    if is_witnessed and PayAccount.objects.filter(worker=held.worker, changed_by=by).exists():
        raise AccountIsTheirs
    _keep(held, Payslip.State.CONFIRMED, timezone.now(), by, by_card)
    entry = record(Verb.CONFIRM_PAYSLIP, held, by=by, base=held.period.base, net=held.net, by_card=by_card)
    if is_witnessed:
        telling.tell_payslip(held, entry.pk)
    return held


@transaction.atomic
def take_back(payslip: Payslip, *, by: User | None) -> Payslip:
    """Take back, as the worker, that she agreed with a payslip: within 7 days, what she did not confirm signed in.

    Raises NotYours, WrongState (nobody confirmed it, or she herself did), TooLate.
    """
    held = _lock(payslip)
    must_be_her(held.worker, by)
    until = held.taken_back_until
    if held.state != Payslip.State.CONFIRMED or until is None:
        raise WrongState(state=held.get_state_display())
    if timezone.now() > until:
        raise TooLate(day=timezone.localdate(until))
    witness = held.confirmed_by_id
    _keep(held, Payslip.State.SEEN, None, None, by_card=False)
    record(Verb.TAKE_BACK_PAYSLIP, held, by=by, base=held.period.base, station=held.worker.station, witness=witness)
    return held


def _keep(held: Payslip, state: Payslip.State, at: datetime | None, by: User | None, by_card: bool) -> None:
    held.state, held.confirmed_at, held.confirmed_by, held.confirmed_by_card = state, at, by, by_card
    held.save(update_fields=["state", "confirmed_at", "confirmed_by", "confirmed_by_card"])


def _lock(payslip: Payslip) -> Payslip:
    rows = Payslip.objects.select_for_update(of=["self"])
    return rows.select_related("worker__station", "worker__user", "period__base").get(pk=payslip.pk)
