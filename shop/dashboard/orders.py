"""Adapt Oscar's screens of orders: looked at and noted on. Status, lines and prices are never typed."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from oscar.apps.dashboard.orders import views

from shop.enquiries.models import Enquiry
from shop.order import cancelling, standing
from shop.payments import giving_back
from shop.payments.models import Cancellation, Chargeback, Instalment, Refund, RefundRequest


class OrderListView(views.OrderListView):
    """Oscar's list of orders, without its change of many statuses at once."""

    actions = ("download_selected_orders",)


class OrderStatsView(views.OrderStatsView):
    """Oscar's sales in figures, where a cancelled order is no sale and money is what came in and stayed."""

    def get_stats(self, filters: dict[str, Any]) -> dict[str, Any]:
        """Return the figures of the orders placed in the days asked for, and how many have each status."""
        orders = views.queryset_orders_for_user(self.request.user).filter(**filters)
        standing_ones = orders.exclude(status="cancelled")
        money_in = Instalment.objects.filter(order__in=orders).aggregate(paid=Sum("paid"), back=Sum("refunded"))
        by_status = orders.order_by().values_list("status").annotate(count=Count("pk"))
        return {
            "placed": orders.count(),
            "cancelled": orders.filter(status="cancelled").count(),
            "ordered": standing_ones.aggregate(sum=Sum("total_incl_tax"))["sum"] or 0,
            "kept": (money_in["paid"] or 0) - (money_in["back"] or 0),
            "by_status": [(key, settings.ORDER_STATUS_NAMES.get(key, key), count) for key, count in by_status],
        }


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
        order, context = self.object, dict(super().get_context_data(**kwargs))
        return context | {
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

    def create_shipping_event(self, *_asked: Any) -> HttpResponse:
        """Say where it is done, to a page that was opened before."""
        words = _("Send it on the page “Sending”, which asks for the carrier and its number.")
        answer: HttpResponse = self.reload_page(error=words)
        return answer
