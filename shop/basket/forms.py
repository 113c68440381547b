"""Say beside the quantity why so many do not go into the basket, and how many are asked for instead."""

from typing import Any

from oscar.apps.basket import forms as oscars

from shop.basket.handing_over import wishes_of


class BasketLineForm(oscars.BasketLineForm):
    """Asks for the quantity of a line."""

    @property
    def too_many(self) -> int | None:
        """The quantity that is asked for rather than put into the basket, None when the basket takes it."""
        typed = str(self["quantity"].value())
        wanted = int(typed) + int(self.instance.besides) if typed.isdecimal() else 0
        is_asked_for = self.errors.get("quantity") and wanted >= self.instance.product.bulk_from
        return wanted if is_asked_for else None


class AddToBasketForm(oscars.AddToBasketForm):
    """Asks how many of a work go into the basket."""

    too_many: int | None = None  # pieces that are asked for rather than bought

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.cleaned_data
        info = self.basket.strategy.fetch_for_product(self.product)
        wanted = cleaned.get("quantity", 1) + self._in_basket()
        permitted, reason = info.availability.is_purchase_permitted(wanted)
        if permitted or not info.price.exists:
            super().clean()
            return cleaned
        if wanted >= self.product.bulk_from:
            self.too_many = wanted
        self.add_error("quantity", reason)
        return cleaned

    def _in_basket(self) -> int:
        """Return the pieces of the work that the basket holds, of any variant where it is made to order."""
        if not self.product.is_made_to_order:
            return int(self.basket.product_quantity(self.product))
        sold_as = self.product.sold_as
        return sum(int(line.quantity) for line in self.basket.all_lines() if line.product.sold_as == sold_as)

    def wishes(self) -> str:
        """Return the variant and the buyer's choices in words, for an enquiry about as many."""
        return wishes_of(self.product, [(each["option"].name, each["value"]) for each in self.cleaned_options()])


class SimpleAddToBasketForm(oscars.SimpleAddToBasketMixin, AddToBasketForm):
    """The same with one piece, for Oscar's own lists."""


from oscar.apps.basket.forms import BasketVoucherForm, SavedLineForm  # noqa: E402, F401 Oscar looks for them here
