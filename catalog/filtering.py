"""Narrow a list of works by craft, place, base, price and stock, sort it, and count what each choice leaves."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Count, Func, IntegerField, Q, QuerySet
from django.db.models.functions import Cast
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models import Category, Listing
from shop.words import in_readers_language

ORDERS = {
    "": (_("Popular"), ("-shown_rank", "-product_id")),
    "new": (pgettext_lazy("order of a list", "New"), ("-created_at", "-product_id")),
    "cheap": (_("Price, low first"), ("retail_price", "product_id")),
    "dear": (_("Price, high first"), ("-retail_price", "product_id")),
}
STOCK = {
    "now": (_("In stock"), Q(in_stock__gt=0)),
    "order": (_("Made to order"), Q(made_to_order=True)),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A value to narrow a list by: its label, and the number of works it would leave."""

    value: str
    label: str
    works: int
    chosen: bool = False


class PriceForm(forms.Form):
    """The least and the most to pay, CNY."""

    low = forms.DecimalField(label=_("from ¥"), min_value=Decimal(0), max_digits=12, decimal_places=2, required=False)
    high = forms.DecimalField(label=_("to ¥"), min_value=Decimal(0), max_digits=12, decimal_places=2, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a most that is less than the least."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        low, high = cleaned.get("low"), cleaned.get("high")
        if low is not None and high is not None and low > high:
            self.add_error("high", _("This is less than the lowest price."))
        return cleaned


class Filter:
    """The reader's choices in the address, applied to `works`, in a craft when one is given."""

    def __init__(self, asked: QueryDict, works: QuerySet[Listing], craft: Category | None = None) -> None:
        self.works = works
        self.craft = craft
        self.place = asked.get("place", "")
        self.base = asked.get("base", "")
        self.stock = asked.get("stock", "") if asked.get("stock") in STOCK else ""
        self.order = asked.get("sort", "") if asked.get("sort") in ORDERS else ""
        self.price = PriceForm({"low": asked.get("low", ""), "high": asked.get("high", "")}, label_suffix="")
        self.price.is_valid()

    @property
    def conditions(self) -> dict[str, Q]:
        """The conditions, one per facet that is in use."""
        price = self.price.cleaned_data
        conditions = {
            "craft": Q(category_ids__contains=[self.craft.pk]) if self.craft else None,
            "place": Q(place_code=self.place) if self.place else None,
            "base": Q(base_slug=self.base) if self.base else None,
            "stock": STOCK[self.stock][1] if self.stock else None,
            "low": Q(retail_price__gte=price["low"]) if price.get("low") is not None else None,
            "high": Q(retail_price__lte=price["high"]) if price.get("high") is not None else None,
        }
        return {facet: condition for facet, condition in conditions.items() if condition is not None}

    def narrowed(self, *, but: str = "") -> QuerySet[Listing]:
        """Return the works that meet every condition, except that of the facet `but`."""
        return self.works.filter(*(condition for facet, condition in self.conditions.items() if facet != but))

    @property
    def result(self) -> QuerySet[Listing]:
        """The works that meet every condition, in the chosen order.

        A search keeps its own order until one is chosen.
        """
        keep = self.works.query.order_by and not self.order
        return self.narrowed() if keep else self.narrowed().order_by(*ORDERS[self.order][1])

    @property
    def in_use(self) -> bool:
        """Return whether anything but the craft narrows the list."""
        return bool(self.conditions.keys() - {"craft"})

    @cached_property
    def orders(self) -> list[tuple[str, Any, bool]]:
        """The orders to choose from: `(value, label, chosen)`."""
        return [(value, label, value == self.order) for value, (label, _columns) in ORDERS.items()]

    @cached_property
    def stocks(self) -> list[Choice]:
        """The choices in stock and made to order."""
        return self.named_choices("stock", STOCK, self.stock)

    @cached_property
    def places(self) -> list[Choice]:
        """The counties, those with most works first."""
        return self.choices("place", "place_code", "place_name", self.place)

    @cached_property
    def bases(self) -> list[Choice]:
        """The bases, those with most works first."""
        return self.choices("base", "base_slug", "base_name", self.base)

    def choices(self, facet: str, value: str, name: str, chosen: str) -> list[Choice]:
        """Return every value of a facet that the other facets leave, with its number of works."""
        rows = (self.narrowed(but=facet).exclude(**{value: ""}).order_by().values(value, name, f"{name}_en")).annotate(
            works=Count("pk")
        )
        found = [Choice(row[value], in_readers_language(row, name), row["works"], row[value] == chosen) for row in rows]
        return sorted(found, key=lambda choice: (not choice.chosen, -choice.works, choice.label))

    def named_choices(self, facet: str, named: dict[str, tuple[Any, Q]], chosen: str) -> list[Choice]:
        """Return those of a facet's named conditions that the other facets leave works for, in their own order."""
        works = {value: Count("pk", filter=condition) for value, (_label, condition) in named.items()}
        counts = self.narrowed(but=facet).order_by().aggregate(**works)
        return [
            Choice(value, str(label), counts[value], value == chosen)
            for value, (label, _condition) in named.items()
            if counts[value] or value == chosen
        ]

    @cached_property
    def works_by_craft(self) -> dict[int, int]:
        """The number of works of each craft under the other facets, by the category's id."""
        return works_by_craft(self.narrowed(but="craft"))

    def crafts(self, tree: Sequence[Category]) -> list[tuple[Category, int]]:
        """Return the branches of the chosen craft, or of its parent when it has none. Without a craft the main ones."""
        here = self.craft
        branches = [craft for craft in tree if is_below(craft, here)]
        if here and not branches:
            branches = [
                craft
                for craft in tree
                if craft.depth == here.depth and craft.path[: -Category.steplen] == here.path[: -Category.steplen]
            ]
        counted = [(craft, self.works_by_craft.get(craft.pk, 0)) for craft in branches]
        return [(craft, works) for craft, works in counted if works or craft == here]


def is_below(craft: Category, parent: Category | None) -> bool:
    """Return whether `craft` is a direct branch of `parent`, or a main craft when there is no parent."""
    return bool(craft.depth == 1 if parent is None else craft.path[: -Category.steplen] == parent.path)


def works_by_craft(works: QuerySet[Listing]) -> dict[int, int]:
    """Return the number of `works` in each category, those of its branches included, by the category's id."""
    each = Cast(Func("category_ids", function="jsonb_array_elements_text"), IntegerField())
    return dict(works.order_by().annotate(craft=each).values_list("craft").annotate(works=Count("pk")))
