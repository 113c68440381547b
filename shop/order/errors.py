"""Refuse to place or send an order."""

from django.utils.translation import gettext_lazy as _
from oscar.apps.order.exceptions import InvalidShippingEvent

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


class NotInStock(Refused, InvalidShippingEvent):
    """The stock holds fewer pieces than are to be sent. `title`: of the product."""

    words = _("The shelf holds fewer of %(title)s than are to be sent: correct its stock first.")
    title: str
