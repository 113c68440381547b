"""Bulk orders for the tests of dispatch: as agreed between Anna and the straw base, paid or not."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from oscar.core.loading import get_model

from catalog.models import Product
from dispatch.models import DispatchPlan, Lot, PlanLine, WorkOrder
from dispatch.work.opening import open_work_orders
from shop.enquiries.models import Enquiry, Quote
from tests.personas import Prefecture, in_days
from workshops.models import Station

Order: Any = get_model("order", "Order")
Line: Any = get_model("order", "Line")


def bulk_order(
    world: Prefecture,
    *,
    pieces: int = 100,
    due_on: date | None = None,
    made: Product | None = None,
    status: str = "placed",
    quote: Quote.State = Quote.State.ACCEPTED,
) -> Any:
    """An Oscar order of one line that an accepted quote led to, promised for `due_on` (in 20 days)."""
    made = made or world.products["basket"]
    base, price, number = world.bases["straw"], Decimal(76), f"B{Order.objects.count() + 1:05}"
    total = pieces * price
    order = Order.objects.create(
        number=number, user=world.anna, currency="CNY", status=status,
        total_incl_tax=total, total_excl_tax=total, shipping_incl_tax=0, shipping_excl_tax=0,
    )  # fmt: skip
    Line.objects.create(
        order=order, partner=base.partner, product=made, title=made.title, upc=made.upc, quantity=pieces,
        num_allocated=0, partner_name=base.name, partner_sku="S", stockrecord=made.stockrecords.get(),
        line_price_incl_tax=total, line_price_excl_tax=total, line_price_before_discounts_incl_tax=total,
        line_price_before_discounts_excl_tax=total, unit_price_incl_tax=price, unit_price_excl_tax=price,
    )  # fmt: skip
    enquiry = Enquiry.objects.create(
        number=f"E{number}", product=made, base=base, buyer=world.anna, contact="Anna", email="anna@example.org",
        pieces=pieces, wish_on=due_on or in_days(20), state=Enquiry.State.AGREED, order=order, key=uuid4(),
    )  # fmt: skip
    Quote.objects.create(
        enquiry=enquiry, version=1, pieces=pieces, unit_price=price, deposit_share=Decimal("0.3"),
        promise_on=due_on or in_days(20), valid_until_on=in_days(10), state=quote, by=world.mei,
    )  # fmt: skip
    return order


def work_order(world: Prefecture, **wishes: Any) -> WorkOrder:
    """The work order of a bulk order that was paid, due at the base on the day for which it was promised."""
    order = bulk_order(world, status="paid", **wishes)
    opened = open_work_orders(order, by=None)[0]
    opened.due_on = wishes.get("due_on") or in_days(20)
    opened.save(update_fields=["due_on"])
    return opened


def plan_line(world: Prefecture, order: WorkOrder, station: Station, pieces: int) -> PlanLine:
    """A line of a draft plan: pieces at a station, begun today and ended in ten days."""
    plan = DispatchPlan.objects.create(
        base=order.base, state=DispatchPlan.State.DRAFT, starts_on=in_days(0), created_by=world.mei
    )
    return PlanLine.objects.create(
        plan=plan, work_order=order, station=station, pieces=pieces, begins_on=in_days(0), ends_on=in_days(10), cost=0
    )


def lot(world: Prefecture, order: WorkOrder, station: Station, pieces: int) -> Lot:
    """A lot issued to a station."""
    from dispatch.work.issuing import issue

    return issue([plan_line(world, order, station, pieces)], by=world.mei)[0]
