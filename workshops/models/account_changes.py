"""Store changes of pay accounts: who entered one, who agreed to it, and whether it took effect or was stopped."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workshops.models.people import PayAccount
from workshops.sealed import SealedTextField, masked


class PayAccountChangeQuerySet(models.QuerySet["PayAccountChange"]):
    def waiting(self) -> "PayAccountChangeQuerySet":
        """Return those that neither took effect nor were stopped."""
        return self.filter(took_effect_at=None, stopped_at=None)


class PayAccountChange(models.Model):
    """An account that someone entered for a worker. Her money goes there once she, or a second person, has agreed.

    `is_hers`: the account bears her name. `needs_second`: her own code is not enough. `code`: hash of the code that was
    texted to her. `stopped_by` is empty where she stopped it with her card.
    """

    worker = models.ForeignKey("workshops.Worker", models.PROTECT, related_name="account_changes")
    kind = models.CharField(_("kind"), max_length=8, choices=PayAccount.Kind)
    bank = models.CharField(_("bank"), max_length=64, blank=True)
    holder = models.CharField(_("account holder"), max_length=64)
    number = SealedTextField(_("account number"))
    is_hers = models.BooleanField(_("bears her name"))
    why_another = models.CharField(_("why it bears another name"), max_length=255, blank=True)
    needs_second = models.BooleanField(_("needs a second person"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)
    code = models.CharField(_("code, hashed"), max_length=128, blank=True, editable=False)
    code_sent_at = models.DateTimeField(null=True, editable=False)
    codes_sent = models.PositiveSmallIntegerField(default=0, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    proven_at = models.DateTimeField(_("her code was right"), null=True)
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("second person")
    )
    second_at = models.DateTimeField(null=True)
    took_effect_at = models.DateTimeField(_("took effect"), null=True)
    stopped_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    stopped_at = models.DateTimeField(null=True)
    stopped_because = models.CharField(_("why it was stopped"), max_length=255, blank=True)
    key = models.UUIDField(unique=True)

    objects = PayAccountChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of a pay account")
        verbose_name_plural = _("changes of pay accounts")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["worker"],
                condition=Q(took_effect_at=None, stopped_at=None),
                name="one_waiting_account_change_per_worker",
            ),
            models.CheckConstraint(condition=~Q(kind="bank", bank=""), name="changed_bank_account_names_its_bank"),
            models.CheckConstraint(
                condition=Q(is_hers=True) | Q(needs_second=True, why_another__gt=""),
                name="account_of_another_says_why_and_needs_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(second=None, second_at=None)
                | (Q(second__isnull=False, second_at__isnull=False) & ~Q(second=F("entered_by"))),
                name="account_change_confirmed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(took_effect_at=None)
                | Q(second__isnull=False)
                | Q(needs_second=False, proven_at__isnull=False),
                name="account_change_in_effect_was_agreed_to",
            ),
            models.CheckConstraint(
                condition=Q(stopped_by=None, stopped_at=None) | Q(stopped_at__isnull=False, took_effect_at=None),
                name="stopped_account_change_never_takes_effect",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    *("worker", "kind", "bank", "holder", "number", "is_hers", "why_another", "needs_second"),
                    *("entered_by", "entered_at", "key"),
                ),
            ),
            pgtrigger.Protect(
                name="ended_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__took_effect_at__isnull=False) | pgtrigger.Q(old__stopped_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} {self.kind}"

    @property
    def masked(self) -> str:
        """The number as pages show it: its last four characters."""
        return masked(self.number)

    @property
    def is_own(self) -> bool:
        """Return whether she entered it herself."""
        return self.worker.user_id is not None and self.entered_by_id == self.worker.user_id
