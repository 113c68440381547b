"""Store how a product is made, in versions: the operations in order, their standard minutes, and the materials."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dispatch.models import guards
from dispatch.models.reach import ReachQuerySet
from shop.words import in_readers_language


class TechSheetQuerySet(ReachQuerySet["TechSheet"]):
    to_base = "base"

    def in_force(self) -> "TechSheetQuerySet":
        """Return the version of each product by which new orders are made."""
        return self.filter(state=TechSheet.State.IN_FORCE)


class TechSheet(models.Model):
    """One version of the tech sheet of a product. Only a draft can be changed.

    A work order keeps the version that it was opened with.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("tech sheet", "draft")
        IN_FORCE = "in_force", pgettext_lazy("tech sheet", "in force")
        REPLACED = "replaced", pgettext_lazy("tech sheet", "replaced")
        DISCARDED = "discarded", pgettext_lazy("tech sheet", "discarded")

    product = models.ForeignKey("catalogue.Product", models.CASCADE, related_name="tech_sheets")
    base = models.ForeignKey("workshops.Base", models.PROTECT, related_name="tech_sheets")
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    min_lot = models.PositiveIntegerField(_("smallest sensible lot"), default=1)
    packing_cost = models.DecimalField(_("packing per piece, CNY"), max_digits=8, decimal_places=4, default=0)
    notes = models.TextField(_("notes"), blank=True)
    in_force_at = models.DateTimeField(_("in force since"), null=True)
    in_force_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = TechSheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("tech sheet")
        verbose_name_plural = _("tech sheets")
        constraints = [
            models.UniqueConstraint(fields=["product", "version"], name="one_tech_sheet_per_product_and_version"),
            models.UniqueConstraint(
                fields=["product"],
                condition=Q(state="in_force"),
                name="one_tech_sheet_in_force_per_product",
                violation_error_message=_("One tech sheet of a product is in force at a time."),
            ),
            models.UniqueConstraint(
                fields=["product"],
                condition=Q(state="draft"),
                name="one_draft_tech_sheet_per_product",
                violation_error_message=_("This product has a draft already."),
            ),
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
        triggers = [guards.ONLY_A_DRAFT_CHANGES]

    def __str__(self) -> str:
        return str(self.product)

    @property
    def label(self) -> str:
        """Return its version as people write it: v2."""
        return f"v{self.version}"


class OperationQuerySet(ReachQuerySet["Operation"]):
    to_base = "sheet__base"


class Operation(models.Model):
    """One paid step in making a piece, in one version of a tech sheet.

    `continues`: the operation of the earlier version in which this one first stood. Its rates and time studies are
    those of all its later versions.
    """

    class Skill(models.TextChoices):
        NEW = "new", pgettext_lazy("skill", "a beginner can do it")
        ABLE = "able", pgettext_lazy("skill", "an able hand")
        EXPERT = "expert", pgettext_lazy("skill", "an experienced hand")

    sheet = models.ForeignKey("dispatch.TechSheet", models.CASCADE, related_name="operations")
    continues = models.ForeignKey("self", models.PROTECT, null=True, related_name="later")
    position = models.PositiveSmallIntegerField(_("position"))
    name = models.CharField(_("name"), max_length=64)
    name_en = models.CharField(_("name in English"), max_length=64, blank=True)
    craft = models.ForeignKey("workshops.Craft", models.PROTECT, related_name="operations")
    skill = models.CharField(_("skill"), max_length=8, choices=Skill, default=Skill.ABLE)
    standard_minutes = models.DecimalField(_("standard minutes"), max_digits=8, decimal_places=2)
    study = models.ForeignKey("dispatch.TimeStudy", models.PROTECT, null=True, related_name="+")

    objects = OperationQuerySet.as_manager()

    class Meta:
        verbose_name = _("operation")
        verbose_name_plural = _("operations")
        ordering = ["sheet", "position"]
        constraints = [
            # Deferred, because a new order of the operations is written one after the other
            models.UniqueConstraint(
                fields=["sheet", "position"],
                name="one_operation_per_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(fields=["sheet", "continues"], name="an_operation_goes_on_once_per_sheet"),
            models.CheckConstraint(condition=Q(standard_minutes__gt=0), name="standard_minutes_positive"),
        ]
        triggers = guards.only_in_a_draft()

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Return the name in the reader's language."""
        return in_readers_language(self, "name")

    @property
    def root(self) -> "Operation":
        """Return the operation that its rates and time studies belong to: itself, or the one that it continues."""
        return self.continues or self

    @property
    def root_pk(self) -> int:
        """Return the primary key of that operation."""
        return self.continues_id or self.pk


class SheetMaterial(models.Model):
    """The quantity of a material that one piece of a product needs.

    `waste`: share of what is in the piece that is lost beside it. `gross`: both together, what is bought and sent.
    """

    sheet = models.ForeignKey("dispatch.TechSheet", models.CASCADE, related_name="materials")
    material = models.ForeignKey("dispatch.Material", models.PROTECT, related_name="+")
    per_piece = models.DecimalField(_("per piece"), max_digits=10, decimal_places=4)
    waste = models.DecimalField(_("waste"), max_digits=4, decimal_places=3, default=Decimal(0))
    gross = models.GeneratedField(
        expression=F("per_piece") * (1 + F("waste")),
        output_field=models.DecimalField(_("per piece with waste"), max_digits=11, decimal_places=4),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("material of a tech sheet")
        verbose_name_plural = _("materials of tech sheets")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "material"], name="one_line_per_sheet_and_material"),
            models.CheckConstraint(condition=Q(per_piece__gt=0), name="per_piece_positive"),
            models.CheckConstraint(condition=Q(waste__gte=0, waste__lte=1), name="waste_is_a_share"),
        ]
        triggers = guards.only_in_a_draft()

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.material_id}"
