"""Store the materials that travel with a lot. Issued, used, returned and scrapped must add up."""

from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shop.words import in_readers_language


class Material(models.Model):
    """A material that a base buys and lends to its lots."""

    base = models.ForeignKey("workshops.Base", models.CASCADE, related_name="materials")
    name = models.CharField(_("name"), max_length=64)
    name_en = models.CharField(_("name in English"), max_length=64, blank=True)
    unit = models.CharField(_("unit"), max_length=16)
    unit_cost = models.DecimalField(_("CNY per unit"), max_digits=10, decimal_places=4)

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        constraints = [models.UniqueConstraint(fields=["base", "name"], name="one_material_per_base_and_name")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Return the name in the reader's language."""
        return in_readers_language(self, "name")


class LotMaterial(models.Model):
    """A material of a lot and what has become of it, kept by its moves."""

    lot = models.ForeignKey("dispatch.Lot", models.PROTECT, related_name="materials")
    material = models.ForeignKey("dispatch.Material", models.PROTECT, related_name="+")
    unit_cost = models.DecimalField(_("CNY per unit at issue"), max_digits=10, decimal_places=4, default=0)
    planned = models.DecimalField(_("planned"), max_digits=12, decimal_places=4)
    issued = models.DecimalField(_("issued"), max_digits=12, decimal_places=4, default=0)
    booked_in = models.DecimalField(_("booked in"), max_digits=12, decimal_places=4, default=0)
    used = models.DecimalField(_("used"), max_digits=12, decimal_places=4, default=0)
    returned = models.DecimalField(_("returned"), max_digits=12, decimal_places=4, default=0)
    scrapped = models.DecimalField(_("scrapped"), max_digits=12, decimal_places=4, default=0)
    arrived = models.DecimalField(_("arrived back at the base"), max_digits=12, decimal_places=4, default=0)

    class Meta:
        verbose_name = _("material of a lot")
        verbose_name_plural = _("materials of lots")
        constraints = [
            models.UniqueConstraint(fields=["lot", "material"], name="one_line_per_lot_and_material"),
            models.CheckConstraint(
                condition=Q(booked_in__gte=F("used") + F("returned") + F("scrapped")),
                name="material_cannot_come_from_nothing",
            ),
            models.CheckConstraint(condition=Q(arrived__lte=F("returned")), name="only_what_was_sent_back_arrives"),
        ]

    def __str__(self) -> str:
        return f"{self.lot_id} {self.material_id}"

    @property
    def at_hand(self) -> Decimal:
        """Return what lies at the station now, in the material's unit."""
        return self.booked_in - self.used - self.returned - self.scrapped

    @property
    def to_return(self) -> Decimal:
        """Return what the station is asked to send back: what its lot, ended or cut short, no longer needs."""
        if self.lot.state in ("recalled", "stopping", "stopped"):
            return self.at_hand
        if self.lot.state in ("accepted", "in_work"):
            return max(self.at_hand - max(self.planned - self.used, Decimal(0)), Decimal(0))
        return Decimal(0)

    @property
    def on_its_way(self) -> Decimal:
        """Return what the station has sent back and the base has not booked in yet."""
        return self.returned - self.arrived


class MaterialMove(models.Model):
    """One movement of a lot's material, which is never edited."""

    class Kind(models.TextChoices):
        ISSUED = "issued", _("issued by the base")
        BOOKED_IN = "booked_in", _("booked in at the station")
        USED = "used", _("used")
        RETURNED = "returned", _("returned")
        SCRAPPED = "scrapped", _("scrapped")
        ARRIVED = "arrived", _("arrived back at the base")

    line = models.ForeignKey("dispatch.LotMaterial", models.PROTECT, related_name="moves")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=4)
    note = models.CharField(_("note"), max_length=255, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    key = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("material move")
        verbose_name_plural = _("material moves")
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="move_is_positive")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity}"
