"""Keep the stock true when an order is sent or cancelled, from whichever screen."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from oscar.apps.order import processing
from oscar.apps.order.exceptions import InvalidShippingEvent
from oscar.apps.partner.exceptions import InvalidStockAdjustment
from oscar.core.loading import get_model

from shop.order.errors import HeldBack, NotInStock
from shop.order.standing import SHIPPED, follow_shipments, is_held_back, step_back

Order: Any = get_model("order", "Order")
ShippingEventType: Any = get_model("order", "ShippingEventType")
StockRecord: Any = get_model("partner", "StockRecord")
CALLED_BACK = "called_back"  # the code of a shipping event, as SHIPPED is


class EventHandler(processing.EventHandler):
    """Oscar's handler, with the stock kept true: what is sent leaves it, what is cancelled is for sale again."""

    def handle_shipping_event(self, *_args: Any, **_kwargs: Any) -> Any:
        """Refuse what Oscar's own form sends, because it asks for no carrier."""
        raise InvalidShippingEvent(_("Send it on the page “Sending”, which asks for the carrier and its number."))

    @transaction.atomic
    def send(self, order: Any, pieces: Mapping[Any, int], *, reference: str) -> Any:
        """Record that pieces by line were sent. Those kept in stock for the order leave it, and its status follows.

        Returns Oscar's event. Raises HeldBack, NotInStock when the stock holds too few, and InvalidShippingEvent for
        more than is left to send.
        """
        if is_held_back(Order.objects.select_for_update().get(pk=order.pk)):
            raise HeldBack
        lines, counts = list(pieces), list(pieces.values())
        event = super().handle_shipping_event(order, _kind(SHIPPED), lines, counts, reference=reference)
        take_from_shelf(pieces.items())
        follow_shipments(order)
        return event

    @transaction.atomic
    def call_back(self, event: Any, *, is_from_shelf: bool) -> None:
        """Record that pieces did not leave after all. Those from the shelf are kept there for the order again."""
        Order.objects.select_for_update().get(pk=event.order_id)
        event.event_type = _kind(CALLED_BACK)
        event.save(update_fields=["event_type"])
        if is_from_shelf:
            _put_on_shelf((part.line, part.quantity) for part in event.line_quantities.select_related("line"))
        step_back(event.order)

    @transaction.atomic
    def handle_order_status_change(self, order: Any, new_status: str, note_msg: str | None = None) -> None:
        """Change an order's status. Its allocated pieces are freed when cancelled and leave the stock when shipped."""
        Order.objects.select_for_update().get(pk=order.pk)
        super().handle_order_status_change(order, new_status, note_msg=note_msg)
        kept = [(line, line.num_allocated) for line in order.lines.select_related("stockrecord")]
        if new_status == "cancelled":
            for line, pieces in by_shelf(kept):
                line.cancel_allocation(pieces)
        elif new_status == "shipped":
            take_from_shelf(kept)


def by_shelf(pieces: Iterable[tuple[Any, int]]) -> list[tuple[Any, int]]:
    """Return `(line, pieces)` in the order in which stock records are locked, without what will be made."""
    kept = [(line, min(count, line.num_allocated)) for line, count in pieces]
    return sorted(((line, count) for line, count in kept if count), key=lambda row: row[0].stockrecord_id or 0)


def take_from_shelf(pieces: Iterable[tuple[Any, int]]) -> None:
    """Take `(line, pieces)` out of the stock in which they were kept. Raises NotInStock."""
    for line, count in by_shelf(pieces):
        try:
            line.consume_allocation(count)
        except InvalidStockAdjustment as error:
            raise NotInStock(title=line.title) from error


def _put_on_shelf(pieces: Iterable[tuple[Any, int]]) -> None:
    for line, count in sorted(pieces, key=lambda row: row[0].stockrecord_id or 0):
        if line.can_track_allocations and line.stockrecord_id:
            more = {"num_allocated": F("num_allocated") + count}
            type(line).objects.filter(pk=line.pk).update(**more)
            StockRecord.objects.filter(pk=line.stockrecord_id).update(num_in_stock=F("num_in_stock") + count, **more)


def _kind(code: str) -> Any:
    names = {SHIPPED: "Shipped", CALLED_BACK: "Called back"}
    return ShippingEventType.objects.get_or_create(code=code, defaults={"name": names[code]})[0]
