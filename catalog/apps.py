"""Sell products: Qiaoshou's fork of Oscar's catalogue."""

from typing import Any

from django.urls import URLPattern, path, re_path
from oscar.apps.catalogue import apps
from oscar.core.loading import get_class


class CatalogConfig(apps.CatalogueConfig):
    name = "catalog"

    def ready(self) -> None:
        """Keep listings and navigation in step with what is saved, and check the files of attributes."""
        super().ready()
        from catalog import crafts, listing, synonyms
        from media.fields import DocumentInput, PictureInput

        factories: dict[str, Any] = get_class("dashboard.catalogue.forms", "ProductForm").FIELD_FACTORIES
        for kind, field in (("file", DocumentInput), ("image", PictureInput)):
            factories[kind] = lambda attribute, field=field: field(label=attribute.name, required=attribute.required)
        crafts.watch()
        listing.watch()
        synonyms.watch()

    def get_urls(self) -> list[URLPattern]:
        """Serve our pages at Oscar's addresses. Of Oscar's own pages only ranges and reviews are still reached."""
        from catalog import browsing

        slug = r"(?P<product_slug>[\w-]*)_(?P<pk>\d{1,18})"
        return [
            path("", browsing.works, name="index"),
            re_path(rf"^{slug}/$", browsing.product, name="detail"),
            re_path(
                r"^category/(?P<category_slug>[\w-]+(/[\w-]+)*)_(?P<pk>\d{1,18})/$", browsing.craft, name="category"
            ),
            *super().get_urls(),
        ]
