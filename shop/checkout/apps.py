"""Adapt Oscar's checkout: one page, then the payment."""

from typing import Any

from django.urls import path
from oscar.apps.checkout import apps


class CheckoutConfig(apps.CheckoutConfig):
    name = "shop.checkout"

    def ready(self) -> None:
        """Tell the buyer from now on when her money has arrived."""
        from shop.checkout import telling

        telling.listen()

    def get_urls(self) -> Any:
        """Return the addresses of the checkout page and of the order just placed."""
        from shop.checkout import views

        urls = [
            path("", views.checkout, name="index"),
            path("thank-you/", views.thank_you, name="thank-you"),
        ]
        return self.post_process_urls(urls)
