"""Show a buyer's orders: promised day and forecast, progress of the work, what is paid and due."""

from datetime import date
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib import messages
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from oscar.apps.order.abstract_models import AbstractOrder

from shop.enquiries.access import buyer_of, order_by_link, order_for, orders_for
from shop.enquiries.forms import FindOrderForm
from shop.enquiries.models import Enquiry, Quote
from shop.enquiries.paying import pay_address
from shop.limits import misses_limited
from shop.order import cancelling
from shop.order.errors import WorkBegun
from shop.order.forms import CancelForm
from shop.order.opened import remember_order
from shop.order.tracking import Progress, parcels, progress
from shop.payments.holding import held_until
from shop.payments.models import Cancellation, RefundRequest
from shop.payments.schedule import due_now

ROAD = ["placed", "paid", "in_production", "shipped", "completed"]
SHELF_ROAD = ["placed", "paid", "shipped", "completed"]


class Step(NamedTuple):
    """A step in the progress of an order. `state` is done, now or next."""

    label: str
    state: str
    on: date | None = None


@require_safe
def order_list(request: HttpRequest) -> HttpResponse:
    """List all orders of this visitor, newest first."""
    orders = (
        orders_for(request)
        .select_related("enquiry__product")
        .prefetch_related("lines__product", "lines__agreed_day", "instalments")
    )
    rows = [{"order": order, "status": status_name(order), "due": due_now(order)} for order in orders]
    return render(request, "enquiries/order_list.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def order_find(request: HttpRequest) -> HttpResponse:
    """Open a guest's order in this browser by its number and the phone that she left."""
    form = FindOrderForm(request.POST or None)
    if request.method == "POST" and (order := form.found(request)):
        remember_order(request, order)
        return redirect("orders:order-detail", order.number)
    return render(request, "enquiries/order_find.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@misses_limited
def order_open(request: HttpRequest, signed: str) -> HttpResponse:
    """Open an order by the signed link in a guest's e-mail."""
    order = order_by_link(signed)
    remember_order(request, order)
    return redirect("orders:order-detail", order.number)


@require_safe
def order_detail(request: HttpRequest, number: str) -> HttpResponse:
    """Show the progress of one order."""
    order = order_for(request, number)
    enquiry = Enquiry.objects.filter(order=order).select_related("base", "product").first()
    quote = enquiry.quotes.get(state=Quote.State.ACCEPTED) if enquiry else None
    made = progress(order)
    due = due_now(order) if order.status != "cancelled" else None
    context = {
        "order": order,
        "enquiry": enquiry,
        "quote": quote,
        "status": status_name(order),
        "steps": steps(order, is_made_to_order=made is not None or enquiry is not None),
        "progress": made,
        "days_late": days_late(quote, made),
        "today": timezone.localdate(),
        "due": due,
        "pay_address": pay_address(order) if due else "",
        "until": held_until(order),
        "cancellation": Cancellation.objects.filter(order=order).first(),
        "requests": order.refund_requests.exclude(state=RefundRequest.State.DECLINED),
        "given_up": order.refund_requests.aggregate(sum=Sum("off_balance"))["sum"],
        "may_cancel": cancelling.buyer_may_cancel(order),
        "may_order_again": order.status == "cancelled" and enquiry is None,
        "parcels": parcels(order),
    }
    return render(request, "enquiries/order_detail.html", context)


@require_safe
def order_paper(request: HttpRequest, number: str) -> HttpResponse:
    """Show the order's confirmation for printing."""
    order = order_for(request, number)
    enquiry = Enquiry.objects.filter(order=order).select_related("base", "product").first()
    quote = enquiry.quotes.get(state=Quote.State.ACCEPTED) if enquiry else None
    context = {"order": order, "enquiry": enquiry, "quote": quote, "today": timezone.localdate()}
    return render(request, "enquiries/order_paper.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def order_cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Ask the buyer whether she means it and say what becomes of her money, then end the order."""
    order = order_for(request, number)
    if not cancelling.buyer_may_cancel(order):
        if cancelling.can_be_cancelled(order):
            messages.error(request, str(WorkBegun()))
        return redirect("orders:order-detail", number)
    terms = cancelling.terms_of(order)
    form = CancelForm(request.POST or None, terms=terms, is_seller=False)
    reason, by = Cancellation.Reason.BUYER, buyer_of(request)
    if request.method == "POST" and form.does(
        lambda _said: cancelling.cancel(order, reason=reason, by=by, **form.said())
    ):
        messages.success(request, _("Your order is cancelled."))
        return redirect("orders:order-detail", number)
    return render(request, "enquiries/order_cancel.html", {"order": order, "terms": terms, "form": form})


@require_POST
def order_again(request: HttpRequest, number: str) -> HttpResponse:
    """Put the pieces of an order into the basket once more, as far as they are sold today."""
    basket: Any = request.basket  # type: ignore[attr-defined]  # Oscar's middleware
    for line in order_for(request, number).lines.select_related("product"):
        can_be, reason = line.is_available_to_reorder(basket, basket.strategy)
        if can_be:
            chosen = [{"option": one.option, "value": one.value} for one in line.attributes.all() if one.option]
            basket.add_product(line.product, line.quantity, chosen)
        else:
            messages.error(request, f"{line.product.label if line.product else line.title}: {reason}")
    return redirect("basket:summary")


def status_name(order: AbstractOrder) -> str:
    """Return the order's status in the reader's language."""
    return str(settings.ORDER_STATUS_NAMES.get(order.status, order.status))


def steps(order: AbstractOrder, *, is_made_to_order: bool) -> list[Step]:
    """Return the order's steps as the reader sees them. A cancelled order stops where it is."""
    if order.status == "cancelled":
        ended = order.status_changes.filter(new_status="cancelled").first()
        day = timezone.localdate(ended.date_created if ended else order.date_placed)
        return [Step(str(settings.ORDER_STATUS_NAMES["cancelled"]), "now", day)]
    is_under_way = order.status in ("in_production", "part_shipped")
    road = ROAD if is_made_to_order or is_under_way else SHELF_ROAD
    names: dict[str, Any] = settings.ORDER_STATUS_NAMES
    if is_made_to_order:
        names = names | {"paid": _("Deposit paid")}
    here = road.index("in_production" if is_under_way else order.status)
    behind = here + (order.status == road[-1])  # where the order stands is no step to come, and the last is behind it
    states = ["done"] * behind + ["now"] + ["next"] * len(road)
    return [Step(str(names[status]), states[place]) for place, status in enumerate(road)]


def days_late(quote: Quote | None, made: Progress | None) -> int | None:
    """Return the days by which the delivery, or until all is sent the forecast, misses the promised day.

    Negative: early. None when one of them is unknown.
    """
    return (made.expected_on - quote.promise_on).days if quote and made and made.expected_on else None
