"""Which price and which stock a buyer gets: quantity tiers, stock or made to order, prices with tax."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from oscar.apps.partner import strategy
from oscar.apps.partner.prices import FixedPrice, Unavailable
from oscar.apps.partner.strategy import PurchaseInfo

from shop.partner.tiers import unit_price


class Retail(strategy.UseFirstStockRecord, strategy.StockRequired, strategy.NoTax, strategy.Structured):
    """Prices are what the buyer pays, tax within. A class of products that tracks no stock is made to order."""

    def fetch_for_line(self, line: Any, stockrecord: Any = None) -> PurchaseInfo:
        """As for the product, but at the price of the quantity in this basket line."""
        stockrecord = stockrecord or self.select_stockrecord(line.product)
        return PurchaseInfo(
            price=self.price_of(line.product, stockrecord, line.quantity),
            availability=self.availability_policy(line.product, stockrecord),
            stockrecord=stockrecord,
        )

    def price_of(self, product: Any, stockrecord: Any, pieces: int) -> FixedPrice | Unavailable:
        """The price policy for each of `pieces`; a variant has the tiers of its parent."""
        if not stockrecord or stockrecord.price is None:
            return Unavailable()
        sold_as = product.parent if product.is_child else product
        price = unit_price(stockrecord.price, sold_as.tiers.all(), pieces)
        return FixedPrice(currency=stockrecord.price_currency, excl_tax=price, tax=Decimal("0.00"))


class Selector:
    """Oscar asks it which strategy a request gets."""

    def strategy(self, request: HttpRequest | None = None, user: Any = None, **kwargs: Any) -> Retail:  # noqa: ARG002
        """The one that all buyers have."""
        return Retail(request)
