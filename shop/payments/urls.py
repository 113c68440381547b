"""Route the payment of an instalment."""

from django.urls import path

from shop.payments import views

app_name = "payments"
urlpatterns = [
    path("<id:pk>/<str:signed>/", views.instalment_pay, name="instalment-pay"),
    path("back/<uuid:key>/", views.payment_return, name="payment-return"),
]
