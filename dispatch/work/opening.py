"""Open work orders for what a paid bulk order asks the villages to make."""

from django.db import transaction
from django.utils.timezone import localdate
from oscar.apps.order.models import Line, Order

from dispatch import planning_version
from dispatch.models import TechSheet, WorkOrder
from dispatch.work.delivering import road_of
from shop.accounts.models import User
from shop.enquiries.models import Quote
from shop.shipping.provinces import province_of
from workshops.journal import Verb, record


@transaction.atomic
def open_work_orders(order: Order, *, by: User | None) -> list[WorkOrder]:
    """Open one work order for each line of a bulk order whose product has a tech sheet.

    It is due at the base as many days before the promised day as checking, packing and the carrier take. A bulk order
    is one that an accepted quote led to; any other gives []. A retry returns what was opened the first time. Moves the
    order from "paid" to "in_production".
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    opened = list(WorkOrder.objects.filter(line__order=order).order_by("pk"))
    quote = Quote.objects.filter(enquiry__order=order, state=Quote.State.ACCEPTED).first()
    if opened or quote is None:
        return opened
    lines = list(order.lines.order_by("pk"))
    sheets = {
        sheet.product_id: sheet
        for sheet in TechSheet.objects.in_force()
        .select_related("base")
        .filter(product__in=[x.product_id for x in lines])
    }
    for position, line in enumerate(lines, start=1):
        if sheet := sheets.get(line.product_id):
            opened.append(_open(f"{order.number}-{position}", line, sheet, quote, by))
    if opened and order.status == "paid":
        order.set_status("in_production")
    planning_version.bump()
    return opened


def _open(number: str, line: Line, sheet: TechSheet, quote: Quote, by: User | None) -> WorkOrder:
    road = road_of(sheet.base, line.quantity, province=province_of(line.order.shipping_address), since=localdate())
    work_order = WorkOrder.objects.create(
        number=number,
        line=line,
        base_id=sheet.base_id,
        sheet=sheet,
        pieces=line.quantity,
        unplaced=line.quantity,
        packing_cost=sheet.packing_cost,
        due_on=road.due_at_base(quote.promise_on),
    )
    record(Verb.OPEN_WORK_ORDER, work_order, by=by, base=work_order.base, pieces=line.quantity)
    return work_order
