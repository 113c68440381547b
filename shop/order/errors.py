"""Refuse to place an order, worded for the buyer."""

from django.utils.translation import gettext_lazy as _

from shop.refusing import Refused


class NotPlaced(Refused):
    """No order was placed."""


class BasketChanged(NotPlaced):
    """The basket is empty, or was merged or reopened meanwhile."""

    words = _("Your basket has changed. Please look at it again.")


class SoldOut(NotPlaced):
    """Fewer pieces are left than wanted. `title`: of the product."""

    words = _("Only %(left)d left of %(title)s. Please change the quantity.")
    title: str
    left: int
