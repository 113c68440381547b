"""Let an editor pick a maker, a base or a product for a story.

Shows nothing of a person that a story may not show.
"""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from shop.pages.searching import both, matching


class WordFilter(BaseFilterForm):
    """One search field that looks for a word in the fields named by `looks_in`."""

    looks_in: tuple[str, ...] = ()

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"placeholder": _("Search")}))

    def filter(self, objects: "QuerySet[Any]") -> "QuerySet[Any]":
        if not (words := self.cleaned_data.get("q", "").strip()):
            return objects
        self.is_searching, self.search_query = True, words
        return matching(objects, words, *self.looks_in)


class WorkerFilter(WordFilter):
    looks_in = ("name", "number", *both("station__name"))


class BaseFilter(WordFilter):
    looks_in = both("name", "place__county__name")


class ProductFilter(WordFilter):
    looks_in = both("title")


class ChooseWorker:
    """A maker and her station."""

    filter_form_class = WorkerFilter

    def get_object_list(self) -> "QuerySet[Any]":
        from workshops.models import Worker

        kept = Worker.objects.filter(is_active=True).select_related("station")
        return kept.defer("identity_number", "disability", "phone", "card_pin")

    @property
    def columns(self) -> list[Column]:
        station = Column("station", label=_("station"), accessor=lambda worker: worker.station.label)
        return [*super().columns, station]  # type: ignore[misc]


class ChooseBase:
    """A base and its county."""

    filter_form_class = BaseFilter

    @property
    def columns(self) -> list[Column]:
        county = Column("county", label=_("county"), accessor=lambda base: base.county.label)
        return [*super().columns, county]  # type: ignore[misc]


class ChooseProduct:
    """A product that the shop shows."""

    filter_form_class = ProductFilter

    def get_object_list(self) -> "QuerySet[Any]":
        from catalog.models import Product

        shown: QuerySet[Any] = Product.objects.filter(is_public=True).exclude(structure=Product.CHILD)
        return shown


def views(choose: type) -> dict[str, type]:
    """Return the view of a chooser's window, and of its list when it is searched or paged."""
    return {
        "choose_view_class": type("Choose", (choose, ChooseView), {}),
        "choose_results_view_class": type("ChooseResults", (choose, ChooseResultsView), {}),
    }


workers = ChooserViewSet(
    "worker_chooser",
    model="workshops.Worker",
    icon="user",
    choose_one_text=_("Choose a maker"),
    choose_another_text=_("Choose another maker"),
    per_page=20,
    **views(ChooseWorker),
)
bases = ChooserViewSet(
    "base_chooser",
    model="workshops.Base",
    icon="home",
    choose_one_text=_("Choose a base"),
    choose_another_text=_("Choose another base"),
    per_page=20,
    **views(ChooseBase),
)
products = ChooserViewSet(
    "product_chooser",
    model="catalogue.Product",
    icon="tag",
    choose_one_text=_("Choose a product"),
    choose_another_text=_("Choose another product"),
    per_page=20,
    **views(ChooseProduct),
)

WorkerChooserBlock: Any = workers.get_block_class("WorkerChooserBlock", "cms.choosers")
BaseChooserBlock: Any = bases.get_block_class("BaseChooserBlock", "cms.choosers")
ProductChooserBlock: Any = products.get_block_class("ProductChooserBlock", "cms.choosers")
