"""How a product is made: its operations in order, their standard minutes and their piece rates."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shop.words import in_readers_language


class TechSheet(models.Model):
    """The tech sheet of one product."""

    product = models.OneToOneField("catalogue.Product", models.CASCADE, related_name="tech_sheet")
    base = models.ForeignKey("workshops.Base", models.PROTECT, related_name="tech_sheets")
    min_lot = models.PositiveIntegerField(_("smallest sensible lot"), default=1)
    notes = models.TextField(_("notes"), blank=True)

    class Meta:
        verbose_name = _("tech sheet")
        verbose_name_plural = _("tech sheets")
        constraints = [models.CheckConstraint(condition=Q(min_lot__gte=1), name="min_lot_at_least_one")]

    def __str__(self) -> str:
        return str(self.product)


class Operation(models.Model):
    """One paid step in making a piece."""

    sheet = models.ForeignKey("dispatch.TechSheet", models.CASCADE, related_name="operations")
    position = models.PositiveSmallIntegerField(_("position"))
    name = models.CharField(_("name"), max_length=64)
    name_en = models.CharField(_("name in English"), max_length=64, blank=True)
    craft = models.ForeignKey("workshops.Craft", models.PROTECT, related_name="operations")
    standard_minutes = models.DecimalField(_("standard minutes"), max_digits=8, decimal_places=2)

    class Meta:
        verbose_name = _("operation")
        verbose_name_plural = _("operations")
        ordering = ["sheet", "position"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "position"], name="one_operation_per_position"),
            models.CheckConstraint(condition=Q(standard_minutes__gt=0), name="standard_minutes_positive"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return in_readers_language(self, "name")


class RateCardQuerySet(models.QuerySet["RateCard"]):
    def in_force(self, day: date) -> "RateCardQuerySet":
        """The approved card of each operation that holds on a day: the latest that has begun."""
        return (
            self.filter(approved_at__isnull=False, from_on__lte=day)
            .order_by("operation_id", "-from_on", "-pk")
            .distinct("operation_id")
        )


class RateCard(models.Model):
    """The piece rate of an operation from a day on; proposed by one person, approved by another."""

    operation = models.ForeignKey("dispatch.Operation", models.PROTECT, related_name="rates")
    rate = models.DecimalField(_("CNY per piece"), max_digits=10, decimal_places=4)
    standard_minutes = models.DecimalField(_("standard minutes"), max_digits=8, decimal_places=2)
    from_on = models.DateField(_("from"))
    below_minimum_reason = models.CharField(_("why below the minimum wage"), max_length=255, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    objects = RateCardQuerySet.as_manager()

    class Meta:
        verbose_name = _("rate card")
        verbose_name_plural = _("rate cards")
        ordering = ["operation", "-from_on"]
        constraints = [
            models.CheckConstraint(condition=Q(rate__gt=0), name="rate_positive"),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="rate_approval_names_its_person",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")),
                name="rate_approved_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.operation_id}: {self.rate}"

    @property
    def hourly(self) -> Decimal:
        """CNY that an able worker earns in an hour at this rate: rate x 60 / standard minutes, 2 places."""
        return (self.rate * 60 / self.standard_minutes).quantize(Decimal("0.01"))
