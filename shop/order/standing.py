"""Let an order's status follow from its payments and shipments. Nobody types it."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Sum
from oscar.core.loading import get_model

from shop.order import cancelling, tracking
from shop.payments.models import Cancellation, Chargeback, Instalment, Refund, RefundLine
from shop.payments.schedule import is_settled, work_may_begin

Order: Any = get_model("order", "Order")
ShippingEventQuantity: Any = get_model("order", "ShippingEventQuantity")
SHIPPED = "shipped"
UNSENT = ("placed", "paid", "in_production")
SENDING = ("paid", "in_production", "part_shipped")


def follow(order: Any) -> None:
    """Set what an order has come to be: paid, cancelled once all its money is gone, sent in part, sent, completed.

    Call it in the transaction of what has changed. Locks the order.
    """
    held = Order.objects.select_for_update().get(pk=order.pk)
    if held.status == "placed" and work_may_begin(held):
        held.set_status("paid")
        held = Order.objects.get(pk=order.pk)  # a listener may have moved it on
    if held.status in UNSENT and all_went_back(held) and not cancelling.terms_of(held).made:
        cancelling.cancel(held, reason=Cancellation.Reason.REFUNDED, by=None)
        return
    follow_shipments(held)
    if held.status == "shipped" and is_settled(held):
        held.set_status("completed")


def follow_shipments(order: Any) -> None:
    """Set an order that was sent, in part or whole, to that status."""
    sent, given_up = pieces_sent(order), pieces_given_up(order)
    left = {line.pk: line.quantity - sent.get(line.pk, 0) - given_up.get(line.pk, 0) for line in order.lines.all()}
    if sent and order.status in SENDING:
        order.set_status("part_shipped" if any(pieces > 0 for pieces in left.values()) else "shipped")


def step_back(order: Any) -> None:
    """Set an order back when pieces of it did not leave after all: sent in part, being made, or merely paid."""
    status = "part_shipped" if pieces_sent(order) else "in_production" if tracking.progress(order) else "paid"
    if status != order.status:
        old, order.status = order.status, status
        order.save(update_fields=["status"])  # not announced as news: it was paid before
        order.status_changes.create(old_status=old, new_status=status)


def pieces_sent(order: Any) -> dict[int, int]:
    """Return how many pieces of each line, by its key, were sent."""
    parts = ShippingEventQuantity.objects.filter(line__order=order, event__event_type__code=SHIPPED)
    return dict(parts.values_list("line").annotate(Sum("quantity")))


def pieces_given_up(order: Any) -> dict[int, int]:
    """Return how many pieces of each line, by its key, will not be sent, because their money was given back."""
    parts = RefundLine.objects.given_up().filter(line__order=order)
    return dict(parts.values_list("line").annotate(Sum("pieces")))


def all_went_back(order: Any) -> bool:
    """Return whether money came in for an order and all of it has arrived at the buyer again."""
    paid = order.instalments.aggregate(sum=Sum("paid"))["sum"] or 0
    back = Refund.objects.filter(payment__instalment__order=order, state=Refund.State.SUCCEEDED)
    return paid > 0 and (back.aggregate(sum=Sum("amount"))["sum"] or 0) >= paid


def free_to_send(orders: Any) -> Any:
    """Return those of the orders of which something may be sent.

    They are paid but for the balance, some of their money is still here, and no bank contests it.
    """
    part = Instalment.objects.filter(order=OuterRef("pk"))
    unpaid = part.exclude(kind=Instalment.Kind.BALANCE).filter(paid__lt=F("amount"))
    contested = Chargeback.objects.filter(payment__instalment__order=OuterRef("pk"), state=Chargeback.State.OPEN)
    free = orders.exclude(status="cancelled").filter(~Exists(unpaid), ~Exists(contested))
    return free.filter(Exists(part.filter(paid__gt=F("refunded"))) | ~Exists(part.filter(paid__gt=0)))


def is_held_back(order: Any) -> bool:
    """Return whether nothing of an order may be sent."""
    return not free_to_send(Order.objects.filter(pk=order.pk)).exists()
