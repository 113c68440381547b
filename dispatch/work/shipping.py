"""Send the buyer what is ready, by a carrier with its number, and take it back while the carrier has not got it."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Greatest, Least
from django.utils import timezone
from django.utils.translation import gettext as _
from oscar.apps.order.models import Line, Order, ShippingEventQuantity
from oscar.core.loading import get_class

from dispatch.models import Shipment
from dispatch.models.shipments import Carrier
from dispatch.work import errors
from dispatch.work.telling_buyers import tell_corrected, tell_sent, tell_taken_back
from shop.accounts.models import User
from shop.enquiries.models import Enquiry
from shop.order.errors import HeldBack
from shop.order.standing import SHIPPED, follow, free_to_send, is_held_back
from shop.payments.models import RefundLine
from shop.refusing import KeyReused, WrongState
from workshops.journal import Verb, record
from workshops.models import Base

EventHandler: Any = get_class("order.processing", "EventHandler")
SENDABLE = ("paid", "in_production", "part_shipped")  # the states in which an order may go out
WAYBILL = re.compile(r"[0-9A-Z][0-9A-Z-]{5,39}")
CARRIED = ("carrier", "carrier_name", "waybill")
COLLECTION = timedelta(days=7)  # before and after now


@dataclass(frozen=True)
class Consignment:
    """By whom pieces travel, and from when the carrier has them, None for at once.

    `carrier_name` names another carrier. `unpaid_reason` says why they go although something is still to be paid.
    """

    carrier: str
    waybill: str
    carrier_name: str = ""
    unpaid_reason: str = ""
    collected_at: datetime | None = None


def lines_of(orders: QuerySet[Any], base: Base | None = None) -> QuerySet[Any]:
    """Return order lines, those that a base sells where one is named, with `sent`, `ready` and `left` pieces.

    `left`: neither sent nor given back as not to be sent. `ready`: those of them that are at the base. A line without a
    work order lies in stock and is ready at once. Surplus pieces stay at the base.
    """
    sent = (
        ShippingEventQuantity.objects.filter(line=OuterRef("pk"), event__event_type__code=SHIPPED)
        .values("line")
        .annotate(total=Sum("quantity"))
        .values("total")
    )
    given_up = RefundLine.objects.given_up().filter(line=OuterRef("pk")).values("line").annotate(total=Sum("pieces"))
    to_send = F("quantity") - Coalesce(Subquery(given_up.values("total")), 0)
    lines: QuerySet[Any] = Line.objects.filter(order__in=orders).annotate(sent=Coalesce(Subquery(sent), 0))
    if base is not None:
        lines = lines.filter(partner=base.partner_id)
    lines = lines.annotate(left=Greatest(to_send - F("sent"), 0))
    here = Greatest(Coalesce("work_order__received", "quantity") - F("sent"), 0)
    lines = lines.annotate(ready=Least(here, F("left")))
    return lines.order_by("order", "pk")


def ready_to_ship(order: Order, base: Base | None = None) -> dict[Line, int]:
    """Return the pieces by line that can be sent now, without lines that have none."""
    return {line: line.ready for line in lines_of(_only(order), base).select_related("product") if line.ready}


def to_send(orders: QuerySet[Any], base: Base | None = None) -> QuerySet[Any]:
    """Return those of the orders of which something can be sent now, the oldest first."""
    sendable = orders.filter(status__in=SENDABLE)
    ready = lines_of(sendable, base).filter(ready__gt=0, order=OuterRef("pk")).order_by()
    found: QuerySet[Any] = free_to_send(sendable).filter(Exists(ready)).order_by("date_placed", "pk")
    return found


def unpaid(order: Order) -> Decimal:
    """Return what the buyer has still to pay, in CNY."""
    left = (max(part.amount - part.paid, Decimal(0)) for part in order.instalments.all())
    return sum(left, Decimal(0))


@transaction.atomic
def ship(
    order: Order, *, pieces: Mapping[int, int], consignment: Consignment, by: User, key: UUID, base: Base | None = None
) -> Shipment:
    """Send the buyer pieces, named by the lines' primary keys, and tell her the carrier and its number.

    The order is then partly or wholly shipped, and completed once it is paid. `base` limits the sender to what it
    sells. The same key returns the shipment it made. Raises WrongState for an order that may not go out, NotPaidYet
    when something is to be paid and no reason is given, TooManyOfLine, NothingReady, WrongWaybill, CarrierUnnamed,
    WrongCollection or KeyReused. Locks the order.
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    if before := Shipment.objects.filter(key=key).first():
        if (before.order_id, before.waybill) != (order.pk, clean_waybill(consignment.carrier, consignment.waybill)):
            raise KeyReused
        return before
    given, parts = look(order, pieces=pieces, consignment=consignment, base=base)
    event = EventHandler(user=by).send(order, parts, reference=given["waybill"])
    position = order.shipments.count() + 1
    shipment = Shipment.objects.create(
        order=order, position=position, event=event, base=base, by=by, key=key, **given
    )  # fmt: skip
    record(
        Verb.SHIP, shipment, by=by, base=base, order=order.number, waybill=shipment.waybill,
        unpaid_reason=shipment.unpaid_reason, pieces={line.title: count for line, count in parts.items()},
    )  # fmt: skip
    tell_sent(shipment)
    follow(order)
    return shipment


def look(
    order: Order, *, pieces: Mapping[int, int], consignment: Consignment, base: Base | None = None
) -> tuple[dict[str, Any], dict[Any, int]]:
    """Return what a shipment would say of its carrier, and its pieces by line. Raises what `ship` raises."""
    given = _checked(consignment)
    _look_at_money(order, given)
    return given, _parts(order, base, pieces)


