"""Test the stock of an order: gone when sent, for sale again when cancelled, from whichever screen."""

from typing import Any

import pytest
from django.urls import reverse
from oscar.apps.order.exceptions import InvalidShippingEvent
from oscar.core.loading import get_class

from tests.dispatch.sending import send_ready
from tests.payments.orders import order_of, pay
from tests.personas import Prefecture, in_days

EventHandler: Any = get_class("order.processing", "EventHandler")


def shelf(prefecture: Prefecture) -> tuple[int, int]:
    record = prefecture.products["basket"].stockrecords.get()
    return record.num_in_stock, record.num_allocated or 0


def send(order: Any, pieces: int) -> None:
    EventHandler().send(order, {order.lines.get(): pieces}, reference="")


def test_what_is_sent_leaves_the_shelf(prefecture: Prefecture) -> None:
    order = order_of(prefecture.anna, prefecture.products["basket"], 3)
    assert shelf(prefecture) == (50, 3)
    pay(order, prefecture.tai)
    send_ready(order, by=prefecture.tai)
    assert shelf(prefecture) == (47, 0)


def test_an_order_sent_in_parts_takes_each_part(prefecture: Prefecture) -> None:
    order = order_of(prefecture.anna, prefecture.products["basket"], 3)
    pay(order, prefecture.tai)
    send(order, 2)
    assert shelf(prefecture) == (48, 1)
    with pytest.raises(InvalidShippingEvent):
        send(order, 2)
    assert shelf(prefecture) == (48, 1)


def test_what_was_not_sent_of_a_cancelled_order_is_for_sale_again(prefecture: Prefecture) -> None:
    order = order_of(prefecture.anna, prefecture.products["basket"], 3)
    assert shelf(prefecture) == (50, 3)
    EventHandler().handle_order_status_change(order, "cancelled")
    assert shelf(prefecture) == (50, 0)


def test_a_shelf_that_holds_too_few_is_said_and_nothing_is_sent(prefecture: Prefecture) -> None:
    order = order_of(prefecture.anna, prefecture.products["basket"], 3)
    pay(order, prefecture.tai)
    prefecture.products["basket"].stockrecords.update(num_in_stock=1)
    with pytest.raises(InvalidShippingEvent):
        send(order, 3)
    assert not order.shipping_events.exists()
    assert shelf(prefecture) == (1, 3)


def test_what_is_made_for_an_order_was_never_on_the_shelf(prefecture: Prefecture) -> None:
    order = order_of(prefecture.anna, prefecture.products["basket"], 3, agreed_on=in_days(20))
    pay(order, prefecture.tai)
    send(order, 3)
    assert shelf(prefecture) == (50, 0)


def test_the_dashboards_own_form_sends_nothing(prefecture: Prefecture, signed_in: Any) -> None:
    """It asks for no carrier, so it is refused."""
    order = order_of(prefecture.anna, prefecture.products["basket"], 3)
    pay(order, prefecture.tai)
    send(order, 1)
    page, line = reverse("dashboard:order-detail", args=[order.number]), order.lines.get()
    asked = {"line_action": "create_shipping_event", "shipping_event_type": "shipped", "selected_line": line.pk}
    signed_in(prefecture.tai).post(page, {**asked, f"selected_line_qty_{line.pk}": 2})
    assert order.shipping_events.count() == 1
    kind = order.shipping_events.get().event_type
    with pytest.raises(InvalidShippingEvent):
        EventHandler().handle_shipping_event(order, kind, [line], [2])
