"""Route buyers' orders, retail and bulk."""

from django.urls import path

from shop.enquiries import orders

app_name = "orders"
urlpatterns = [
    path("", orders.order_list, name="order-list"),
    path("find/", orders.order_find, name="order-find"),
    path("open/<str:signed>/", orders.order_open, name="order-open"),
    path("<str:number>/", orders.order_detail, name="order-detail"),
    path("<str:number>/cancel/", orders.order_cancel, name="order-cancel"),
    path("<str:number>/again/", orders.order_again, name="order-again"),
    path("<str:number>/confirmation/", orders.order_paper, name="order-paper"),
]
