"""Store counties, and the hourly minimum wage of each class of area."""

from datetime import date
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.words import in_readers_language


class AreaClass(models.TextChoices):
    FIRST = "1", _("first class")
    SECOND = "2", _("second class")
    THIRD = "3", _("third class")


class County(models.Model):
    """A county-level unit of the prefecture. `tile_x`, `tile_y`: its place on the schematic map, from north-west."""

    code = models.CharField(_("code"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=64)
    name_en = models.CharField(_("name in English"), max_length=64, blank=True)
    area_class = models.CharField(_("minimum wage class"), max_length=1, choices=AreaClass)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5)
    tile_x = models.PositiveSmallIntegerField(default=0)
    tile_y = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("county")
        verbose_name_plural = _("counties")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return in_readers_language(self, "name")


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