@transaction.atomic
def take_back(shipment: Shipment, *, by: User) -> Shipment:
    """Take back a shipment that the carrier has not collected: its pieces are ready again. The buyer is told.

    Taking back twice counts once. Raises OnItsWay. Locks the order, then the shipment.
    """
    order, shipment = _lock(shipment)
    if shipment.taken_back_at:
        return shipment
    if not shipment.is_waiting:
        raise errors.OnItsWay
    is_from_shelf = not Enquiry.objects.filter(order=order).exists()  # what a quote led to was made, never in stock
    EventHandler(user=by).call_back(shipment.event, is_from_shelf=is_from_shelf)
    shipment.taken_back_at, shipment.taken_back_by = timezone.now(), by
    shipment.save(update_fields=["taken_back_at", "taken_back_by"])
    record(Verb.TAKE_BACK_SHIPMENT, shipment, by=by, base=shipment.base, order=order.number)
    tell_taken_back(shipment)
    return shipment


@transaction.atomic
def collect(shipment: Shipment, *, by: User) -> Shipment:
    """Record that the carrier has collected a shipment, so that it cannot be taken back.

    Recorded twice, it counts once. Raises WrongState for one that was taken back. Locks the order, then the shipment.
    """
    _order, shipment = _lock(shipment)
    if shipment.taken_back_at:
        raise WrongState(state=_("taken back"))
    if shipment.is_waiting:
        shipment.collected_at = timezone.now()
        shipment.save(update_fields=["collected_at"])
        record(Verb.COLLECT_SHIPMENT, shipment, by=by, base=shipment.base)
    return shipment


@transaction.atomic
def correct_waybill(shipment: Shipment, *, carrier: str, waybill: str, by: User, carrier_name: str = "") -> Shipment:
    """Correct the carrier and its number, also after it was collected. The buyer is told the new number.

    Corrected to what it says already, nothing is done. Raises WrongState for one that was taken back, WrongWaybill,
    CarrierUnnamed. Locks the order, then the shipment.
    """
    order, shipment = _lock(shipment)
    if shipment.taken_back_at:
        raise WrongState(state=_("taken back"))
    before = {name: getattr(shipment, name) for name in CARRIED}
    given = _carried(carrier, carrier_name, waybill)
    if given == before:
        return shipment
    for name, value in given.items():
        setattr(shipment, name, value)
    shipment.corrected_at = timezone.now()
    shipment.save(update_fields=[*CARRIED, "corrected_at"])
    entry = record(
        Verb.CORRECT_WAYBILL, shipment, by=by, base=shipment.base, order=order.number, before=before, now=given
    )
    tell_corrected(shipment, entry.pk)
    return shipment


def clean_waybill(carrier: str, text: str) -> str:
    """Return a carrier's number as it is printed: half-width capitals without spaces.

    An own vehicle has a number plate, in any letters. Raises WrongWaybill for what no carrier gives out.
    """
    number = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    if not number or (carrier != Carrier.OWN and not WAYBILL.fullmatch(number)):
        raise errors.WrongWaybill
    return number[:40]


def _carried(carrier: str, name: str, waybill: str) -> dict[str, Any]:
    """Return the fields of a shipment that name its carrier and its number."""
    if carrier != Carrier.OTHER:
        name = ""
    elif not name:
        raise errors.CarrierUnnamed
    return {"carrier": Carrier(carrier), "carrier_name": name, "waybill": clean_waybill(carrier, waybill)}


def _checked(consignment: Consignment) -> dict[str, Any]:
    """Return the fields of a shipment that a consignment gives."""
    now = timezone.now()
    collected_at = consignment.collected_at or now
    if abs(collected_at - now) > COLLECTION:
        raise errors.WrongCollection
    return {
        **_carried(consignment.carrier, consignment.carrier_name, consignment.waybill),
        "unpaid_reason": consignment.unpaid_reason,
        "collected_at": collected_at,
    }


def _look_at_money(order: Order, given: dict[str, Any]) -> None:
    """Refuse an order that may not go out, and keep a reason only where something is to be paid."""
    if order.status not in SENDABLE:
        raise WrongState(state=settings.ORDER_STATUS_NAMES.get(order.status, order.status))
    if is_held_back(order):
        raise HeldBack
    if not unpaid(order):
        given["unpaid_reason"] = ""
    elif not given["unpaid_reason"]:
        raise errors.NotPaidYet(left=f"{unpaid(order):,.2f}")


def _parts(order: Order, base: Base | None, pieces: Mapping[int, int]) -> dict[Any, int]:
    """Return the pieces by line, of which no more than is ready."""
    lines = {line.pk: line for line in lines_of(_only(order), base)}
    parts = {lines[pk]: count for pk, count in pieces.items() if pk in lines and count > 0}
    if not parts:
        raise errors.NothingReady
    for line, count in parts.items():
        if count > line.ready:
            raise errors.TooManyOfLine(title=line.title, most=line.ready)
    return parts


def _lock(shipment: Shipment) -> tuple[Order, Shipment]:
    order = Order.objects.select_for_update().get(pk=shipment.order_id)
    shipment = Shipment.objects.select_for_update(of=["self"]).select_related("event", "base").get(pk=shipment.pk)
    shipment.order = order
    return order, shipment


def _only(order: Order) -> QuerySet[Any]:
    orders: QuerySet[Any] = Order.objects.filter(pk=order.pk)
    return orders
