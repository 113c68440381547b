"""Send orders, for the base's desk and for the shop's staff: what waits, one order, one shipment and its papers."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from oscar.apps.order.models import Order

from dispatch.models import Shipment
from dispatch.views.shared.shipping_form import CorrectionForm, ShippingForm
from dispatch.work import shipping
from shop.order.standing import is_held_back
from shop.pages.deeds import do
from shop.pages.versions import Shown
from workshops.access import View, visitor
from workshops.journal import Verb, last
from workshops.models import Base

LATEST = 20
PAPERS = {"packing-list", "delivery-note"}
PDF = "application/pdf"


def pages(admit: Any) -> list[URLPattern]:
    """Return the addresses of sending. `admit` passes the base that sends, or None for the shop's staff."""
    named: list[tuple[str, View, str]] = [
        ("sending/", waiting, "shipping"),
        ("sending/<str:number>/", order_send, "shipping-order"),
        ("shipments/<id:pk>/", shipment_detail, "shipment"),
        ("shipments/<id:pk>/collected/", shipment_collect, "shipment-collect"),
        ("shipments/<id:pk>/back/", shipment_take_back, "shipment-take-back"),
        ("shipments/<id:pk>/number/", shipment_correct, "shipment-correct"),
        ("shipments/<id:pk>/<slug:paper>/", shipment_paper, "shipment-paper"),
    ]
    return [path(route, admit(view), name=name) for route, view, name in named]


def orders_of(base: Base | None) -> QuerySet[Any]:
    """Return the orders that a base sends a part of, or for the shop's staff those sold from stock."""
    orders: QuerySet[Any] = Order.objects.filter(enquiry=None)
    if base is not None:
        orders = Order.objects.filter(lines__partner=base.partner_id).distinct()
    return orders


@require_safe
def waiting(request: HttpRequest, base: Base | None) -> HttpResponse:
    """List the orders of which something is ready, the oldest first, and the latest shipments."""
    orders = shipping.to_send(orders_of(base), base).select_related("enquiry", "shipping_address")
    rows = orders.prefetch_related("lines__product", "lines__agreed_day", "instalments")
    context = {
        "rows": [{"order": order, "unpaid": shipping.unpaid(order)} for order in rows],
        "latest": _shipments(base)[:LATEST],
    }
    return _show(request, base, "waiting", **context)


@require_http_methods(["GET", "POST"])
def order_send(request: HttpRequest, base: Base | None, number: str) -> HttpResponse:
    """Ask what goes by which carrier, then show what will happen, then send it."""
    order = get_object_or_404(orders_of(base).select_related("shipping_address", "user"), number=number)
    form = ShippingForm(request.POST or None, order=order, base=base)
    context: dict[str, Any] = {"order": order, "form": form, "unpaid": shipping.unpaid(order)}
    context |= {
        "shipments": order.shipments.with_contents(),
        "can_go": order.status in shipping.SENDABLE and not is_held_back(order),
    }
    if request.method == "POST" and form.is_valid():
        if "confirmed" not in request.POST:
            return _show(request, base, "confirm", **context)
        if form.does(lambda said: form.send(said, by=visitor(request))):
            messages.success(request, _("On its way. The buyer is told the carrier and the number."))
            return redirect(f"{_room(base)}:shipment", form.result.pk)
    return _show(request, base, "order", status=422 if form.errors else 200, **context)


@require_safe
def shipment_detail(request: HttpRequest, base: Base | None, pk: int) -> HttpResponse:
    """Show one shipment with its papers, and while the carrier has not got it the way to take it back."""
    return _show(request, base, "shipment", shipment=_shipment(base, pk))


@require_POST
def shipment_collect(request: HttpRequest, base: Base | None, pk: int) -> HttpResponse:
    """Record that the carrier has collected it."""
    deed, words = shipping.collect, _("The carrier has it.")
    return do(request, lambda: deed(_shipment(base, pk), by=visitor(request)), words, f"{_room(base)}:shipment", pk)


@require_POST
def shipment_take_back(request: HttpRequest, base: Base | None, pk: int) -> HttpResponse:
    """Take a shipment back before it leaves."""
    deed, words = shipping.take_back, _("Taken back: its pieces are ready to be sent again, and the buyer is told.")
    return do(request, lambda: deed(_shipment(base, pk), by=visitor(request)), words, f"{_room(base)}:shipment", pk)


@require_http_methods(["GET", "POST"])
def shipment_correct(request: HttpRequest, base: Base | None, pk: int) -> HttpResponse:
    """Ask for the right carrier and number of a shipment, also after it was collected."""
    shipment = _shipment(base, pk)
    shown = Shown(shipment, _carried, visitor(request), last(Verb.CORRECT_WAYBILL))
    usual = {name: getattr(shipment, name) for name in shipping.CARRIED}
    form = CorrectionForm(request.POST or None, initial=usual, shown=shown)
    if request.method == "POST" and form.does(
        lambda said: shipping.correct_waybill(
            shipment, **{name: said[name] for name in shipping.CARRIED}, by=visitor(request)
        )
    ):
        messages.success(request, _("Corrected. The buyer is told the new number."))
        return redirect(f"{_room(base)}:shipment", pk)
    return _show(request, base, "correct", status=422 if form.errors else 200, shipment=shipment, form=form)


def _carried(shipment: Shipment) -> dict[str, str]:
    """Return a shipment's carrier and number."""
    return {_("Carrier"): shipment.carrier_label, _("Carrier's number"): shipment.waybill}


@require_safe
def shipment_paper(request: HttpRequest, base: Base | None, pk: int, paper: str) -> HttpResponse:
    """Return the packing list or the delivery note as a page to print, or as PDF with `?format=pdf`."""
    if paper not in PAPERS:
        raise Http404
    shipment, as_pdf = _shipment(base, pk), request.GET.get("format") == "pdf"
    parts = [(part, part.line.quantity) for part in shipment.event.line_quantities.all()]
    context = {"shipment": shipment, "order": shipment.order, "parts": parts, "paper": paper, "as_pdf": as_pdf}
    page = render_to_string("dispatch/shipping/paper.html", context, request)
    if not as_pdf:
        return HttpResponse(page)
    from shop.pages.printing import pdf  # slow to import, and wants system libraries that only this needs

    headers = {"Content-Disposition": f'inline; filename="{paper}-{shipment.number}.pdf"'}
    return HttpResponse(pdf(page), content_type=PDF, headers=headers)


def _shipment(base: Base | None, pk: int) -> Shipment:
    found: Shipment = get_object_or_404(_shipments(base), pk=pk)
    return found


def _shipments(base: Base | None) -> Any:
    return Shipment.objects.filter(order__in=orders_of(base)).sent_by(base).with_contents()


def _room(base: Base | None) -> str:
    return "sending" if base is None else "desk"


def _show(request: HttpRequest, base: Base | None, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    frame = "dispatch/shipping/shop_page.html" if base is None else "dispatch/desk/page.html"
    context |= {"base": base, "room": _room(base), "frame": frame, "status_names": settings.ORDER_STATUS_NAMES}
    return render(request, f"dispatch/shipping/{template}.html", context, status=status)
