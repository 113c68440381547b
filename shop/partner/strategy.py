"""Choose price and stock for a buyer: quantity tiers, stock or made to order, prices with tax."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from oscar.apps.partner import strategy
from oscar.apps.partner.prices import FixedPrice, Unavailable
from oscar.apps.partner.strategy import PurchaseInfo

from shop.partner.tiers import unit_price


class Retail(strategy.UseFirstStockRecord, strategy.StockRequired, strategy.NoTax, strategy.Structured):
    """Prices are what the buyer pays, tax included. A class of products that tracks no stock is made to order."""

    def fetch_for_line(self, line: Any, stockrecord: Any = None) -> PurchaseInfo:
        """Return the purchase info of a basket line, at the price of its quantity."""
        stockrecord = stockrecord or self.select_stockrecord(line.product)
        return PurchaseInfo(
            price=self.price_of(line.product, stockrecord, line.quantity),
            availability=self.availability_policy(line.product, stockrecord),
            stockrecord=stockrecord,
        )

    def price_of(self, product: Any, stockrecord: Any, pieces: int) -> FixedPrice | Unavailable:
        """Return the price policy for each of `pieces`. A variant has the tiers of its parent."""
        if not stockrecord or stockrecord.price is None:
            return Unavailable()
        sold_as = product.parent if product.is_child else product
        price = unit_price(stockrecord.price, sold_as.tiers.all(), pieces)
        return FixedPrice(currency=stockrecord.price_currency, excl_tax=price, tax=Decimal("0.00"))


class Selector:
    """Selects the strategy of a request when Oscar asks."""

    def strategy(self, request: HttpRequest | None = None, user: Any = None, **kwargs: Any) -> Retail:  # noqa: ARG002
        """Return the one strategy that all buyers have."""
        return Retail(request)
