"""Store plans that split work orders over stations."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shop.money import FEN

STOPPED = timedelta(seconds=45)  # a plan has stopped after so long without a sign of its worker


class DispatchPlanQuerySet(models.QuerySet["DispatchPlan"]):
    def stopped(self) -> "DispatchPlanQuerySet":
        """Return the plans that are being worked out and at which no worker is."""
        return (
            self.filter(state=DispatchPlan.State.SOLVING)
            .alias(seen_at=Coalesce("beat_at", "created_at"))
            .filter(seen_at__lt=timezone.now() - STOPPED)
        )


class DispatchPlan(models.Model):
    """A proposed split of a base's open work orders over stations."""

    class State(models.TextChoices):
        SOLVING = "solving", _("being worked out")
        DRAFT = "draft", pgettext_lazy("plan", "draft")
        PUBLISHED = "published", _("published")
        DISCARDED = "discarded", _("discarded")
        FAILED = "failed", _("failed")

    base = models.ForeignKey("workshops.Base", models.PROTECT, related_name="plans")
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.SOLVING)
    starts_on = models.DateField(_("first day"))
    like = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="+", help_text="The plan it was made from."
    )
    fairness = models.DecimalField(
        _("weight of fairness"), max_digits=4, decimal_places=2, default=1, help_text="Factor of the income premiums."
    )
    effort = models.PositiveSmallIntegerField(
        db_default=0, default=0, help_text="How often a search went on from the same facts."
    )
    progress = models.PositiveSmallIntegerField(default=0)
    objective = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    bound = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    seconds = models.FloatField(null=True)
    curve = models.JSONField(default=list, help_text="Cost and spread of income at other weights of fairness.")
    parts = models.JSONField(default=dict, help_text="Objective by part, CNY; spread of income before and after.")
    unplaced = models.JSONField(default=list, help_text="Per work order: pieces not placed and why.")
    fingerprint = models.CharField(max_length=64, blank=True, help_text="Of what the plan was built on.")
    message = models.CharField(max_length=255, blank=True)
    beat_at = models.DateTimeField(null=True, help_text="When a worker last showed that it is at it.")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    objects = DispatchPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("dispatch plan")
        verbose_name_plural = _("dispatch plans")
        ordering = ["-created_at"]
        constraints = [models.CheckConstraint(condition=Q(fairness__gte=0), name="fairness_not_negative")]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def is_stopped(self) -> bool:
        """Return whether it is being worked out and no worker is at it, because that died or none has come."""
        seen_at = self.beat_at or self.created_at
        return self.state == self.State.SOLVING and seen_at < timezone.now() - STOPPED

    @property
    def gap(self) -> float | None:
        """Return the part of the objective (0 to 1) that might still be saved, or None while nothing is proven."""
        if self.objective is None or self.bound is None:
            return None
        return max(0.0, float((self.objective - self.bound) / max(self.objective, FEN)))

    @property
    def is_proven_best(self) -> bool:
        """Return whether no better plan exists, up to a fen."""
        return self.objective is not None and self.bound is not None and self.objective - self.bound <= FEN


class PlanLine(models.Model):
    """Pieces of one work order at one station, in a plan. `why`: what `planner.explain` says of it, as data."""

    plan = models.ForeignKey("dispatch.DispatchPlan", models.CASCADE, related_name="lines")
    work_order = models.ForeignKey("dispatch.WorkOrder", models.CASCADE, related_name="plan_lines")
    station = models.ForeignKey("workshops.Station", models.PROTECT, related_name="plan_lines")
    pieces = models.PositiveIntegerField(_("pieces"))
    begins_on = models.DateField(_("begins"))
    ends_on = models.DateField(_("ends"))
    cost = models.DecimalField(_("cost"), max_digits=12, decimal_places=2)
    is_pinned = models.BooleanField(_("pinned"), default=False)
    is_forbidden = models.BooleanField(_("forbidden"), default=False)
    why = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("plan line")
        verbose_name_plural = _("plan lines")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "work_order", "station"], name="one_plan_line_per_order_and_station"
            ),
            models.CheckConstraint(
                condition=Q(is_forbidden=True, pieces=0) | Q(is_forbidden=False, pieces__gte=1),
                name="plan_line_has_pieces",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.work_order_id} @ {self.station_id}: {self.pieces}"
