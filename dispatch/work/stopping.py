"""Stop work orders and lots: what is not begun is recalled, and what is in hands may come in until a day."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop
from oscar.apps.order.models import Order

from dispatch import planning_version
from dispatch.locking import lock_work
from dispatch.models import Assignment, DispatchPlan, Lot, PlanLine, WorkOrder
from dispatch.work import telling
from dispatch.work.following import follow
from dispatch.work.issuing import give_back
from shop.accounts.models import User
from shop.refusing import ReasonMissing, WrongState
from workshops.journal import Verb, record
from workshops.reach import must_manage

ORDER_CANCELLED = gettext_noop("the order was cancelled")  # kept as it is, shown in the reader's language
HAND_IN_WITHIN = timedelta(days=14)
State = Lot.State
RECALLED_WHEN = (State.ISSUED, State.ACCEPTED)
STOPPED_WHEN = (State.IN_WORK, State.FINISHED)


@transaction.atomic
def stop(order: WorkOrder, *, reason: str, by: User) -> WorkOrder:
    """Stop a work order for its base, with its lots. Raises NotYours, ReasonMissing, WrongState (done or stopped)."""
    must_manage(order.base_id, by)
    held = _lock(order.pk)
    if held.state not in WorkOrder.UNFINISHED:
        raise WrongState(state=held.get_state_display())
    _stop(held, reason, by)
    telling.tell_buyer_of_stop(held)
    return held


@transaction.atomic
def stop_all_of(order: Order) -> list[WorkOrder]:
    """Stop the unfinished work orders of a cancelled order, for the site. A repeated call stops nothing."""
    found = WorkOrder.objects.filter(line__order=order, state__in=WorkOrder.UNFINISHED).order_by("pk")
    stopped = []
    for pk in found.values_list("pk", flat=True):
        held = _lock(pk)
        if held.state in WorkOrder.UNFINISHED:
            _stop(held, ORDER_CANCELLED, None)
            stopped.append(held)
    return stopped


@transaction.atomic
def stop_lot(lot: Lot, *, reason: str, by: User) -> Lot:
    """Stop one lot for its base, so that what of it stays unmade is planned anew.

    A lot that nobody has begun is recalled. Raises NotYours, ReasonMissing, WrongState (it is over).
    """
    order, held = lock_work(lot.pk)
    must_manage(order.base_id, by)
    if not reason.strip():
        raise ReasonMissing
    if held.state not in (*RECALLED_WHEN, State.IN_WORK):
        raise WrongState(state=held.get_state_display())
    _end(order, held, reason.strip(), by)
    planning_version.bump()
    return held


@transaction.atomic
def count_back(lot: Lot) -> int:
    """Count pieces that nobody handed in as returned, once the day of a stopped lot has passed. Return how many."""
    order, held = lock_work(lot.pk)
    if held.state != State.STOPPING or held.hand_in_by_on is None or held.hand_in_by_on >= timezone.localdate():
        return 0
    total = 0
    out = Assignment.objects.select_for_update(of=["self"]).filter(lot_operation__lot=held).order_by("pk")
    for each in out.select_related("worker__user"):
        if pieces := each.out:
            each.returned += pieces
            each.save(update_fields=["returned"])
            record(Verb.COUNT_BACK, each, by=None, base=order.base, station=held.station, pieces=pieces)
            telling.tell_of_counting_back(held, each, pieces)
            total += pieces
    follow(order, held, at=timezone.now(), by=None)
    return total


def count_back_overdue(day: date) -> int:
    """Count back the pieces of stopped lots whose day was before `day`, and return how many pieces."""
    return sum(count_back(lot) for lot in Lot.objects.ending().filter(hand_in_by_on__lt=day).order_by("pk"))


def _lock(pk: int) -> WorkOrder:
    return WorkOrder.objects.select_for_update(of=["self"]).select_related("base", "sheet__product").get(pk=pk)


def _stop(order: WorkOrder, reason: str, by: User | None) -> None:
    if not reason.strip():
        raise ReasonMissing
    order.state, order.stop_reason = WorkOrder.State.STOPPED, reason.strip()
    order.cancelled, order.unplaced = order.unplaced, 0
    order.save(update_fields=["state", "stop_reason", "cancelled", "unplaced"])
    drafts = [DispatchPlan.State.SOLVING, DispatchPlan.State.DRAFT, DispatchPlan.State.FAILED]
    PlanLine.objects.filter(work_order=order, plan__state__in=drafts, lot=None).delete()
    lots = Lot.objects.select_for_update(of=["self"]).filter(work_order=order).select_related("station")
    for lot in lots.filter(state__in=(*RECALLED_WHEN, *STOPPED_WHEN)).order_by("pk"):
        lot.work_order = order
        _end(order, lot, order.stop_reason, by)
    record(Verb.STOP_WORK_ORDER, order, by=by, base=order.base, pieces=order.cancelled, reason=order.stop_reason)
    planning_version.bump()
    telling.tell_base_of_stop(order)


def _end(order: WorkOrder, lot: Lot, reason: str, by: User | None) -> None:
    """Recall a lot that nobody has begun, and stop one in work. A finished one only keeps the day."""
    if lot.state in RECALLED_WHEN:
        give_back(order, lot, to=State.RECALLED, reason=reason, by=by)
        telling.tell_of_recall(lot)
        return
    was_in_work = lot.state == State.IN_WORK
    lot.decline_reason, lot.hand_in_by_on = reason, timezone.localdate() + HAND_IN_WITHIN
    lot.save(update_fields=["decline_reason", "hand_in_by_on"])
    if was_in_work:
        record(Verb.STOP_LOT, lot, by=by, base=order.base, station=lot.station, reason=reason, until=lot.hand_in_by_on)
        follow(order, lot, at=timezone.now(), by=by)
        telling.tell_of_stop(lot)
