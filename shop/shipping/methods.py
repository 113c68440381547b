"""Define the delivery methods and their charges."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from oscar.apps.shipping import methods
from oscar.apps.shipping.methods import (  # noqa: F401 Oscar looks for them here
    Free,
    NoShippingRequired,
    TaxExclusiveOfferDiscount,
    TaxInclusiveOfferDiscount,
)
from oscar.core.prices import Price

FREE_FROM = Decimal("199.00")  # CNY of goods


class _Fixed(methods.Base):
    charge: Decimal

    def calculate(self, basket: Any) -> Price:
        """Return the charge in CNY, tax included."""
        return Price(currency=basket.currency, excl_tax=self.charge, tax=Decimal(0))


class Standard(_Fixed):
    """Delivery by parcel post, free from an amount on."""

    code, name, charge = "standard", _("Standard delivery"), Decimal("12.00")
    description = _("3 to 5 days; free from ¥199")

    def calculate(self, basket: Any) -> Price:
        if basket.total_incl_tax >= FREE_FROM:
            return Price(currency=basket.currency, excl_tax=Decimal(0), tax=Decimal(0))
        return super().calculate(basket)


class Express(_Fixed):
    """Delivery by courier."""

    code, name, charge = "express", _("Express delivery"), Decimal("22.00")
    description = _("1 to 2 days")


class Abroad(_Fixed):
    """Delivery by air mail to anywhere outside of the mainland."""

    code, name, charge = "abroad", _("Delivery abroad"), Decimal("120.00")
    description = _("8 to 15 days; customs are the receiver's")
