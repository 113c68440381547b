"""Store the materials of a base: its stock, and what travels with each lot. Whatever was issued must add up.

Nothing but a move changes a quantity: the database itself adds each move to what it is about.
"""

from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dispatch.models import material_guards
from dispatch.models.reach import ReachQuerySet
from shop.words import in_readers_language


class MaterialQuerySet(ReachQuerySet["Material"]):
    to_base = "base"

    def low(self) -> "MaterialQuerySet":
        """Return those of which less is in stock than the base wants to have."""
        return self.filter(is_active=True, stock__lt=F("low_at"))


class Material(models.Model):
    """A material that a base buys and lends to its lots.

    `unit_cost` is the moving average of what was paid. `stock` is below zero when more was sent than was booked in.
    """

    base = models.ForeignKey("workshops.Base", models.CASCADE, related_name="materials")
    name = models.CharField(_("name"), max_length=64)
    name_en = models.CharField(_("name in English"), max_length=64, blank=True)
    unit = models.CharField(_("unit"), max_length=16)
    unit_cost = models.DecimalField(_("CNY per unit"), max_digits=10, decimal_places=4)
    supplier = models.CharField(_("supplier"), max_length=64, blank=True)
    supplier_phone = models.CharField(_("supplier's phone"), max_length=32, blank=True)
    stock = models.DecimalField(_("in stock"), max_digits=14, decimal_places=4, default=0)
    low_at = models.DecimalField(_("warn below"), max_digits=12, decimal_places=4, default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = MaterialQuerySet.as_manager()

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        constraints = [
            models.UniqueConstraint(fields=["base", "name"], name="one_material_per_base_and_name"),
            models.CheckConstraint(
                condition=Q(unit_cost__gte=0, low_at__gte=0),
                name="material_costs_not_negative",
                violation_error_message=_("Price and low mark are at least 0."),
            ),
        ]
        triggers = [material_guards.ONLY_MOVES_CHANGE_STOCK]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Return the name in the reader's language."""
        return in_readers_language(self, "name")


class LotMaterial(models.Model):
    """A material of a lot and what has become of it, kept by its moves.

    What was `issued` is on its way, `lost` on the way, or was `booked_in`; of that a part is `used`, `scrapped` or
    `returned`, and the rest lies at the station. Of what was returned a part has `arrived`, or was `lost_back`.
    """

    lot = models.ForeignKey("dispatch.Lot", models.PROTECT, related_name="materials")
    material = models.ForeignKey("dispatch.Material", models.PROTECT, related_name="lot_lines")
    unit_cost = models.DecimalField(_("CNY per unit at issue"), max_digits=10, decimal_places=4, default=0)
    planned = models.DecimalField(_("planned"), max_digits=12, decimal_places=4)
    issued = models.DecimalField(_("issued"), max_digits=12, decimal_places=4, default=0)
    lost = models.DecimalField(_("lost on the way"), max_digits=12, decimal_places=4, default=0)
    booked_in = models.DecimalField(_("booked in"), max_digits=12, decimal_places=4, default=0)
    used = models.DecimalField(_("used"), max_digits=12, decimal_places=4, default=0)
    returned = models.DecimalField(_("returned"), max_digits=12, decimal_places=4, default=0)
    scrapped = models.DecimalField(_("scrapped"), max_digits=12, decimal_places=4, default=0)
    arrived = models.DecimalField(_("arrived back at the base"), max_digits=12, decimal_places=4, default=0)
    lost_back = models.DecimalField(_("lost on the way back"), max_digits=12, decimal_places=4, default=0)

    class Meta:
        verbose_name = _("material of a lot")
        verbose_name_plural = _("materials of lots")
        constraints = [
            models.UniqueConstraint(fields=["lot", "material"], name="one_line_per_lot_and_material"),
            models.CheckConstraint(
                condition=Q(issued__gte=F("booked_in") + F("lost")), name="only_what_was_issued_reaches_the_station"
            ),
            models.CheckConstraint(
                condition=Q(booked_in__gte=F("used") + F("returned") + F("scrapped")),
                name="material_cannot_come_from_nothing",
            ),
            models.CheckConstraint(
                condition=Q(returned__gte=F("arrived") + F("lost_back")), name="only_what_was_sent_back_arrives"
            ),
        ]
        triggers = [material_guards.ONLY_MOVES_CHANGE_A_LINE]

    def __str__(self) -> str:
        return f"{self.lot_id} {self.material_id}"

    @property
    def to_send(self) -> Decimal:
        """Return what the base has still to send, while the lot can take it."""
        if self.lot.state not in ("issued", "accepted", "in_work"):
            return Decimal(0)
        return max(self.planned - self.issued + self.lost, Decimal(0))

    @property
    def coming(self) -> Decimal:
        """Return what was sent and has neither reached the station nor been lost."""
        return self.issued - self.booked_in - self.lost

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
        """Return what the station has sent back and has neither reached the base nor been lost."""
        return self.returned - self.arrived - self.lost_back


class MaterialMove(models.Model):
    """One movement of a lot's material, which is never edited.

    The database adds it to the column of its line that has the name of its kind, and takes from the base's stock what
    is issued, or gives back what arrives. What was not sent after all is taken off what was issued.
    """

    class Kind(models.TextChoices):
        ISSUED = "issued", _("issued by the base")
        NOT_SENT = "not_sent", _("not sent after all")
        LOST = "lost", _("lost on the way")
        BOOKED_IN = "booked_in", _("booked in at the station")
        USED = "used", _("used")
        RETURNED = "returned", _("returned")
        SCRAPPED = "scrapped", _("scrapped")
        ARRIVED = "arrived", _("arrived back at the base")
        LOST_BACK = "lost_back", _("lost on the way back")

    line = models.ForeignKey("dispatch.LotMaterial", models.PROTECT, related_name="moves")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=4)
    slip = models.ForeignKey("dispatch.IssueSlip", models.PROTECT, null=True, related_name="moves")
    note = models.CharField(_("note"), max_length=255, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    key = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("material move")
        verbose_name_plural = _("material moves")
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="move_is_positive"),
            models.CheckConstraint(
                condition=~Q(kind__in=["scrapped", "lost", "lost_back"]) | Q(note__gt=""), name="loss_says_why"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            material_guards.MOVE_COUNTS,
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity}"
