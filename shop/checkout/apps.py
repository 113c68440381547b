"""Qiaoshou's fork of Oscar's checkout: one page, then the payment."""

from typing import Any

from django.urls import path
from oscar.apps.checkout import apps


class CheckoutConfig(apps.CheckoutConfig):
    name = "shop.checkout"

    def ready(self) -> None:
        """Tell the buyer when her money has come."""
        from shop.checkout import telling

        telling.listen()

    def get_urls(self) -> Any:
        """Where to send it and how; and the way back to an order just placed."""
        from shop.checkout import views

        urls = [
            path("", views.checkout, name="index"),
            path("thank-you/", views.thank_you, name="thank-you"),
        ]
        return self.post_process_urls(urls)
