"""Track for its buyer how far a bulk order is, counted from the villages' own work."""

from django.db.models import Sum
from django.utils import timezone
from oscar.apps.order.models import Order, ShippingEventQuantity

from dispatch.models import Lot, WorkOrder
from dispatch.work.forecasting import at_base_on, with_progress
from dispatch.work.receiving import SHIPPED
from shop.order.tracking import Progress, StationProgress


def progress(order: Order) -> Progress | None:
    """Return the pieces of an order made, received and shipped, and where they are made.

    Returns None when nothing of the order is made to order.
    """
    work_orders = list(WorkOrder.objects.filter(line__order=order))
    if not work_orders:
        return None
    live = Lot.objects.filter(work_order__in=work_orders, state__in=Lot.LIVE).select_related("station")
    lots = list(with_progress(live).order_by("station__code", "pk"))
    shipped = ShippingEventQuantity.objects.filter(line__order=order, event__event_type__code=SHIPPED)
    unplaced = any(each.unplaced for each in work_orders)
    return Progress(
        pieces=sum(each.pieces for each in work_orders),
        made=sum(lot.made for lot in lots),
        received=sum(each.received for each in work_orders),
        shipped=shipped.aggregate(Sum("quantity"))["quantity__sum"] or 0,
        forecast_on=None if unplaced else at_base_on(lots, timezone.localdate()),
        stations=tuple(StationProgress(lot.station.label, lot.pieces, lot.made) for lot in lots),
    )
