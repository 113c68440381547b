"""Filter the board by county, craft, or words for a station, an order or a product."""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import QueryDict

from dispatch.models import Operation
from shop.pages.searching import both, matching
from workshops.models import Base, Craft, Place

Row = TypeVar("Row", bound=Model)


class BoardFilter:
    """The visitor's choice of `county`, `craft` and `words`, each None or empty when it filters nothing."""

    def __init__(self, given: QueryDict, *, base: Base) -> None:
        self.counties = Place.objects.filter(inside__stations__links__base=base).distinct()
        self.crafts = Craft.objects.filter(operations__sheet__base=base).distinct()
        self.county = self._chosen(self.counties, given.get("county", ""))
        self.craft = self._chosen(self.crafts, given.get("craft", ""))
        self.words = given.get("q", "").strip()

    @staticmethod
    def _chosen(rows: QuerySet[Any], code: str) -> Any:
        return rows.filter(code=code).first() if code else None

    @property
    def is_open(self) -> bool:
        """Return whether it lets everything through."""
        return not (self.county or self.craft or self.words)

    def orders(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """Return the work orders of the craft whose number or product matches the words."""
        found = rows.filter(sheet__in=self._sheets) if self.craft else rows
        return matching(found, self.words, "number", *both("sheet__product__title"))

    def lots(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """Return the lots or plan lines of the county and craft whose station, order or product matches the words."""
        found = rows.filter(station__place__county=self.county) if self.county else rows
        found = found.filter(work_order__sheet__in=self._sheets) if self.craft else found
        named = both("station__name", "work_order__sheet__product__title")
        return matching(found, self.words, "work_order__number", *named)

    @property
    def _sheets(self) -> QuerySet[Operation, int]:
        return Operation.objects.filter(craft=self.craft).values_list("sheet", flat=True)
