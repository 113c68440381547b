"""Store piece rates in versions, and the time studies behind their standard minutes."""

from datetime import date
from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dispatch.models.reach import ReachQuerySet
from dispatch.models.techsheet import OperationQuerySet
from shop.money import FEN


class TimeStudy(models.Model):
    """The minutes that one woman was measured to need for each of some pieces of an operation, never edited."""

    operation = models.ForeignKey("dispatch.Operation", models.PROTECT, related_name="studies")
    worker = models.ForeignKey("workshops.Worker", models.PROTECT, related_name="time_studies")
    samples = ArrayField(models.DecimalField(max_digits=8, decimal_places=2), verbose_name=_("minutes of each piece"))
    median = models.DecimalField(_("median, minutes"), max_digits=8, decimal_places=2)
    studied_on = models.DateField(_("measured on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("time study")
        verbose_name_plural = _("time studies")
        ordering = ["-studied_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(median__gt=0), name="study_median_positive"),
            models.CheckConstraint(condition=Q(samples__len__gte=3), name="study_has_three_samples"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.operation_id}: {self.median}"


class RateCardQuerySet(ReachQuerySet["RateCard"]):
    to_base = f"operation__{OperationQuerySet.to_base}"

    def in_force(self, day: date) -> "RateCardQuerySet":
        """Return the approved card of each operation that holds on a day: the latest that has begun."""
        return (
            self.filter(approved_at__isnull=False, from_on__lte=day)
            .order_by("operation_id", "-from_on", "-pk")
            .distinct("operation_id")
        )

    def waiting(self) -> "RateCardQuerySet":
        """Return those that are proposed and not yet decided."""
        return self.filter(approved_at=None, declined_at=None)


class RateCard(models.Model):
    """The piece rate of an operation from a day on, proposed by one person, decided by another, then frozen.

    A new rate is a new `version` of the operation's card. `study`: where its standard minutes come from.
    """

    operation = models.ForeignKey("dispatch.Operation", models.PROTECT, related_name="rates")
    version = models.PositiveIntegerField(_("version"), default=1)
    rate = models.DecimalField(_("CNY per piece"), max_digits=10, decimal_places=4)
    standard_minutes = models.DecimalField(_("standard minutes"), max_digits=8, decimal_places=2)
    study = models.ForeignKey("dispatch.TimeStudy", models.PROTECT, null=True, blank=True, related_name="rates")
    from_on = models.DateField(_("from"))
    below_minimum_reason = models.CharField(_("why below the minimum wage"), max_length=255, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    declined_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    declined_at = models.DateTimeField(null=True)
    declined_because = models.CharField(_("why not"), max_length=255, blank=True)

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
            models.CheckConstraint(
                condition=Q(declined_by=None, declined_at=None, declined_because="")
                | Q(declined_by__isnull=False, declined_at__isnull=False, declined_because__gt="", approved_at=None),
                name="declined_rate_says_by_whom_and_why",
            ),
            models.UniqueConstraint(fields=["operation", "version"], name="one_rate_card_per_operation_and_version"),
            models.UniqueConstraint(
                fields=["operation"],
                condition=Q(approved_at=None, declined_at=None),
                name="one_open_proposal_per_operation",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "operation", "version", "rate", "standard_minutes", "study", "from_on", "proposed_by"
                ),
            ),
            pgtrigger.Protect(
                name="approved_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__approved_at__isnull=False),
            ),
            pgtrigger.Protect(
                name="declined_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__declined_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.operation_id}: {self.rate}"

    @property
    def label(self) -> str:
        """Return its version as people write it: v2."""
        return f"v{self.version}"

    @property
    def hourly(self) -> Decimal:
        """Return the CNY that an able worker earns in an hour at this rate: rate x 60 / standard minutes, 2 places."""
        return (self.rate * 60 / self.standard_minutes).quantize(FEN)
