"""Load Oscar's basket lines in a constant number of queries, and round each discount once."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from oscar.apps.basket.abstract_models import AbstractBasket, AbstractLine
from oscar.apps.offer.results import OfferApplications

from catalog import making
from shop.basket.handing_over import wishes_of
from shop.money import FEN
from shop.partner.tiers import Cheaper, cheaper_than


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
    def promised_on(self) -> date | None:
        """The day by which all that is made to order in it is with the buyer, None when nothing is."""
        return self.promised_in()

    def promised_in(self, province: str = "") -> date | None:
        """Return the day by which all that is made to order in it can be in a province ("" for any)."""
        days = [day for line in self.all_lines() if (day := line.promised_in(province))]
        return max(days, default=None)

    def is_quantity_allowed(self, qty: int, line: "Line | None" = None) -> tuple[bool, str | None]:
        """Return whether the basket takes so many more. Of what is made to order the line itself says how many."""
        allowed: tuple[bool, str | None] = super().is_quantity_allowed(
            qty, line=None if line and line.product.is_made_to_order else line
        )
        return allowed

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

    @property
    def besides(self) -> int:
        """The pieces of the same work in the other lines of its basket: other variants, or other wishes."""
        sold_as = self.product.sold_as
        same = (line for line in self.basket.all_lines() if line.pk != self.pk and line.product.sold_as == sold_as)
        return sum(line.quantity for line in same)

    @cached_property
    def promised_on(self) -> date | None:
        """The day by which its pieces are with a buyer of whom only the basket is known, None for what is in stock."""
        return self.promised_in("")

    def promised_in(self, province: str) -> date | None:
        """Return the day by which its pieces can be in a province, None for stock and when no day can be promised."""
        if not self.product.is_made_to_order:
            return None
        return making.promised_on(self.product.sold_as, self.quantity + self.besides, province)

    def get_warning(self) -> str | None:
        """Return why this line cannot be bought, if so. A price by quantity is no surprise to warn of."""
        permitted, reason = self.purchase_info.availability.is_purchase_permitted(self.quantity)
        if permitted and self.product.is_made_to_order and self.promised_on is None:
            permitted, reason = False, _("No day can be promised for so many. Ask the base: it may know a way.")
        return None if permitted else f"{self.product.label}: {reason}"

    @property
    def cheaper(self) -> Cheaper | None:
        """More pieces than its own that cost less in all, None when there are no such."""
        return cheaper_than(self.quantity, self.stockrecord.price, self.product.sold_as.tiers.all())

    @property
    def cheaper_by(self) -> Decimal | None:
        """The CNY by which that is less than what the line costs before discounts."""
        return self.line_price_incl_tax - self.cheaper.total if self.cheaper else None

    @property
    def takes_cheaper(self) -> bool:
        """Return whether the basket takes so many, which otherwise are asked for."""
        more = self.cheaper
        return more is not None and self.purchase_info.availability.is_purchase_permitted(more.pieces)[0]

    @property
    def wishes(self) -> str:
        """The variant and the buyer's choices in words, for an enquiry about more of the same."""
        return wishes_of(self.product, [(each.option.name, each.value) for each in self.attributes.all()])

    @property
    def saving(self) -> Decimal:
        """The saving by the quantity tier on the whole line, CNY. Zero when the tier is not reached."""
        return Decimal(self.quantity * (self.stockrecord.price - self.unit_price_incl_tax))


from oscar.apps.basket.models import *  # noqa: E402, F403 Oscar's own way to fork
