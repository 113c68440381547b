"""Choose price and stock for a buyer: quantity tiers, stock or made to order, prices with tax."""

from decimal import Decimal
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from oscar.apps.partner import strategy
from oscar.apps.partner.availability import Available
from oscar.apps.partner.availability import Unavailable as NotAvailable
from oscar.apps.partner.prices import FixedPrice, Unavailable
from oscar.apps.partner.strategy import PurchaseInfo

from shop.partner.selling import closed
from shop.partner.tiers import unit_price


class MadeToOrder(Available):
    """Pieces that are made once they are ordered: as many as the base takes without being asked.

    `besides`: pieces of the same work that other lines of the basket hold, as other variants or with other wishes.
    """

    def __init__(self, most: int, besides: int = 0) -> None:
        self.most, self.besides = most, besides

    def is_purchase_permitted(self, quantity: int) -> tuple[bool, str]:
        """Return whether so many may be bought at once, and otherwise why not."""
        if quantity + self.besides <= self.most:
            return True, ""
        words = _("At most %(most)d are made to order at once. Ask the base for more: it names a price and a day.")
        return False, words % {"most": self.most}


class NotSoldNow(NotAvailable):
    """Goods of a base that does not sell at present."""

    @property
    def message(self) -> str:
        """The words beside the goods."""
        return _("Not sold at present")


class Retail(strategy.UseFirstStockRecord, strategy.StockRequired, strategy.NoTax, strategy.Structured):
    """Prices are what the buyer pays, tax included. A class of products that tracks no stock is made to order."""

    def fetch_for_line(self, line: Any, stockrecord: Any = None) -> PurchaseInfo:
        """Return the purchase info of a basket line, at the price of its quantity."""
        stockrecord = stockrecord or self.select_stockrecord(line.product)
        return PurchaseInfo(
            price=self.price_of(line.product, stockrecord, line.quantity),
            availability=self.availability_policy(line.product, stockrecord, besides=line.besides),
            stockrecord=stockrecord,
        )

    def availability_policy(self, product: Any, stockrecord: Any, besides: int = 0) -> Any:
        """Return the policy by which pieces may be bought."""
        if stockrecord and stockrecord.partner_id in self.closed:
            return NotSoldNow()
        if stockrecord and product.is_made_to_order:
            return MadeToOrder(product.bulk_from - 1, besides)
        return super().availability_policy(product, stockrecord)

    @cached_property
    def closed(self) -> frozenset[int]:
        """The partners that do not sell at present, read once in a request."""
        return closed()

    def price_of(self, product: Any, stockrecord: Any, pieces: int) -> FixedPrice | Unavailable:
        """Return the price policy for each of `pieces`. A variant has the tiers of its parent."""
        if not stockrecord or stockrecord.price is None:
            return Unavailable()
        price = unit_price(stockrecord.price, product.sold_as.tiers.all(), pieces)
        return FixedPrice(currency=stockrecord.price_currency, excl_tax=price, tax=Decimal("0.00"))


class Selector:
    """Selects the strategy of a request when Oscar asks."""

    def strategy(self, request: HttpRequest | None = None, user: Any = None, **kwargs: Any) -> Retail:  # noqa: ARG002
        """Return the one strategy that all buyers have."""
        return Retail(request)
