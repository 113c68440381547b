"""Store what a base keeps back from a worker's pay: for a set reason, by two people, within the law's limit."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dispatch.models import guards
from dispatch.models.ledger import Period
from dispatch.models.reach import ReachQuerySet


class DeductionQuerySet(ReachQuerySet["Deduction"]):
    to_worker = "worker"
    to_base = "base"

    def waiting(self) -> "DeductionQuerySet":
        """Return those that are proposed and not yet decided."""
        return self.filter(entry=None, declined_at=None)

    def standing(self) -> "DeductionQuerySet":
        """Return those that are approved, in a period that is still open, and not taken back."""
        return self.filter(entry__period__state=Period.State.OPEN, entry__reversed_by=None)


class Deduction(models.Model):
    """A deduction that one person proposes, and that another declines or approves as the ledger's `entry`.

    Never edited. Taking it back reverses the entry, which then says by whom and why.
    """

    class Why(models.TextChoices):
        SPOILED = "spoiled", _("spoiled material")
        RENT = "rent", _("rent of a tool")
        REPAYMENT = "repayment", _("repayment")

    base = models.ForeignKey("workshops.Base", models.PROTECT, related_name="deductions")
    worker = models.ForeignKey("workshops.Worker", models.PROTECT, related_name="deductions")
    lot_operation = models.ForeignKey("dispatch.LotOperation", models.PROTECT, null=True, related_name="deductions")
    why = models.CharField(_("what for"), max_length=10, choices=Why)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    words = models.CharField(_("reason in words"), max_length=255)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    entry = models.OneToOneField("dispatch.Earning", models.PROTECT, null=True, related_name="deduction")
    declined_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    declined_at = models.DateTimeField(null=True)
    declined_because = models.CharField(_("why not"), max_length=255, blank=True)
    key = models.UUIDField(unique=True)

    objects = DeductionQuerySet.as_manager()

    class Meta:
        verbose_name = _("deduction")
        verbose_name_plural = _("deductions")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="deduction_positive"),
            models.CheckConstraint(condition=~Q(words=""), name="deduction_has_its_reason"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")),
                name="deduction_approved_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None, entry=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False, entry__isnull=False, declined_at=None),
                name="deduction_approval_has_its_entry",
            ),
            models.CheckConstraint(
                condition=Q(declined_by=None, declined_at=None, declined_because="")
                | Q(declined_by__isnull=False, declined_at__isnull=False, declined_because__gt=""),
                name="declined_deduction_says_by_whom_and_why",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "base", "worker", "lot_operation", "why", "amount", "words", "proposed_by", "key"
                ),
            ),
            pgtrigger.Protect(
                name="decided_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__entry__isnull=False) | pgtrigger.Q(old__declined_at__isnull=False),
            ),
            guards.ENTRY_IS_THE_DEDUCTION,
        ]

    def __str__(self) -> str:
        return f"{self.worker_id}: {self.amount}"
