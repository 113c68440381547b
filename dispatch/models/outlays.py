"""Store what a base lays out for a worker by hand, its ceilings, and what is taken back, each by two people."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dispatch.models import guards
from dispatch.models.reach import ReachQuerySet


class OutlayQuerySet(ReachQuerySet["Outlay"]):
    to_worker = "worker"
    to_base = "base"

    def waiting(self) -> "OutlayQuerySet":
        """Return those that stand nowhere in the ledger yet and were not declined."""
        return self.filter(entry=None, declined_at=None)

    def to_approve(self) -> "OutlayQuerySet":
        """Return those of them that wait for a second person."""
        return self.waiting().filter(needs_second=True, approved_by=None)

    def to_receive(self) -> "OutlayQuerySet":
        """Return the advances that wait for her to say that she has the money."""
        agreed = Q(needs_second=False) | Q(approved_by__isnull=False)
        return self.waiting().filter(agreed, kind=Outlay.Kind.ADVANCE)


class Outlay(models.Model):
    """An advance, or costs to be paid back, which one person proposes and the ledger has as its `entry` at the end.

    Costs are posted when a second person approves them. An advance is posted when the worker says that she has it, and
    needs a second person where it `needs_second`. Never edited.
    """

    class Kind(models.TextChoices):
        ADVANCE = "advance", _("advance")
        COSTS = "costs", _("costs paid back")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    base = models.ForeignKey("workshops.Base", models.PROTECT, related_name="outlays")
    worker = models.ForeignKey("workshops.Worker", models.PROTECT, related_name="outlays")
    lot_operation = models.ForeignKey("dispatch.LotOperation", models.PROTECT, null=True, related_name="outlays")
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    words = models.CharField(_("what for"), max_length=255)
    needs_second = models.BooleanField(_("needs a second person"))
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    declined_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    declined_at = models.DateTimeField(null=True)
    declined_because = models.CharField(_("why not"), max_length=255, blank=True)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField(null=True)
    entry = models.OneToOneField("dispatch.Earning", models.PROTECT, null=True, related_name="outlay")
    key = models.UUIDField(unique=True)

    objects = OutlayQuerySet.as_manager()

    class Meta:
        verbose_name = _("outlay")
        verbose_name_plural = _("outlays")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="outlay_positive"),
            models.CheckConstraint(condition=~Q(words=""), name="outlay_has_its_reason"),
            models.CheckConstraint(
                condition=Q(kind="costs", needs_second=True) | Q(kind="advance", lot_operation=None),
                name="costs_need_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | (Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(approved_by=F("proposed_by"))),
                name="outlay_approved_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(entry=None) | Q(needs_second=False) | Q(approved_by__isnull=False),
                name="posted_outlay_was_approved",
            ),
            models.CheckConstraint(
                condition=Q(kind="costs", received_by=None, received_at=None)
                | Q(kind="advance", entry=None, received_by=None, received_at=None)
                | (
                    Q(kind="advance", entry__isnull=False, received_by__isnull=False, received_at__isnull=False)
                    & ~Q(received_by=F("proposed_by"))
                    & (Q(approved_by=None) | ~Q(received_by=F("approved_by")))
                ),
                name="advance_is_posted_when_she_has_it",
            ),
            models.CheckConstraint(
                condition=Q(declined_by=None, declined_at=None, declined_because="")
                | Q(declined_by__isnull=False, declined_at__isnull=False, declined_because__gt="", entry=None),
                name="declined_outlay_says_by_whom_and_why",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    *("kind", "base", "worker", "lot_operation", "amount", "words", "needs_second"),
                    *("proposed_by", "proposed_at", "key"),
                ),
            ),
            pgtrigger.Protect(
                name="decided_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__entry__isnull=False) | pgtrigger.Q(old__declined_at__isnull=False),
            ),
            guards.ENTRY_IS_THE_OUTLAY,
        ]

    def __str__(self) -> str:
        return f"{self.worker_id}: {self.amount}"

    @property
    def is_witnessed(self) -> bool:
        """Return whether someone else said for her that she has it."""
        return self.received_by_id is not None and self.received_by_id != self.worker.user_id


class TakingBackQuerySet(ReachQuerySet["TakingBack"]):
    to_base = "entry__period__base"

    def waiting(self) -> "TakingBackQuerySet":
        """Return those that wait for a second person."""
        return self.filter(agreed_at=None, dropped_at=None)


class TakingBack(models.Model):
    """The wish of one person to undo an advance, costs or a deduction. Another agrees, and the ledger reverses it."""

    entry = models.ForeignKey("dispatch.Earning", models.PROTECT, related_name="takings_back")
    because = models.CharField(_("why"), max_length=255)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    dropped_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    dropped_at = models.DateTimeField(null=True)
    reversal = models.OneToOneField("dispatch.Earning", models.PROTECT, null=True, related_name="taking_back")

    objects = TakingBackQuerySet.as_manager()

    class Meta:
        verbose_name = _("taking back")
        verbose_name_plural = _("takings back")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["entry"], condition=Q(dropped_at=None), name="an_entry_is_taken_back_once"),
            models.CheckConstraint(condition=~Q(because=""), name="taking_back_has_its_reason"),
            models.CheckConstraint(
                condition=Q(agreed_by=None, agreed_at=None, reversal=None)
                | (
                    Q(agreed_by__isnull=False, agreed_at__isnull=False, reversal__isnull=False, dropped_at=None)
                    & ~Q(agreed_by=F("asked_by"))
                ),
                name="taken_back_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(dropped_by=None, dropped_at=None) | Q(dropped_by__isnull=False, dropped_at__isnull=False),
                name="dropped_taking_back_says_by_whom",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("entry", "because", "asked_by", "asked_at"),
            ),
            pgtrigger.Protect(
                name="decided_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__agreed_at__isnull=False) | pgtrigger.Q(old__dropped_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}"


class CeilingsQuerySet(ReachQuerySet["Ceilings"]):
    to_base = "base"

    def waiting(self) -> "CeilingsQuerySet":
        """Return those that wait for a second person."""
        return self.filter(approved_at=None, declined_at=None)


class Ceilings(models.Model):
    """One version of a base's ceilings, CNY for one worker, which one manager proposes and another approves.

    `advance`: what she may owe at most on the word of one manager. `costs`: what may be paid back to her in a period.
    `broker_rate`: what a broker may get for each piece.
    """

    base = models.ForeignKey("workshops.Base", models.PROTECT, related_name="ceilings")
    advance = models.DecimalField(
        _("advances to one worker, on the word of one manager"), max_digits=8, decimal_places=2
    )
    costs = models.DecimalField(_("costs of one worker in a period"), max_digits=8, decimal_places=2)
    broker_rate = models.DecimalField(_("broker's margin per piece"), max_digits=8, decimal_places=4)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    declined_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    declined_at = models.DateTimeField(null=True)

    objects = CeilingsQuerySet.as_manager()

    class Meta:
        verbose_name = _("ceilings")
        verbose_name_plural = _("ceilings")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["base"],
                condition=Q(approved_at=None, declined_at=None),
                name="one_proposal_of_ceilings_per_base",
            ),
            models.CheckConstraint(
                condition=Q(advance__gte=0, costs__gte=0, broker_rate__gte=0), name="ceilings_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | (
                    Q(approved_by__isnull=False, approved_at__isnull=False, declined_at=None)
                    & ~Q(approved_by=F("proposed_by"))
                ),
                name="ceilings_approved_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(declined_by=None, declined_at=None)
                | Q(declined_by__isnull=False, declined_at__isnull=False),
                name="declined_ceilings_say_by_whom",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("base", "advance", "costs", "broker_rate", "proposed_by", "proposed_at"),
            ),
            pgtrigger.Protect(
                name="decided_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__approved_at__isnull=False) | pgtrigger.Q(old__declined_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.base_id}: {self.advance} {self.costs}"
