"""Refuse to place, send or cancel an order, worded for people."""

from django.utils.functional import Promise
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


class TooManyToOrder(NotPlaced):
    """More is wanted than is made to order at once, or than can be promised. `why`: in words that name the product."""

    words = "%(why)s"
    why: str


class VoucherGone(NotPlaced):
    """A voucher in the basket was used up meanwhile, or is not for this buyer."""

    words = _("The voucher %(letters)s is no longer valid: %(why)s. It is out of your basket, the price is without it.")
    letters: str
    why: str | Promise
    voucher: object


class NotInStock(Refused, InvalidShippingEvent):
    """The stock holds fewer pieces than are to be sent. `title`: of the product."""

    words = _("The shelf holds fewer of %(title)s than are to be sent: correct its stock first.")
    title: str


class HeldBack(Refused, InvalidShippingEvent):
    """An order is not paid, its money went back, or it is contested. Nothing of it is sent."""

    words = _("Nothing of this order may be sent: it is not paid, its money was given back, or it is contested.")


class NotCancelled(Refused):
    """An order is too far on its way to be cancelled."""

    words = _("This order can no longer be cancelled: it is %(state)s.")
    state: str | Promise


class WorkBegun(Refused):
    """The villages have begun to make what was ordered."""

    words = _("The villages have begun to make it. Please write to the base: it can still end the order with you.")
