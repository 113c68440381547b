"""Load Oscar's basket lines with all that prices by quantity need, in a constant number of queries."""

from decimal import Decimal

from django.db.models import QuerySet
from oscar.apps.basket.abstract_models import AbstractBasket, AbstractLine


class Basket(AbstractBasket):
    _lines: "QuerySet[Line] | None"

    def all_lines(self) -> "QuerySet[Line]":
        """Return this basket's lines, cached, with products, stock, tiers and pictures."""
        if self.pk is None:
            nothing: QuerySet[Line] = Line.objects.none()
            return nothing
        if self._lines is None:
            self._lines = (
                self.lines.select_related("product__product_class", "product__parent__product_class", "stockrecord")
                .prefetch_related("attributes__option", "product__images", "product__tiers", "product__parent__tiers")
                .order_by("pk")
            )
        return self._lines

    @property
    def num_lines(self) -> int:
        """The number of lines, counted from the loaded lines without another query."""
        return len(self.all_lines())


class Line(AbstractLine):
    def get_warning(self) -> str | None:
        """Return why this line cannot be bought, if so. A price by quantity is no surprise to warn of."""
        permitted, reason = self.purchase_info.availability.is_purchase_permitted(self.quantity)
        return None if permitted else f"{self.product.get_title()}: {reason}"

    @property
    def saving(self) -> Decimal:
        """The saving by the quantity tier on the whole line, CNY. Zero when the tier is not reached."""
        return Decimal(self.quantity * (self.stockrecord.price - self.unit_price_incl_tax))


from oscar.apps.basket.models import *  # noqa: E402, F403 Oscar's own way to fork
