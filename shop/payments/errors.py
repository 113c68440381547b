"""Why a payment or refund was not made, in words for people."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _


class NotPaid(Exception):
    """Nothing was paid and nothing has changed; the message says why."""


class NothingDue(NotPaid):
    """The instalment is paid, or its order cancelled."""

    def __init__(self) -> None:
        super().__init__(_("There is nothing to pay here."))


class ProviderSilent(NotPaid):
    """The payment provider does not answer, or refuses our request."""

    def __init__(self) -> None:
        super().__init__(_("The payment service does not answer. Nothing was charged. Please try again in a minute."))


class TooMuch(NotPaid):
    """More is asked back than is left of a payment. `left` in CNY."""

    def __init__(self, left: Decimal) -> None:
        self.left = left
        super().__init__(_("Only ¥%(left)s of this payment can be given back.") % {"left": left})
