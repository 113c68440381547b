"""Store the tree of places, and the hourly minimum wage of each class of area."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Func, Q, Subquery
from django.utils.translation import gettext_lazy as _

from shop.words import in_readers_language
from workshops.models import guards


class AreaClass(models.TextChoices):
    FIRST = "1", _("first class")
    SECOND = "2", _("second class")
    THIRD = "3", _("third class")


class PlaceQuerySet(models.QuerySet["Place"]):
    def below(self, tops: models.QuerySet[Any]) -> "PlaceQuerySet":
        """Return these places (primary keys, as one column of rows) and all that lies below them."""
        return self.filter(path__overlap=ArraySubquery(tops))

    def within(self, top: "Place") -> "PlaceQuerySet":
        """Return a place and all that lies below it."""
        return self.filter(path__contains=[top.pk])

    def to_show(self) -> "PlaceQuerySet":
        """Return the counties among these places or, where there is none, the towns, or else the villages."""
        uppermost = self.filter(level__gte=Place.Level.COUNTY).order_by("level").values("level")[:1]
        return self.filter(level=Subquery(uppermost))

    def to_choose(self) -> "PlaceQuerySet":
        """Return the places down to the counties or, where there is one county at most, down to its towns."""
        last = Place.Level.COUNTY if self.filter(level=Place.Level.COUNTY).count() > 1 else Place.Level.TOWN
        return self.filter(level__lte=last).order_by("path")

    def with_above(self) -> "PlaceQuerySet":
        """Return these places and all in which they lie."""
        each = Func("path", function="unnest", output_field=models.BigIntegerField(), set_returning=True)
        return Place.objects.filter(pk__in=self.order_by().annotate(each=each).values("each"))


class Place(models.Model):
    """A province, prefecture, county, town or village in the tree of places.

    `code` after GB/T 2260, and GB/T 10114 below the county. Where no official one is known it is the code of the county
    and a number, with a hyphen between. The database derives `path`, the primary keys from the top down to the place
    itself, and `county`, the county that it lies in, or itself. `tile_x`, `tile_y`: a county on the schematic map, from
    north-west. A place below a county has the minimum wage of its county.
    """

    class Level(models.IntegerChoices):
        PROVINCE = 1, _("province")
        PREFECTURE = 2, _("prefecture")
        COUNTY = 3, _("county")
        TOWN = 4, _("town")
        VILLAGE = 5, _("village")

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=64)
    name_en = models.CharField(_("name in English"), max_length=64, blank=True)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("lies in")
    )
    path = ArrayField(models.BigIntegerField(), db_default=[], editable=False)
    county = models.ForeignKey(
        "self", models.PROTECT, null=True, db_default=None, editable=False, related_name="inside",
        verbose_name=_("county"),
    )  # fmt: skip
    main_craft = models.ForeignKey(
        "workshops.Craft", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("main craft")
    )
    area_class = models.CharField(_("minimum wage class"), max_length=1, choices=AreaClass, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    tile_x = models.PositiveSmallIntegerField(_("column on the map"), null=True, blank=True)
    tile_y = models.PositiveSmallIntegerField(_("row on the map"), null=True, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["code"]
        indexes = [GinIndex(fields=["path"], name="place_path")]
        constraints = [
            models.CheckConstraint(
                condition=(Q(level=3) & ~Q(area_class="")) | (~Q(level=3) & Q(area_class="")),
                name="a_county_alone_has_a_wage_class",
                violation_error_message=_("A county has a class of minimum wage, and no other place has one."),
            ),
            models.CheckConstraint(
                condition=Q(level__gte=3) | Q(main_craft=None),
                name="main_craft_of_a_county_or_below",
                violation_error_message=_("A county, a town or a village has a main craft."),
            ),
        ]
        triggers = guards.PLACES

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return in_readers_language(self, "name")


class InCounty:
    """Mixed into what stands at a place. The database makes sure that it lies in a county."""

    place: Any

    @property
    def county(self) -> Place:
        """The county in which it stands."""
        county: Place = self.place.county
        return county


class MinimumWageQuerySet(models.QuerySet["MinimumWage"]):
    def on(self, area_class: str, day: date) -> Decimal | None:
        """Return the hourly minimum in CNY for a class of area on a day, or None when no row has one."""
        row = self.filter(area_class=area_class, from_on__lte=day).order_by("-from_on").first()
        return row.hourly if row else None


class MinimumWage(models.Model):
    """The hourly minimum for a class of area, from a day on, with the paper it comes from."""

    area_class = models.CharField(_("class"), max_length=1, choices=AreaClass)
    hourly = models.DecimalField(_("CNY per hour"), max_digits=8, decimal_places=2)
    from_on = models.DateField(_("from"))
    source = models.CharField(_("source"), max_length=255)

    objects = MinimumWageQuerySet.as_manager()

    class Meta:
        verbose_name = _("minimum wage")
        verbose_name_plural = _("minimum wages")
        ordering = ["area_class", "-from_on"]
        constraints = [
            models.UniqueConstraint(fields=["area_class", "from_on"], name="one_minimum_wage_per_class_and_day"),
            models.CheckConstraint(condition=models.Q(hourly__gt=0), name="minimum_wage_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.area_class} {self.from_on}: {self.hourly}"
