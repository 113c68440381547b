"""Test that a paid bulk order becomes work orders, once."""

from dispatch.models import WorkOrder
from dispatch.work.opening import open_work_orders
from shop.enquiries.models import Quote
from shop.shipping.provinces import FARTHEST
from tests.dispatch.ordering import Order, bulk_order
from tests.personas import Prefecture, in_days, without_lead_times


def test_paying_the_deposit_puts_the_order_to_work(prefecture: Prefecture) -> None:
    """All 120 baskets are promised for day 25. Two days of checking, one of packing and eight on the road before it."""
    without_lead_times(prefecture.bases["straw"], checking_days=2, packing_days=1)
    order = bulk_order(prefecture, pieces=120, due_on=in_days(25))
    order.set_status("paid")
    opened = WorkOrder.objects.get()
    assert (opened.pieces, opened.unplaced, opened.due_on) == (120, 120, in_days(25 - 2 - 1 - FARTHEST))
    assert opened.base == prefecture.bases["straw"]
    assert Order.objects.get(pk=order.pk).status == "in_production"


def test_asked_again_nothing_is_opened_twice(prefecture: Prefecture) -> None:
    order = bulk_order(prefecture, status="paid")
    first = open_work_orders(order, by=prefecture.mei)
    assert open_work_orders(order, by=prefecture.mei) == first
    assert WorkOrder.objects.count() == 1


def test_an_order_without_an_accepted_quote_opens_nothing(prefecture: Prefecture) -> None:
    order = bulk_order(prefecture, status="paid", quote=Quote.State.SENT)
    assert open_work_orders(order, by=None) == []
    assert Order.objects.get(pk=order.pk).status == "paid"


def test_a_product_without_a_tech_sheet_is_not_made_to_order(prefecture: Prefecture) -> None:
    order = bulk_order(prefecture, status="paid", made=prefecture.products["tiger"])
    assert open_work_orders(order, by=None) == []
