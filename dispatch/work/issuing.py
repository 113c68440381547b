"""Give lots to stations with their rates frozen, and return to planning the pieces of lots declined or recalled.

Whoever needs several rows locks them in this order, each kind by primary key: stations, work orders, lots.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from dispatch import planning_version
from dispatch.locking import lock_lot, lock_work
from dispatch.models import Assignment, Lot, Period, PlanLine, WorkOrder
from dispatch.work import telling
from dispatch.work.freezing import freeze_rates, plan_materials
from shop.accounts.models import User
from shop.refusing import ReasonMissing, TooMany, WrongState
from workshops.journal import Verb, record
from workshops.models import Base, Link, Station
from workshops.reach import must_run

State = Lot.State


@transaction.atomic
def issue(lines: Sequence[PlanLine], *, by: User) -> list[Lot]:
    """Give each plan line to its station as a lot, with its rates, minutes, minimum wage, margins and freight frozen.

    A line that is not saved stands for pieces given out by hand, without a plan. All or none. Takes a constant number
    of queries, and one for the journal entry of each lot. Raises NoRate when an operation has no approved rate,
    BelowMinimumWage when a rate is below the minimum of the station's county and its card does not say why, TooMany
    when a work order has fewer pieces unplaced.
    """
    orders = _take_pieces(lines)
    lots = Lot.objects.bulk_create(_lots(lines, orders, by))
    freeze_rates(lots, timezone.localdate())
    plan_materials(lots)
    _open_periods(lots)
    for lot in lots:
        record(Verb.ISSUE_LOT, lot, by=by, base=lot.work_order.base, station=lot.station, pieces=lot.pieces)
    planning_version.bump()
    return lots


@transaction.atomic
def accept(lot: Lot, *, by: User) -> Lot:
    """Accept a lot for its station. A retry changes nothing. Raises NotYours, WrongState (declined or recalled)."""
    lot = lock_lot(lot.pk, by=by)
    if lot.accepted_at and lot.state in Lot.LIVE:
        return lot
    _must_be(lot, State.ISSUED)
    lot.state, lot.accepted_at = State.ACCEPTED, timezone.now()
    lot.save(update_fields=["state", "accepted_at"])
    record(Verb.ACCEPT_LOT, lot, by=by, base=lot.work_order.base, station=lot.station)
    return lot


def decline(lot: Lot, *, reason: str, by: User) -> Lot:
    """Decline a lot for its station, so that its pieces return to planning.

    Raises NotYours, ReasonMissing, WrongState.
    """
    must_run(lot.station, by)
    declined = _return(lot, to=State.DECLINED, when=(State.ISSUED,), reason=reason, by=by)
    telling.tell_base_of_decline(declined)
    return declined


def recall(lot: Lot, *, reason: str, by: User) -> Lot:
    """Take a lot back to the base while none of it has been handed to a worker. Raises ReasonMissing, WrongState."""
    recalled = _return(lot, to=State.RECALLED, when=(State.ISSUED, State.ACCEPTED), reason=reason, by=by)
    telling.tell_of_recall(recalled)
    return recalled


def give_back(order: WorkOrder, lot: Lot, *, to: Lot.State, reason: str, by: User | None) -> None:
    """Count a lot's pieces in its work order again, and say why. The caller holds the locks of both."""
    lot.state, lot.decline_reason = to, reason.strip()
    lot.save(update_fields=["state", "decline_reason"])
    order.release(lot.pieces)
    if order.state != WorkOrder.State.STOPPED and not order.lots.filter(state__in=Lot.LIVE).exists():
        order.state = WorkOrder.State.OPEN
    order.save(update_fields=["unplaced", "cancelled", "state"])
    verb = Verb.DECLINE_LOT if to == State.DECLINED else Verb.RECALL_LOT
    record(verb, lot, by=by, base=order.base, station=lot.station, pieces=lot.pieces, reason=lot.decline_reason)
    planning_version.bump()


@transaction.atomic
def _return(lot: Lot, *, to: Lot.State, when: tuple[Lot.State, ...], reason: str, by: User) -> Lot:
    if not reason.strip():
        raise ReasonMissing
    order, held = lock_work(lot.pk)
    _must_be(held, *when)
    if Assignment.objects.filter(lot_operation__lot=held).exists():
        raise WrongState(state=State.IN_WORK.label)
    give_back(order, held, to=to, reason=reason, by=by)
    return held


def _must_be(lot: Lot, *states: Lot.State) -> None:
    if lot.state not in states:
        raise WrongState(state=lot.get_state_display())


def _take_pieces(lines: Sequence[PlanLine]) -> dict[int, WorkOrder]:
    """Lock the lines' work orders, take the pieces from what is unplaced, and return the orders by primary key."""
    wanted: Counter[int] = Counter()
    for line in lines:
        wanted[line.work_order_id] += line.pieces
    locked = WorkOrder.objects.select_for_update(of=["self"]).select_related("base").filter(pk__in=wanted)
    orders = list(locked.order_by("pk"))
    for order in orders:
        if order.unplaced < wanted[order.pk]:
            raise TooMany(most=order.unplaced)
        order.unplaced -= wanted[order.pk]
        order.state = WorkOrder.State.IN_WORK
    WorkOrder.objects.bulk_update(orders, ["unplaced", "state"])
    return {order.pk: order for order in orders}


def _lots(lines: Sequence[PlanLine], orders: dict[int, WorkOrder], by: User) -> list[Lot]:
    """Build the lots of plan lines, numbered on from those that their work order already has."""
    numbers = Counter(dict(Lot.objects.filter(work_order__in=orders).values_list("work_order").annotate(Count("pk"))))
    stations = Station.objects.select_related("place__county").in_bulk({line.station_id for line in lines})
    links = _links(lines, orders)
    lots = []
    for line in lines:
        order = orders[line.work_order_id]
        numbers[order.pk] += 1
        link = links[order.base_id, line.station_id]
        finish_by = order.due_on - timedelta(days=link.transport_days)
        lots.append(
            Lot(
                number=f"{order.number}-{numbers[order.pk]:02}",
                work_order=order,
                station=stations[line.station_id],
                plan_line=line if line.pk else None,
                pieces=line.pieces,
                begins_on=line.begins_on,
                due_on=max(finish_by, line.ends_on),
                margin=settings.STATION_MARGIN,
                tolerance=order.base.tolerance,
                freight=link.cost_per_lot + link.cost_per_piece * line.pieces,
                broker_id=link.broker_id,
                broker_rate=link.broker_rate,
                issued_by=by,
            )
        )
    return lots


def _open_periods(lots: Sequence[Lot]) -> None:
    """Open a period of its own for each lot of a base that settles lot by lot."""
    Period.objects.bulk_create(
        Period(base=lot.work_order.base, lot=lot, begins_on=lot.begins_on, ends_on=max(lot.begins_on, lot.due_on))
        for lot in lots
        if lot.work_order.base.settles == Base.Settles.BY_LOT
    )


def _links(lines: Sequence[PlanLine], orders: dict[int, WorkOrder]) -> dict[tuple[int, int], Link]:
    bases, stations = {order.base_id for order in orders.values()}, {line.station_id for line in lines}
    links = Link.objects.filter(base__in=bases, station__in=stations)
    return {(link.base_id, link.station_id): link for link in links}
