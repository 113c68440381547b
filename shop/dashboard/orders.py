"""Adapt Oscar's screens of orders: looked at, noted on and sent. Status, lines and prices are never typed."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from oscar.apps.dashboard.orders import views
from oscar.apps.order.exceptions import InvalidShippingEvent
from oscar.core.loading import get_model

from shop.order import cancelling, standing
from shop.payments import giving_back
from shop.payments.models import Cancellation, Chargeback, Refund, RefundRequest

ShippingEventType: Any = get_model("order", "ShippingEventType")


class OrderListView(views.OrderListView):
    """Oscar's list of orders, without its change of many statuses at once."""

    actions = ("download_selected_orders",)


class OrderDetailView(views.OrderDetailView):
    """Oscar's page of an order, with its money, and with deeds where statuses were typed."""

    order_actions = ("save_note", "delete_note")
    line_actions = ("create_shipping_event",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do one of the screen's deeds, for those who may change orders."""
        if not request.user.has_perm("order.change_order"):
            raise PermissionDenied
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what was paid and given back, and what can be done now."""
        order = self.object
        return super().get_context_data(**kwargs) | {
            "status_name": settings.ORDER_STATUS_NAMES.get(order.status, order.status),
            "cancellation": Cancellation.objects.filter(order=order).select_related("by").first(),
            "requests": RefundRequest.objects.filter(order=order).select_related("by", "decided_by"),
            "refunds": Refund.objects.filter(payment__instalment__order=order).select_related("payment", "by"),
            "chargebacks": Chargeback.objects.filter(payment__instalment__order=order),
            "can_cancel": cancelling.can_be_cancelled(order),
            "left": giving_back.left_of(order),
            "can_send": not standing.is_held_back(order) and order.status in standing.SENDING,
        }

    def create_shipping_event(self, request: Any, order: Any, lines: Any, quantities: Any) -> HttpResponse:
        """Record that pieces were handed to a carrier, whose name and number are needed."""
        reference = request.POST.get("reference", "").strip()
        if not reference:
            return self.reload_page(error=_("Write the carrier and its number, so that the buyer can follow it."))
        kind, _new = ShippingEventType.objects.get_or_create(code=standing.SHIPPED, defaults={"name": "Shipped"})
        try:
            self.get_handler(user=request.user).handle_shipping_event(
                order, kind, lines, quantities, reference=reference[:255]
            )
        except InvalidShippingEvent as error:
            return self.reload_page(error=str(error))
        standing.follow(order)
        messages.success(request, _("It is on its way, and the buyer sees it."))
        return self.reload_page()
