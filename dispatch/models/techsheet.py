"""Store how a product is made: its operations in order and their standard minutes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dispatch.models.reach import ReachQuerySet
from shop.words import in_readers_language


class TechSheet(models.Model):
    """The tech sheet of one product."""

    product = models.OneToOneField("catalogue.Product", models.CASCADE, related_name="tech_sheet")
    base = models.ForeignKey("workshops.Base", models.PROTECT, related_name="tech_sheets")
    min_lot = models.PositiveIntegerField(_("smallest sensible lot"), default=1)
    packing_cost = models.DecimalField(_("packing per piece, CNY"), max_digits=8, decimal_places=4, default=0)
    notes = models.TextField(_("notes"), blank=True)

    class Meta:
        verbose_name = _("tech sheet")
        verbose_name_plural = _("tech sheets")
        constraints = [
            models.CheckConstraint(
                condition=Q(min_lot__gte=1),
                name="min_lot_at_least_one",
                violation_error_message=_("The smallest sensible lot is one piece or more."),
            ),
            models.CheckConstraint(
                condition=Q(packing_cost__gte=0),
                name="sheet_packing_not_negative",
                violation_error_message=_("Packing costs nothing or more."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.product)


class OperationQuerySet(ReachQuerySet["Operation"]):
    to_base = "sheet__base"


class Operation(models.Model):
    """One paid step in making a piece."""

    sheet = models.ForeignKey("dispatch.TechSheet", models.CASCADE, related_name="operations")
    position = models.PositiveSmallIntegerField(_("position"))
    name = models.CharField(_("name"), max_length=64)
    name_en = models.CharField(_("name in English"), max_length=64, blank=True)
    craft = models.ForeignKey("workshops.Craft", models.PROTECT, related_name="operations")
    standard_minutes = models.DecimalField(_("standard minutes"), max_digits=8, decimal_places=2)

    objects = OperationQuerySet.as_manager()

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
        """Return the name in the reader's language."""
        return in_readers_language(self, "name")
