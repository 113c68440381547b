"""Sell at a quote's price and freight."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from oscar.apps.partner import availability, prices, strategy
from oscar.apps.shipping import methods
from oscar.core.prices import Price

from shop.enquiries.models import Quote

CURRENCY = "CNY"


class QuotedStrategy(strategy.Structured):
    """Sells one product at its quote's price, from the base's own stock record.

    What will be made is always available.
    """

    def __init__(self, quote: Quote) -> None:
        super().__init__()
        self.quote = quote

    def select_stockrecord(self, product: Any) -> Any:
        return product.stockrecords.filter(partner=self.quote.enquiry.base.partner_id).order_by("pk").first()

    def pricing_policy(self, product: Any, stockrecord: Any) -> prices.FixedPrice:  # noqa: ARG002 Oscar's signature
        return prices.FixedPrice(currency=CURRENCY, excl_tax=self.quote.unit_price, tax=self.quote.unit_price * 0)

    def availability_policy(self, product: Any, stockrecord: Any) -> availability.Available:  # noqa: ARG002
        return availability.Available()


class QuotedFreight(methods.Base):
    """Delivery at the freight of a quote."""

    code = "quoted"
    name = _("Freight as quoted")

    def __init__(self, quote: Quote) -> None:
        self.quote = quote

    def calculate(self, basket: Any) -> Price:  # noqa: ARG002 Oscar's signature
        return Price(currency=CURRENCY, excl_tax=self.quote.freight, tax=self.quote.freight * 0)
