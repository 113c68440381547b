"""What the board leaves out: by county, craft, or words for a station, an order or a product."""

from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import get_language

from dispatch.models import Operation
from workshops.models import Base, County, Craft

Row = TypeVar("Row", bound=Model)


class Sieve:
    """The reader's choice: `county`, `craft` and `words`, each None or empty when nothing is left out."""

    def __init__(self, given: QueryDict, *, base: Base) -> None:
        self.counties = County.objects.filter(stations__links__base=base).distinct()
        self.crafts = Craft.objects.filter(operations__sheet__base=base).distinct()
        self.county = self._chosen(self.counties, given.get("county", ""))
        self.craft = self._chosen(self.crafts, given.get("craft", ""))
        self.words = given.get("q", "").strip()

    @staticmethod
    def _chosen(rows: QuerySet[Any], code: str) -> Any:
        return rows.filter(code=code).first() if code else None

    @property
    def is_open(self) -> bool:
        """Whether nothing is left out."""
        return not (self.county or self.craft or self.words)

    def orders(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """The work orders of the craft whose number or product has the words."""
        found = rows.filter(sheet__in=self._sheets) if self.craft else rows
        named = Q(number__icontains=self.words) | self._product("sheet__product")
        return found.filter(named) if self.words else found

    def lots(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """The lots, or lines of a plan, of the county and craft whose station, order or product has the words."""
        found = rows.filter(station__county=self.county) if self.county else rows
        found = found.filter(work_order__sheet__in=self._sheets) if self.craft else found
        station = Q(station__name__icontains=self.words) | Q(station__name_en__icontains=self.words)
        named = station | Q(work_order__number__icontains=self.words) | self._product("work_order__sheet__product")
        return found.filter(named) if self.words else found

    @property
    def _sheets(self) -> QuerySet[Operation, int]:
        return Operation.objects.filter(craft=self.craft).values_list("sheet", flat=True)

    def _product(self, path: str) -> Q:
        return Q(**{f"{path}__title{'' if get_language() == 'zh-hans' else '_en'}__icontains": self.words})
