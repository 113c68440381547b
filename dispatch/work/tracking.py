"""Track for its buyer how far an order is: what the villages have made, and what was sent."""

from typing import Any

from django.db.models import Max, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from oscar.apps.order.models import Order, ShippingEventQuantity

from dispatch.models import Lot, Shipment, WorkOrder
from dispatch.work.delivering import road_of
from dispatch.work.forecasting import at_base_on, with_progress
from dispatch.work.shipping import unpaid
from shop.order.standing import SHIPPED, pieces_given_up
from shop.order.tracking import Parcel, Progress, StationProgress
from shop.shipping.provinces import province_of


def progress(order: Order) -> Progress | None:
    """Return the pieces of an order made, received and shipped, and where they are made.

    Returns None when nothing of the order is made to order.
    """
    work_orders = list(WorkOrder.objects.filter(line__order=order).select_related("base").order_by("pk"))
    if not work_orders:
        return None
    live = Lot.objects.filter(work_order__in=work_orders, state__in=Lot.LIVE).select_related("station")
    lots = list(with_progress(live).order_by("station__code", "pk"))
    shipped = ShippingEventQuantity.objects.filter(line__work_order__in=work_orders, event__event_type__code=SHIPPED)
    pieces = sum(each.pieces for each in work_orders)
    left_at = Coalesce("event__shipment__collected_at", "event__date_created")
    sent = shipped.aggregate(pieces=Coalesce(Sum("quantity"), 0), last=Max(left_at))
    given_up = pieces_given_up(order)
    to_send = pieces - sum(given_up.get(each.line_id, 0) for each in work_orders)
    sent_on = timezone.localdate(sent["last"]) if sent["last"] and sent["pieces"] >= to_send else None
    is_open = any(each.unplaced or each.state == WorkOrder.State.STOPPED for each in work_orders)
    at_base = None if is_open or sent_on else at_base_on(lots, timezone.localdate())
    is_ready = at_base is not None and sum(min(each.received, each.pieces) for each in work_orders) >= to_send
    since = min(order.date_placed.date(), timezone.localdate())
    road = road_of(work_orders[0].base, pieces, province=province_of(order.shipping_address), since=since)
    return Progress(
        pieces=pieces,
        made=sum(lot.made for lot in lots),
        received=sum(each.received for each in work_orders),
        shipped=sent["pieces"],
        forecast_on=road.carried(max(road.leaves_on(at_base), timezone.localdate())) if at_base else None,
        sent_on=sent_on,
        delivered_on=road.carried(sent_on) if sent_on else None,
        waits_for_payment=is_ready and unpaid(order) > 0,
        stations=tuple(StationProgress(lot.station.label, lot.to_make, lot.made) for lot in lots),
    )


def parcels(order: Order) -> list[Parcel]:
    """Return what was sent of an order, the latest first, without what was taken back."""
    sent = order.shipping_events.filter(event_type__code=SHIPPED).order_by("-date_created", "-pk")
    return [
        _parcel(event) for event in sent.select_related("shipment").prefetch_related("line_quantities__line__product")
    ]


def _parcel(event: Any) -> Parcel:
    shipment: Shipment | None = getattr(event, "shipment", None)
    names = [
        (part.line.product.label if part.line.product else part.line.title, part.quantity)
        for part in event.line_quantities.all()
    ]
    if shipment is None:
        return Parcel(event.date_created, "", event.notes, is_waiting=False, parts=tuple(names))
    return Parcel(
        event.date_created, shipment.carrier_label, shipment.waybill, is_waiting=shipment.is_waiting, parts=tuple(names)
    )
