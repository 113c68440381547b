"""Store the append-only ledger: accounts, periods, and earnings that name both of their sides."""

from typing import TypeAlias

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dispatch.models import guards
from dispatch.models.kinds import DEBITING_WORKERS, EARNED, WITH_REASON, AccountKind, EntryKind


class Account(models.Model):
    """One side of a transfer: a base's wages, a worker, a station's margin or a broker's."""

    Kind: TypeAlias = AccountKind

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    base = models.OneToOneField("workshops.Base", models.PROTECT, null=True, related_name="wages_account")
    worker = models.OneToOneField("workshops.Worker", models.PROTECT, null=True, related_name="account")
    station = models.OneToOneField("workshops.Station", models.PROTECT, null=True, related_name="margin_account")
    broker = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="broker_account"
    )  # fmt: skip

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.CheckConstraint(
                name="account_has_its_owner",
                condition=Q(kind="wages", base__isnull=False, worker=None, station=None, broker=None)
                | Q(kind="worker", worker__isnull=False, base=None, station=None, broker=None)
                | Q(kind="station", station__isnull=False, base=None, worker=None, broker=None)
                | Q(kind="broker", broker__isnull=False, base=None, worker=None, station=None),
            )
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.kind} {self.base_id or self.worker_id or self.station_id or self.broker_id}"


class Period(models.Model):
    """A stretch of days that one base settles together, or one lot where the base settles lot by lot.

    `closing` counts the closings of the base; `seal` is the hash of all that a closed period holds, and of the seal of
    the closing before it, so that whoever changes an old row breaks the chain.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("period", "open")
        CLOSED = "closed", _("closed")

    base = models.ForeignKey("workshops.Base", models.PROTECT, related_name="periods")
    lot = models.OneToOneField("dispatch.Lot", models.PROTECT, null=True, related_name="period")
    begins_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closing = models.PositiveIntegerField(_("number of the closing"), null=True)
    seal = models.CharField(_("seal"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("period")
        verbose_name_plural = _("periods")
        ordering = ["-begins_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["base", "begins_on"], condition=Q(lot=None), name="one_period_per_base_and_start"
            ),
            models.UniqueConstraint(
                fields=["base"], condition=Q(state="open", lot=None), name="one_open_period_per_base"
            ),
            models.UniqueConstraint(fields=["base", "closing"], name="closings_of_a_base_are_numbered"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("begins_on")), name="period_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(state="open", closing=None, closed_at=None, closed_by=None, seal="")
                | Q(state="closed", closing__gte=1, closed_at__isnull=False, closed_by__isnull=False),
                name="closed_period_says_when_and_by_whom",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete, condition=pgtrigger.Q(old__state="closed")),
            guards.CLOSED_FOR_GOOD,
        ]

    def __str__(self) -> str:
        return self.lot.number if self.lot else f"{self.begins_on} – {self.ends_on}"


COUNTED_AS = Coalesce("reverses__kind", "kind")  # so that an entry and its reversal add up to nothing


class EarningQuerySet(models.QuerySet["Earning"]):
    def earned(self) -> "EarningQuerySet":
        """Keep what counts in what workers have earned, with the reversals of it."""
        return self.alias(what=COUNTED_AS).filter(what__in=EARNED)


class Earning(models.Model):
    """A transfer that names both sides, so it balances by construction: `amount` CNY from `debit` to `credit`.

    Appended, never edited or deleted; corrected by a reversal, at most one. Only `dispatch.pay.ledger` writes here.
    """

    Kind: TypeAlias = EntryKind

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    debit = models.ForeignKey("dispatch.Account", models.PROTECT, related_name="debits", db_index=False)
    credit = models.ForeignKey("dispatch.Account", models.PROTECT, related_name="credits", db_index=False)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=4)
    period = models.ForeignKey("dispatch.Period", models.PROTECT, related_name="earnings", db_index=False)
    inspection = models.ForeignKey("dispatch.Inspection", models.PROTECT, null=True, related_name="earnings")
    lot_operation = models.ForeignKey("dispatch.LotOperation", models.PROTECT, null=True, related_name="earnings")
    pieces = models.PositiveIntegerField(_("pieces"), default=0)
    rate = models.DecimalField(_("CNY per piece"), max_digits=10, decimal_places=4, null=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    note = models.CharField(_("note"), max_length=255, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    key = models.UUIDField(unique=True)

    objects = EarningQuerySet.as_manager()

    class Meta:
        verbose_name = _("earning")
        verbose_name_plural = _("earnings")
        indexes = [
            models.Index(fields=["credit", "id"], include=["amount"], name="earning_credit"),
            models.Index(fields=["debit", "id"], include=["amount"], name="earning_debit"),
            models.Index(
                fields=["period", "credit", "kind"], include=["amount", "pieces"], name="earning_credited_in_period"
            ),
            models.Index(
                fields=["period", "debit", "kind"],
                include=["amount", "pieces"],
                condition=Q(kind__in=DEBITING_WORKERS),
                name="earning_debited_in_period",
            ),
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
            models.CheckConstraint(
                condition=~Q(kind__in=WITH_REASON) | ~Q(note=""),
                name="what_is_taken_or_put_right_has_a_reason",
            ),
            models.UniqueConstraint(
                fields=["inspection"], condition=Q(kind="acceptance"), name="one_acceptance_per_inspection"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            guards.OPEN_PERIOD_ONLY,
            guards.RIGHT_SIDES,
            guards.REVERSAL_IS_THE_OPPOSITE,
            guards.ACCEPTANCE_IS_WHAT_WAS_INSPECTED,
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"
