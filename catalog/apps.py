"""What is sold: Qiaoshou's fork of Oscar's catalogue."""

from oscar.apps.catalogue import apps


class CatalogConfig(apps.CatalogueConfig):
    name = "catalog"
