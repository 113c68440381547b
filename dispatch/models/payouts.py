"""Store money on its way to a worker: batches released by a second person, and each attempt to pay a payslip."""

from datetime import datetime, timedelta

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dispatch.models import guards
from dispatch.models.reach import ReachQuerySet
from workshops.models import PayAccount
from workshops.sealed import SealedTextField, masked
from workshops.witness import is_in_time, taken_back_until

ACCOUNT_IS_NEW_FOR = timedelta(days=30)


class PayoutBatchQuerySet(ReachQuerySet["PayoutBatch"]):
    to_base = "period__base"


class PayoutBatch(models.Model):
    """Payslips of a period that are paid together. One person prepares the batch and another releases it."""

    class Way(models.TextChoices):
        BANK = "bank", _("bank file")
        CASH = "cash", _("cash, signed for")
        WECHAT = "wechat", _("WeChat transfer")
        ALIPAY = "alipay", _("Alipay transfer")

    period = models.ForeignKey("dispatch.Period", models.PROTECT, related_name="payout_batches")
    way = models.CharField(_("way"), max_length=8, choices=Way)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(auto_now_add=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)

    objects = PayoutBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("payout batch")
        verbose_name_plural = _("payout batches")
        ordering = ["-prepared_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(released_by=None) | ~Q(released_by=F("prepared_by")),
                name="payout_released_by_a_second_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class PayoutQuerySet(ReachQuerySet["Payout"]):
    to_worker = "payslip__worker"
    to_base = f"batch__{PayoutBatchQuerySet.to_base}"

    def live(self) -> "PayoutQuerySet":
        """Return attempts that may still reach her or have: all but those that came back or were taken out."""
        return self.exclude(state__in=Payout.OVER)

    def to_former_accounts(self) -> "PayoutQuerySet":
        """Return prepared attempts to an account that is not hers any more, since she changed it meanwhile."""
        prepared = self.filter(state=Payout.State.PREPARED, account_changed_at__isnull=False)
        now = PayAccount.objects.filter(worker=OuterRef("payslip__worker"), changed_at=OuterRef("account_changed_at"))
        return prepared.filter(~Exists(now))

    def said(self) -> "PayoutQuerySet":
        """Return attempts that are said to be paid and not yet confirmed by her."""
        return self.filter(state__in=Payout.SAID)

    def confirmed(self) -> "PayoutQuerySet":
        """Return attempts confirmed as received, by her or a witness."""
        return self.filter(state=Payout.State.CONFIRMED)


class Payout(models.Model):
    """One attempt to pay one payslip, under a `key` of its own that the bank or the wallet sees.

    At most one attempt of a payslip is live, so that nothing is paid twice; what came back is paid by a new attempt.
    Where the money goes is copied from her pay account when it is prepared, with who changed it last: the second person
    releases that account and no other, and sees when it is new.
    """

    class State(models.TextChoices):
        PREPARED = "prepared", _("prepared")
        RELEASED = "released", _("said to be paid")
        UNCLEAR = "unclear", _("result unknown")
        ACCEPTED = "accepted", pgettext_lazy("payout", "accepted by the bank")
        RETURNED = "returned", _("came back")
        TAKEN_OUT = "taken_out", pgettext_lazy("payout", "taken out")
        CONFIRMED = "confirmed", _("confirmed as received")

    OVER = (State.RETURNED, State.TAKEN_OUT)
    SAID = (State.RELEASED, State.ACCEPTED)

    payslip = models.ForeignKey("dispatch.Payslip", models.PROTECT, related_name="payouts")
    batch = models.ForeignKey("dispatch.PayoutBatch", models.PROTECT, related_name="payouts")
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    holder = models.CharField(_("account holder"), max_length=64, blank=True)
    bank = models.CharField(_("bank"), max_length=64, blank=True)
    account = SealedTextField(_("account number"), blank=True)
    account_changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    account_changed_at = models.DateTimeField(_("account last changed"), null=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PREPARED)
    reference = models.CharField(_("number at the bank"), max_length=64, blank=True)
    answer = models.CharField(_("what the bank said"), max_length=255, blank=True)
    answered_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_by_card = models.BooleanField(_("confirmed with her four digits"), db_default=False, default=False)
    confirmed_at = models.DateTimeField(null=True)
    key = models.UUIDField(unique=True)

    objects = PayoutQuerySet.as_manager()

    class Meta:
        verbose_name = _("payout")
        verbose_name_plural = _("payouts")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payout_positive"),
            models.UniqueConstraint(
                fields=["payslip"],
                condition=~Q(state__in=["returned", "taken_out"]),
                name="one_live_payout_per_payslip",
            ),
            models.CheckConstraint(
                condition=Q(state="confirmed", confirmed_at__isnull=False)
                & (Q(confirmed_by__isnull=False) | Q(confirmed_by_card=True))
                | (~Q(state="confirmed") & Q(confirmed_by=None, confirmed_by_card=False, confirmed_at=None)),
                name="confirmation_names_its_person",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "payslip",
                    "batch",
                    "amount",
                    "holder",
                    "bank",
                    "account",
                    "account_changed_by",
                    "account_changed_at",
                    "key",
                ),
            ),
            pgtrigger.Protect(
                name="over_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=["returned", "taken_out"]),
            ),
            guards.CONFIRMED_FOR_GOOD,
            guards.PAYOUT_WITNESS_IS_NO_PARTY,
        ]

    def __str__(self) -> str:
        return f"{self.payslip_id}: {self.amount}"

    @property
    def masked(self) -> str:
        """Return where it goes, as pages show it: the bank and the last four characters, or "" for cash."""
        return f"{self.bank} {masked(self.account)}".strip() if self.account else ""

    @property
    def is_account_new(self) -> bool:
        """Return whether the account was set or changed in the 30 days before this was prepared.

        The second person should then ask her.
        """
        changed_at = self.account_changed_at
        return changed_at is not None and changed_at > self.batch.prepared_at - ACCOUNT_IS_NEW_FOR

    @property
    def is_said(self) -> bool:
        """Return whether it is said to be paid and she has not confirmed it."""
        return self.state in self.SAID

    @property
    def is_witnessed(self) -> bool:
        """Return whether someone else confirmed it for her."""
        return self.confirmed_by_id is not None and self.confirmed_by_id != self.payslip.worker.user_id

    @property
    def taken_back_until(self) -> datetime | None:
        """Return until when she can take its confirmation back, or None where she confirmed it herself."""
        return taken_back_until(self.payslip.worker, by=self.confirmed_by_id, at=self.confirmed_at)

    @property
    def can_be_taken_back(self) -> bool:
        """Return whether she can take the confirmation back now."""
        return is_in_time(self.taken_back_until)
