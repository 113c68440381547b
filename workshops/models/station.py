"""Store stations, where lots are handed out, collected and first inspected."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.words import in_readers_language
from workshops.models import guards
from workshops.models.places import InCounty


class Station(InCounty, models.Model):
    """A county station, which guides and collects, or a village station under it, which makes."""

    class Level(models.TextChoices):
        COUNTY = "county", _("county station")
        VILLAGE = "village", _("village station")

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=64)
    name_en = models.CharField(_("name in English"), max_length=64, blank=True)
    level = models.CharField(_("level"), max_length=8, choices=Level)
    place = models.ForeignKey("workshops.Place", models.PROTECT, related_name="stations", verbose_name=_("place"))
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="villages")
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5)
    efficiency = models.DecimalField(
        _("efficiency"), max_digits=4, decimal_places=2, default=1, help_text=_("1.00 works at standard minutes.")
    )
    is_active = models.BooleanField(_("active"), default=True)
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    crafts: "models.ManyToManyField[models.Model, models.Model]" = models.ManyToManyField(
        "workshops.Craft", through="workshops.Certification", related_name="stations"
    )

    class Meta:
        verbose_name = _("station")
        verbose_name_plural = _("stations")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level="county", parent__isnull=True) | Q(level="village", parent__isnull=False),
                name="a_village_station_has_a_county_station",
                violation_error_message=_(
                    "A village station stands under a county station, a county station under none."
                ),
            ),
            models.CheckConstraint(
                condition=Q(efficiency__gt=0),
                name="station_efficiency_positive",
                violation_error_message=_("The efficiency is more than nothing: 1 is usual."),
            ),
        ]
        triggers = [guards.STANDS_IN_A_COUNTY]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return in_readers_language(self, "name")


class Certification(models.Model):
    """The permission of a station to make work of a craft."""

    station = models.ForeignKey("workshops.Station", models.CASCADE, related_name="certifications")
    craft = models.ForeignKey("workshops.Craft", models.PROTECT, related_name="certifications")
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("certification")
        verbose_name_plural = _("certifications")
        constraints = [
            models.UniqueConstraint(fields=["station", "craft"], name="one_certification_per_station_and_craft"),
            models.CheckConstraint(
                condition=models.Q(until_on=None) | models.Q(until_on__gte=models.F("from_on")),
                name="certification_ends_after_it_begins",
                violation_error_message=_("A certificate ends on the day it begins or later."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station_id} {self.craft_id}"
