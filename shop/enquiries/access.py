"""Decide who may open an enquiry or an order: its buyer, and a guest who came by its secret link."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from oscar.apps.order.abstract_models import AbstractOrder
from oscar.core.loading import get_model

from shop.accounts.models import User
from shop.enquiries.models import Enquiry
from shop.order.opened import opened_orders, remember

Order = get_model("order", "Order")
ENQUIRIES = "opened_enquiries"


def buyer_of(request: HttpRequest) -> User | None:
    """Return the signed-in buyer, or None for a guest."""
    return request.user if request.user.is_authenticated else None


def remember_enquiry(request: HttpRequest, enquiry: Enquiry) -> None:
    """Let this browser open the enquiry and what comes of it from now on."""
    remember(request, ENQUIRIES, str(enquiry.token))


def enquiries_for(request: HttpRequest) -> QuerySet[Enquiry]:
    """Return the enquiries that this visitor may open."""
    return Enquiry.objects.filter(_hers(request, "buyer") | Q(token__in=request.session.get(ENQUIRIES, [])))


def orders_for(request: HttpRequest) -> QuerySet[Any]:
    """Return the orders, retail and bulk, that this visitor may open."""
    opened = Q(number__in=opened_orders(request))
    asked = Q(enquiry__token__in=request.session.get(ENQUIRIES, []))
    orders: QuerySet[Any] = Order.objects.filter(_hers(request, "user") | opened | asked)
    return orders


def enquiry_for(request: HttpRequest, number: str) -> Enquiry:
    """Return the enquiry with this number. Raises Http404 unless this visitor may open it."""
    enquiries = enquiries_for(request).select_related("product", "base", "order")
    return get_object_or_404(enquiries, number=number)


def order_for(request: HttpRequest, number: str) -> AbstractOrder:
    """Return the order with this number. Raises Http404 unless this visitor may open it."""
    return get_object_or_404(orders_for(request), number=number)


def order_by_link(signed: str) -> AbstractOrder:
    """Return the order of a signed link (`order.verification_hash()`). Raises Http404 for a signature not ours."""
    order = get_object_or_404(Order, number=signed.partition(":")[0])
    if not order.check_verification_hash(signed):
        raise Http404
    return order


def _hers(request: HttpRequest, field: str) -> Q:
    user = buyer_of(request)
    return Q(**{field: user}) if user else Q(pk=None)
