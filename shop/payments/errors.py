"""Refuse to pay or to refund, worded for people."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from shop.refusing import Refused


class NotPaid(Refused):
    """Nothing was paid and nothing has changed."""


class NothingDue(NotPaid):
    """The instalment is paid, or its order cancelled."""

    words = _("There is nothing to pay here.")


class SignInFirst(NotPaid):
    """Stock would wait for the transfer of somebody unknown."""

    words = _("A bank transfer takes days. Sign in with your phone, so that we can keep the pieces for you that long.")


class ProviderSilent(NotPaid):
    """The payment provider does not answer, or refuses our request."""

    words = _("The payment service does not answer. Nothing was charged. Please try again in a minute.")


class RefundTooHigh(NotPaid):
    """More is asked back than is left of a payment. `left`: CNY."""

    words = _("Only ¥%(left)s of this payment can be given back.")
    left: Decimal


class PiecesNotNamed(NotPaid):
    """Pieces that cannot be sent end a part of the order, so they are named by line."""

    words = _("Say of which line how many pieces cannot be sent.")
    field = "what"


class TooManyGivenBack(NotPaid):
    """More pieces of a line are named than there are to give money back for."""

    words = _("Of %(title)s there are %(most)d pieces to give money back for.")
    title: str
    most: int
