"""Receive finished pieces at the base."""

from uuid import UUID, uuid5

from django.db import transaction

from dispatch.models import Earning, Lot, Receipt, WorkOrder
from dispatch.pay import ledger
from shop.accounts.models import User
from shop.refusing import KeyReused, TooMany, WrongCount
from workshops.journal import Verb, record


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
