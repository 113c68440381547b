"""Money owed: the append-only ledger, its periods, and the payslips that a closed period gives."""

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from dispatch.models.payouts import Payout


class Account(models.Model):
    """One side of a transfer: a base's wages, a worker, a station's or a broker's margin."""

    class Kind(models.TextChoices):
        WAGES = "wages", _("wages of a base")
        WORKER = "worker", _("worker")
        STATION = "station", _("station's margin")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    base = models.OneToOneField("workshops.Base", models.PROTECT, null=True, related_name="wages_account")
    worker = models.OneToOneField("workshops.Worker", models.PROTECT, null=True, related_name="account")
    station = models.OneToOneField("workshops.Station", models.PROTECT, null=True, related_name="margin_account")

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.CheckConstraint(
                name="account_has_its_owner",
                condition=Q(kind="wages", base__isnull=False, worker=None, station=None)
                | Q(kind="worker", worker__isnull=False, base=None, station=None)
                | Q(kind="station", station__isnull=False, base=None, worker=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.base_id or self.worker_id or self.station_id}"


class Period(models.Model):
    """A stretch of days of one base that is settled together."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("period", "open")
        CLOSED = "closed", _("closed")

    base = models.ForeignKey("workshops.Base", models.PROTECT, related_name="periods")
    begins_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("period")
        verbose_name_plural = _("periods")
        ordering = ["-begins_on"]
        constraints = [
            models.UniqueConstraint(fields=["base", "begins_on"], name="one_period_per_base_and_start"),
            models.UniqueConstraint(fields=["base"], condition=Q(state="open"), name="one_open_period_per_base"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("begins_on")), name="period_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.begins_on} – {self.ends_on}"


class Earning(models.Model):
    """A transfer that names both sides, so it balances by construction: `amount` CNY from `debit` to `credit`.

    Appended, never edited or deleted; corrected by a reversal, at most one.
    """

    class Kind(models.TextChoices):
        ACCEPTANCE = "acceptance", _("accepted pieces")
        REVERSAL = "reversal", _("reversal")
        ADJUSTMENT = "adjustment", _("adjustment")
        DEDUCTION = "deduction", _("deduction")
        TOP_UP = "top_up", _("minimum-wage top-up")
        MARGIN = "margin", _("station's margin")
        ADVANCE = "advance", _("advance")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    debit = models.ForeignKey("dispatch.Account", models.PROTECT, related_name="debits")
    credit = models.ForeignKey("dispatch.Account", models.PROTECT, related_name="credits")
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=4)
    period = models.ForeignKey("dispatch.Period", models.PROTECT, related_name="earnings")
    inspection = models.ForeignKey("dispatch.Inspection", models.PROTECT, null=True, related_name="earnings")
    lot_operation = models.ForeignKey("dispatch.LotOperation", models.PROTECT, null=True, related_name="earnings")
    pieces = models.PositiveIntegerField(_("pieces"), default=0)
    rate = models.DecimalField(_("CNY per piece"), max_digits=10, decimal_places=4, null=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    note = models.CharField(_("note"), max_length=255, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    key = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("earning")
        verbose_name_plural = _("earnings")
        indexes = [
            models.Index(fields=["credit", "id"], include=["amount"], name="earning_credit"),
            models.Index(fields=["debit", "id"], include=["amount"], name="earning_debit"),
            models.Index(fields=["period", "credit"], include=["amount", "kind"], name="earning_period"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="earning_positive"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="earning_has_two_sides"),
            models.CheckConstraint(
                condition=~Q(kind="acceptance")
                | Q(
                    inspection__isnull=False, lot_operation__isnull=False, pieces__gte=1, amount=F("pieces") * F("rate")
                ),
                name="acceptance_is_pieces_times_rate",
            ),
            models.CheckConstraint(
                condition=Q(kind="reversal", reverses__isnull=False) | (~Q(kind="reversal") & Q(reverses=None)),
                name="reversal_names_what_it_reverses",
            ),
            models.UniqueConstraint(
                fields=["inspection"], condition=Q(kind="acceptance"), name="one_acceptance_per_inspection"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="open_period_only",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                declare=[("period_state", "text")],
                func="""
                    SELECT state INTO period_state FROM dispatch_period WHERE id = NEW.period_id FOR SHARE;
                    IF period_state <> 'open' THEN
                        RAISE EXCEPTION 'period % is closed', NEW.period_id USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"


class Payslip(models.Model):
    """What one worker earned with one base in one closed period; frozen.

    `exact` + `carried_in` = `net` + `carried_out`: nothing is lost to rounding.
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
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} {self.net}"

    @property
    def payout(self) -> "Payout | None":
        """The latest attempt to pay it, unless it was taken out; wants `payouts` prefetched in a list."""
        tried = [each for each in self.payouts.all() if each.state != "taken_out"]
        return tried[-1] if tried else None

    @property
    def is_unanswered(self) -> bool:
        """Whether she has yet to agree or to object."""
        return self.state in self.UNANSWERED
