"""Adapt Oscar's screens of orders: looked at and noted on. Status, lines and prices are never typed."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from oscar.apps.dashboard.orders import views

from shop.enquiries.models import Enquiry
from shop.order import cancelling, standing
from shop.payments import giving_back
from shop.payments.models import Cancellation, Chargeback, Refund, RefundRequest


class OrderListView(views.OrderListView):
    """Oscar's list of orders, without its change of many statuses at once."""

    actions = ("download_selected_orders",)


class OrderDetailView(views.OrderDetailView):
    """Oscar's page of an order, with its money, and with deeds where statuses were typed."""

    order_actions = ("save_note", "delete_note")
    line_actions = ()

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
            "is_ours": not Enquiry.objects.filter(order=order).exists(),  # what a base makes it sends itself
            "left": giving_back.left_of(order),
            "can_send": not standing.is_held_back(order) and order.status in standing.SENDING,
        }
