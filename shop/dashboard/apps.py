"""Adapt Oscar's dashboard: its home shows what waits, and orders are moved by deeds and never by typing a status."""

from typing import Any

from django.urls import path
from oscar.apps.dashboard import apps as dashboard
from oscar.apps.dashboard.orders import apps as orders


class DashboardConfig(dashboard.DashboardConfig):
    name = "oscar.apps.dashboard"

    def ready(self) -> None:
        super().ready()
        from shop.dashboard.home import HomeView

        self.index_view = HomeView

    def get_urls(self) -> Any:
        """Return Oscar's addresses, with views that two people can use at once."""
        from shop.dashboard.sharing import share_views

        share_views()
        return super().get_urls()


class OrdersDashboardConfig(orders.OrdersDashboardConfig):
    name = "oscar.apps.dashboard.orders"

    def configure_permissions(self) -> None:
        """Say which right opens each screen."""
        super().configure_permissions()
        self.permissions_map |= {
            "order-cancel": ["payments.cancel_order"],
            "order-refund": ["payments.give_back"],
            "refund-decide": ["payments.give_back"],
            "refund-again": ["payments.give_back"],
            "refund-sent": ["payments.give_back"],
            "foreign-back": ["payments.give_back"],
            "transfer-confirm": ["payments.confirm_transfer"],
            "order-differences": ["order.view_order"],
            "order-shipping-address": ["order.view_order", "order.change_shippingaddress"],
        }

    def ready(self) -> None:
        super().ready()
        from shop.dashboard import orders as views

        self.order_list_view = views.OrderListView
        self.order_detail_view = views.OrderDetailView
        self.order_stats_view = views.OrderStatsView

    def get_urls(self) -> Any:
        """Return Oscar's addresses of orders, and those of our deeds before them."""
        from shop.dashboard import differences, money

        ours = [
            path("differences/", differences.differences, name="order-differences"),
            path("refunds/<id:pk>/", money.refund_decide, name="refund-decide"),
            path("refunds/<id:pk>/again/", money.refund_again, name="refund-again"),
            path("refunds/<id:pk>/sent/", money.refund_sent, name="refund-sent"),
            path("foreign/<id:pk>/", money.foreign_back, name="foreign-back"),
            path("transfers/<id:pk>/", money.transfer_confirm, name="transfer-confirm"),
            path("<str:number>/cancel/", money.order_cancel, name="order-cancel"),
            path("<str:number>/refund/", money.order_refund, name="order-refund"),
        ]
        return self.post_process_urls(ours) + super().get_urls()
