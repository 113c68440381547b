"""Store payslips: the money owed that a closed period gives."""

from datetime import datetime
from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dispatch.models import guards
from dispatch.models.reach import ReachQuerySet
from workshops.witness import is_in_time, taken_back_until

if TYPE_CHECKING:
    from dispatch.models.payouts import Payout


class PayslipQuerySet(ReachQuerySet["Payslip"]):
    to_worker = "worker"
    to_base = "period__base"


class Payslip(models.Model):
    """The pay of one worker with one base in one closed period, frozen once it is written.

    `exact` + `carried_in` = `net` + `carried_out`, so nothing is lost to rounding. `seal`: hash of her statement.
    """

    class State(models.TextChoices):
        ISSUED = "issued", _("issued")
        SEEN = "seen", _("seen")
        CONFIRMED = "confirmed", _("confirmed")
        DISPUTED = "disputed", _("disputed")

    UNANSWERED = (State.ISSUED, State.SEEN)

    period = models.ForeignKey("dispatch.Period", models.PROTECT, related_name="payslips")
    worker = models.ForeignKey("workshops.Worker", models.PROTECT, related_name="payslips")
    pieces = models.PositiveIntegerField(_("pieces"))
    by_kind = models.JSONField(default=dict)
    exact = models.DecimalField(_("sum of the period"), max_digits=14, decimal_places=4)
    carried_in = models.DecimalField(_("carried in"), max_digits=14, decimal_places=4, default=0)
    net = models.DecimalField(_("to be paid"), max_digits=12, decimal_places=2)
    carried_out = models.DecimalField(_("carried on"), max_digits=14, decimal_places=4, default=0)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ISSUED)
    seen_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_by_card = models.BooleanField(_("confirmed with her four digits"), db_default=False, default=False)
    seal = models.CharField(_("seal"), max_length=64, blank=True)

    objects = PayslipQuerySet.as_manager()

    class Meta:
        verbose_name = _("payslip")
        verbose_name_plural = _("payslips")
        ordering = ["-period__begins_on"]
        constraints = [
            models.UniqueConstraint(fields=["period", "worker"], name="one_payslip_per_period_and_worker"),
            models.CheckConstraint(condition=Q(net__gte=0), name="payslip_never_below_zero"),
            models.CheckConstraint(
                condition=Q(net=F("exact") + F("carried_in") - F("carried_out")), name="payslip_loses_nothing"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "period", "worker", "pieces", "by_kind", "exact", "carried_in", "net", "carried_out"
                ),
            ),
            guards.SEALED_ONCE,
            guards.PAYSLIP_WITNESS_IS_NO_PARTY,
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} {self.net}"

    @property
    def payout(self) -> "Payout | None":
        """Return the latest attempt to pay it that was not taken out. A list prefetches `payouts`."""
        tried = [each for each in self.payouts.all() if each.state != "taken_out"]
        return tried[-1] if tried else None

    @property
    def taken_back_until(self) -> datetime | None:
        """Return until when she can take its confirmation back, or None where she confirmed it herself."""
        return taken_back_until(self.worker, by=self.confirmed_by_id, at=self.confirmed_at)

    @property
    def can_be_taken_back(self) -> bool:
        """Return whether she can take the confirmation back now."""
        return is_in_time(self.taken_back_until)

    @property
    def is_unanswered(self) -> bool:
        """Return whether she has yet to agree or to object."""
        return self.state in self.UNANSWERED
