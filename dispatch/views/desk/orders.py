"""Show work orders at the desk: the list and the progress of one."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from dispatch.figures import price_split
from dispatch.models import WorkOrder
from dispatch.views.desk.access import at_desk, show
from dispatch.work import shipping
from dispatch.work.forecasting import at_base_on, with_progress
from shop.enquiries.models import Quote
from shop.order import tracking
from shop.pages.listing import Column, as_spreadsheet, heads, page_of, sorted_rows
from shop.pages.searching import both, matching
from workshops.models import Base

State = WorkOrder.State
COLUMNS = (
    Column("number", gettext_lazy("Number"), lambda order: order.number, sort="number"),
    Column("product", gettext_lazy("Product"), lambda order: order.sheet.product.label, sort="sheet__product__title"),
    Column("pieces", gettext_lazy("Pieces"), lambda order: order.pieces, sort="pieces", numeric=True),
    Column("unplaced", gettext_lazy("To be placed"), lambda order: order.unplaced, sort="unplaced", numeric=True),
    Column("received", gettext_lazy("Received"), lambda order: order.received, sort="received", numeric=True),
    Column("due", gettext_lazy("Due at the base"), lambda order: order.due_on, sort="due_on"),
    Column("came", gettext_lazy("All there"), lambda order: order.came_on, sort="came_on"),
    Column("state", gettext_lazy("State"), lambda order: order.get_state_display(), sort="state"),
)
FOUND_BY = ("number", *both("sheet__product__title"))


@require_safe
@at_desk
def orders(request: HttpRequest, base: Base) -> HttpResponse:
    """List the base's work orders: searched, filtered, sorted. `?format=xlsx` returns a spreadsheet."""
    rows = _chosen(request, base)
    if request.GET.get("format") == "xlsx":
        return as_spreadsheet("orders", COLUMNS, rows)
    state = request.GET.get("state", "")
    tabs = [{"label": _("All"), "url": "?", "current": not state}]
    tabs += [{"label": name, "url": f"?state={key}", "current": key == state} for key, name in State.choices]
    tabs.append({"label": _("Late"), "url": "?state=late", "current": state == "late"})
    context = {"page": page_of(request, rows), "heads": heads(request, COLUMNS), "tabs": tabs, "state": state}
    return show(request, base, "orders", q=request.GET.get("q", "").strip(), **context)


@require_safe
@at_desk
def order_detail(request: HttpRequest, base: Base, number: str) -> HttpResponse:
    """Show one work order: its lots and their progress, pieces ready to ship, and past shipments."""
    order = get_object_or_404(
        WorkOrder.objects.with_arrival().select_related("line__order__user", "sheet__product"),
        base=base,
        number=number,
    )
    lots = list(with_progress(order.lots.select_related("station")).order_by("number"))
    live = [lot for lot in lots if lot.state in lot.LIVE]
    is_open = order.state in WorkOrder.UNFINISHED
    forecast_on = at_base_on(live, timezone.localdate()) if is_open and not order.unplaced else None
    context: dict[str, Any] = {
        "order": order,
        "lots": lots,
        "made": sum(lot.made for lot in live),
        "is_open": is_open,
        "forecast_on": forecast_on,
        "forecast_tone": "bad" if forecast_on and forecast_on > order.due_on else "good",
        "quote": Quote.objects.filter(enquiry__order=order.line.order, state=Quote.State.ACCEPTED).first(),
        "progress": tracking.progress(order.line.order),
        "ready": sum(shipping.ready_to_ship(order.line.order, base).values()),
        "unpaid": shipping.unpaid(order.line.order),
        "split": price_split.split(WorkOrder.objects.filter(pk=order.pk)),
        "shipments": order.line.order.shipments.with_contents(),
    }
    return show(request, base, "order_detail", **context)


def _chosen(request: HttpRequest, base: Base) -> QuerySet[WorkOrder]:
    rows = WorkOrder.objects.filter(base=base).select_related("line__order", "sheet__product")
    state = request.GET.get("state", "")
    if state in State.values:
        rows = rows.filter(state=state)
    elif state == "late":
        rows = rows.late(timezone.localdate())
    return sorted_rows(request, matching(rows.with_arrival(), request.GET.get("q", ""), *FOUND_BY), COLUMNS)
