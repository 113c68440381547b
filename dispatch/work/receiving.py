"""Receive finished pieces at the base, and send the buyer what is ready."""

from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Sum
from oscar.apps.order.models import Line, Order, ShippingEvent, ShippingEventQuantity, ShippingEventType
from oscar.core.loading import get_class

from dispatch.models import Earning, Lot, Receipt, WorkOrder
from dispatch.pay import ledger
from dispatch.work.errors import NothingReady
from shop.accounts.models import User
from shop.payments.schedule import is_settled
from shop.refusing import KeyReused, TooMany, WrongCount
from workshops.journal import Verb, record

SHIPPED = "shipped"


def receivable(lot: Lot) -> int:
    """Return the pieces accepted in the lot's last operation that the base has not received yet."""
    pieces: int = Lot.objects.with_receivable().get(pk=lot.pk).receivable
    return pieces


@transaction.atomic
def receive(lot: Lot, *, pieces: int, by: User, key: UUID) -> Receipt:
    """Record that finished pieces of a lot reached the base, and mark a lot and a work order that are complete.

    Raises WrongCount for less than one piece, TooMany for more than are accepted in the last operation and not yet
    here, KeyReused when `key` came before with other content.
    """
    order = WorkOrder.objects.select_for_update(of=["self"]).select_related("base").get(pk=lot.work_order_id)
    lot = Lot.objects.select_for_update(of=["self"]).select_related("station").get(pk=lot.pk)
    before = Receipt.objects.filter(key=key).first()
    if before is not None:
        if (before.lot_id, before.pieces) != (lot.pk, pieces):
            raise KeyReused
        return before
    if pieces < 1:
        raise WrongCount
    if pieces > (most := receivable(lot)):
        raise TooMany(most=most)
    receipt = Receipt.objects.create(lot=lot, pieces=pieces, by=by, key=key)
    _count(order, lot, pieces)
    _pay_broker(order, lot, receipt)
    record(Verb.RECEIVE, lot, by=by, base=order.base, station=lot.station, pieces=pieces)
    return receipt


def _pay_broker(order: WorkOrder, lot: Lot, receipt: Receipt) -> None:
    """Post the margin of the broker who brought the pieces back, if the lot has one."""
    if not lot.broker or not lot.broker_rate:
        return
    # Its key is derived from the receipt's, so that a receipt pays the broker once
    earned = ledger.Transfer(
        kind=Earning.Kind.BROKER, debit=ledger.wages_of(order.base), credit=ledger.broker_of(lot.broker),
        amount=receipt.pieces * lot.broker_rate, pieces=receipt.pieces, rate=lot.broker_rate,
        lot_operation=lot.operations.order_by("position").last(), key=uuid5(receipt.key, "broker"),
    )  # fmt: skip
    ledger.post_batch([earned], base=order.base, by=receipt.by, lot=lot)


def _count(order: WorkOrder, lot: Lot, pieces: int) -> None:
    lot.received += pieces
    if lot.received >= lot.pieces:
        lot.state = Lot.State.RECEIVED
    lot.save(update_fields=["received", "state"])
    order.received += pieces
    if order.received >= order.pieces:
        order.state = WorkOrder.State.DONE
    order.save(update_fields=["received", "state"])


def ready_to_ship(order: Order) -> dict[Line, int]:
    """Return the pieces by line that the base has and the buyer has not been sent, without lines that have none.

    A line without a work order is made of what lies in stock, so it is ready at once. Surplus pieces stay at the base.
    """
    sent = dict(
        ShippingEventQuantity.objects.filter(line__order=order, event__event_type__code=SHIPPED)
        .values_list("line")
        .annotate(Sum("quantity"))
    )
    made = dict(WorkOrder.objects.filter(line__order=order).values_list("line", "received"))
    lines = order.lines.select_related("product").order_by("pk")
    ready = {line: min(made.get(line.pk, line.quantity), line.quantity) - sent.get(line.pk, 0) for line in lines}
    return {line: pieces for line, pieces in ready.items() if pieces > 0}


@transaction.atomic
def ship(order: Order, *, by: User, words: str = "") -> ShippingEvent:
    """Send the buyer all that is ready, with `words` such as the carrier's number.

    The order is then partly or wholly shipped, and completed once it is paid. Raises NothingReady when nothing is, so
    that a repeated click sends nothing twice.
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    ready = ready_to_ship(order)
    if not ready:
        raise NothingReady
    kind, _created = ShippingEventType.objects.get_or_create(code=SHIPPED, defaults={"name": "Shipped"})
    handler = get_class("order.processing", "EventHandler")(user=by)
    event = handler.handle_shipping_event(order, kind, list(ready), list(ready.values()), reference=words)
    left = sum(line.quantity - line.shipping_event_quantity(kind) for line in order.lines.all())
    if left == 0:
        order.set_status("shipped")
    elif order.status != "part_shipped":
        order.set_status("part_shipped")
    record(Verb.SHIP, order, by=by, pieces=sum(ready.values()))
    complete(order)
    return event


@transaction.atomic
def complete(order: Order) -> bool:
    """Complete an order that is wholly shipped and wholly paid. Returns whether it is completed now."""
    order = Order.objects.select_for_update().get(pk=order.pk)
    if order.status == "shipped" and is_settled(order):
        order.set_status("completed")
    return bool(order.status == "completed")
