"""Store what a base buys, counts and sends: purchase notes, moves of its stock, issue slips, and short deliveries."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dispatch.models import material_guards
from dispatch.models.reach import ReachQuerySet
from media.fields import PrivatePictureField


class PurchaseQuerySet(ReachQuerySet["Purchase"]):
    to_base = "base"


class Purchase(models.Model):
    """A purchase note: what a base wants from one supplier."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("purchase", "ordered")
        RECEIVED = "received", pgettext_lazy("purchase", "received")
        CLOSED = "closed", pgettext_lazy("purchase", "closed, the rest does not come")

    base = models.ForeignKey("workshops.Base", models.PROTECT, related_name="purchases")
    number = models.CharField(_("number"), max_length=32, unique=True)
    supplier = models.CharField(_("supplier"), max_length=64, blank=True)
    supplier_phone = models.CharField(_("supplier's phone"), max_length=32, blank=True)
    needed_on = models.DateField(_("needed by"), null=True)
    note = models.CharField(_("note"), max_length=255, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    key = models.UUIDField(unique=True)

    objects = PurchaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("purchase note")
        verbose_name_plural = _("purchase notes")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.number


class PurchaseLine(models.Model):
    """A material of a purchase note: how much was asked for at which price, and how much has come."""

    purchase = models.ForeignKey("dispatch.Purchase", models.PROTECT, related_name="lines")
    material = models.ForeignKey("dispatch.Material", models.PROTECT, related_name="purchase_lines")
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=4)
    unit_cost = models.DecimalField(_("CNY per unit"), max_digits=10, decimal_places=4)
    received = models.DecimalField(_("received"), max_digits=12, decimal_places=4, default=0)

    class Meta:
        verbose_name = _("line of a purchase note")
        verbose_name_plural = _("lines of purchase notes")
        constraints = [
            models.UniqueConstraint(fields=["purchase", "material"], name="one_line_per_purchase_and_material"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, unit_cost__gte=0, received__gte=0), name="purchase_line_positive"
            ),
        ]
        triggers = [material_guards.ONLY_RECEIPTS_CHANGE_A_PURCHASE]

    def __str__(self) -> str:
        return f"{self.purchase_id} {self.material_id}"


class StockMove(models.Model):
    """One change of a base's stock that is no move of a lot's material, never edited. `quantity` may be below zero."""

    class Kind(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("stock", "bought")
        COUNTED = "counted", pgettext_lazy("stock", "counted")
        SPOILED = "spoiled", pgettext_lazy("stock", "lost or spoiled")

    material = models.ForeignKey("dispatch.Material", models.PROTECT, related_name="stock_moves")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    quantity = models.DecimalField(_("quantity"), max_digits=14, decimal_places=4)
    unit_cost = models.DecimalField(_("CNY per unit"), max_digits=10, decimal_places=4, null=True)
    purchase_line = models.ForeignKey("dispatch.PurchaseLine", models.PROTECT, null=True, related_name="receipts")
    note = models.CharField(_("note"), max_length=255, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    key = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("move of stock")
        verbose_name_plural = _("moves of stock")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="received", quantity__gt=0, unit_cost__isnull=False)
                | Q(kind="spoiled", quantity__lt=0, note__gt="", unit_cost=None)
                | Q(Q(kind="counted", note__gt="", unit_cost=None), ~Q(quantity=0)),
                name="stock_move_is_what_its_kind_says",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            material_guards.STOCK_MOVE_COUNTS,
            material_guards.RECEIPT_COUNTS,
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity}"


class IssueSlipQuerySet(ReachQuerySet["IssueSlip"]):
    to_base = "base"


class IssueSlip(models.Model):
    """The paper of one trip with materials, for several lots of one or more stations."""

    base = models.ForeignKey("workshops.Base", models.PROTECT, related_name="issue_slips")
    number = models.CharField(_("number"), max_length=32, unique=True)
    driver = models.CharField(_("who brings it"), max_length=64, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    key = models.UUIDField(unique=True)

    objects = IssueSlipQuerySet.as_manager()

    class Meta:
        verbose_name = _("issue slip")
        verbose_name_plural = _("issue slips")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.number


class ShortDeliveryQuerySet(ReachQuerySet["ShortDelivery"]):
    to_base = "line__lot__work_order__base"
    to_station = "line__lot__station"

    def open(self) -> "ShortDeliveryQuerySet":
        """Return those that the base has not answered."""
        return self.filter(outcome="")


class ShortDelivery(models.Model):
    """A lead's report that less material came than the base sent, and what the base found."""

    class Outcome(models.TextChoices):
        NOT_SENT = "not_sent", _("it was not sent")
        LOST = "lost", _("lost on the way")

    line = models.ForeignKey("dispatch.LotMaterial", models.PROTECT, related_name="short_deliveries")
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=4)
    words = models.CharField(_("what was seen"), max_length=255, blank=True)
    picture = PrivatePictureField(_("picture"), upload_to="short-deliveries/%Y/%m/", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    key = models.UUIDField(unique=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, blank=True)
    answer = models.CharField(_("answer"), max_length=255, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = ShortDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("short delivery")
        verbose_name_plural = _("short deliveries")
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="short_delivery_is_positive"),
            models.UniqueConstraint(fields=["line"], condition=Q(outcome=""), name="one_open_short_delivery_per_line"),
            models.CheckConstraint(
                condition=Q(outcome="", answered_by=None, answered_at=None)
                | Q(outcome__gt="", answered_by__isnull=False, answered_at__isnull=False),
                name="answered_short_delivery_names_its_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.quantity}"
