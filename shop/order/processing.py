"""Keep the stock true when an order is sent or cancelled, from whichever screen."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from oscar.apps.order import processing
from oscar.apps.order.exceptions import InvalidShippingEvent
from oscar.apps.partner.exceptions import InvalidStockAdjustment
from oscar.core.loading import get_model

from shop.order.errors import HeldBack
from shop.order.standing import follow_shipments, is_held_back

Order: Any = get_model("order", "Order")


class EventHandler(processing.EventHandler):
    """Oscar's handler, with the stock kept true: what is sent leaves it, what is cancelled is for sale again."""

    @transaction.atomic
    def handle_shipping_event(
        self, order: Any, event_type: Any, lines: Any, line_quantities: Any, **kwargs: Any
    ) -> Any:
        """Record that pieces were sent, take those that were kept for the order from the stock, let the status follow.

        Raises HeldBack, and InvalidShippingEvent for more than is left to send, or when the stock holds too few.
        """
        held = Order.objects.select_for_update().get(pk=order.pk)
        if is_held_back(held):
            raise HeldBack
        event = super().handle_shipping_event(order, event_type, lines, line_quantities, **kwargs)
        take_from_shelf(zip(lines, line_quantities, strict=True))
        follow_shipments(order)
        return event

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
    """Take `(line, pieces)` out of the stock in which they were kept. Raises InvalidShippingEvent."""
    for line, count in by_shelf(pieces):
        try:
            line.consume_allocation(count)
        except InvalidStockAdjustment as error:
            words = _("The shelf holds fewer of %(title)s than are to be sent: correct its stock first.")
            raise InvalidShippingEvent(words % {"title": line.title}) from error
