"""Qiaoshou's fork of Oscar's checkout app."""

from oscar.apps.checkout import apps


class CheckoutConfig(apps.CheckoutConfig):
    name = "shop.checkout"
