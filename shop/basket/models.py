"""Load Oscar's basket lines in a constant number of queries, and round each discount once."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import QuerySet
from oscar.apps.basket.abstract_models import AbstractBasket, AbstractLine
from oscar.apps.offer.results import OfferApplications

from shop.money import FEN


class Basket(AbstractBasket):
    _lines: "QuerySet[Line] | None"

    @property
    def offer_applications(self) -> OfferApplications:
        """The offers that apply, each with what the lines were given by it, so that all shown sums add up."""
        return self._offer_applications

    @offer_applications.setter
    def offer_applications(self, applied: OfferApplications) -> None:
        for each in applied:
            if each["result"].affects_basket:
                given = (part for line in self.all_lines() for part in line.discounts if part.offer == each["offer"])
                each["discount"] = sum((part.amount for part in given), Decimal(0))
        self._offer_applications = applied

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
    def discount(
        self, discount_value: Decimal, affected_quantity: int, incl_tax: bool = True, offer: Any = None
    ) -> None:
        """Give a discount on the line in whole fen: rounded here, once, so that every sum of it adds up."""
        rounded = Decimal(discount_value).quantize(FEN, ROUND_HALF_UP)
        super().discount(rounded, affected_quantity, incl_tax=incl_tax, offer=offer)

    def get_warning(self) -> str | None:
        """Return why this line cannot be bought, if so. A price by quantity is no surprise to warn of."""
        permitted, reason = self.purchase_info.availability.is_purchase_permitted(self.quantity)
        return None if permitted else f"{self.product.get_title()}: {reason}"

    @property
    def saving(self) -> Decimal:
        """The saving by the quantity tier on the whole line, CNY. Zero when the tier is not reached."""
        return Decimal(self.quantity * (self.stockrecord.price - self.unit_price_incl_tax))


from oscar.apps.basket.models import *  # noqa: E402, F403 Oscar's own way to fork
