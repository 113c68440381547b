"""Store instalments of an order, attempts to pay them, refunds, and the events a provider sent."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Instalment(models.Model):
    """A part of an order's total that falls due: all of it at once, or deposit and balance."""

    class Kind(models.TextChoices):
        FULL = "full", _("full amount")
        DEPOSIT = "deposit", _("deposit")
        BALANCE = "balance", _("balance")

    order = models.ForeignKey("order.Order", models.PROTECT, related_name="instalments")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    paid = models.DecimalField(_("paid"), max_digits=12, decimal_places=2, default=0)
    refunded = models.DecimalField(_("refunded"), max_digits=12, decimal_places=2, default=0)
    due_on = models.DateField(_("due"), null=True, blank=True)

    class Meta:
        verbose_name = _("instalment")
        verbose_name_plural = _("instalments")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["order", "kind"], name="one_instalment_of_each_kind"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="instalment_positive"),
            models.CheckConstraint(condition=Q(refunded__lte=F("paid")), name="no_refund_above_what_was_paid"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.kind} {self.amount}"

    @property
    def is_paid(self) -> bool:
        return self.paid >= self.amount


class Payment(models.Model):
    """One attempt to pay an instalment. `key` is the idempotency key at the provider, so a retry charges once."""

    class State(models.TextChoices):
        STARTED = "started", _("started")
        SUCCEEDED = "succeeded", _("succeeded")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    class Method(models.TextChoices):
        CARD = "card", _("bank card")
        ALIPAY = "alipay", _("Alipay")
        WECHAT_PAY = "wechat_pay", _("WeChat Pay")
        TRANSFER = "transfer", _("bank transfer")

    instalment = models.ForeignKey("payments.Instalment", models.PROTECT, related_name="payments")
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    method = models.CharField(_("method"), max_length=12, choices=Method)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.STARTED)
    intent = models.CharField(_("provider's reference"), max_length=255, null=True, unique=True)
    failure = models.CharField(_("why it failed"), max_length=255, blank=True)
    is_test = models.BooleanField(_("test payment"), default=False)
    return_url = models.CharField(_("way back"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_positive"),
            models.UniqueConstraint(
                fields=["instalment", "method"], condition=Q(state="started"), name="one_open_attempt_by_each_method"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.amount} {self.state}"


class Refund(models.Model):
    """Money given back of a payment."""

    class State(models.TextChoices):
        STARTED = "started", _("started")
        SUCCEEDED = "succeeded", _("succeeded")
        FAILED = "failed", _("failed")

    payment = models.ForeignKey("payments.Payment", models.PROTECT, related_name="refunds")
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    reason = models.CharField(_("reason"), max_length=255)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.STARTED)
    reference = models.CharField(_("provider's reference"), max_length=255, null=True, unique=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="refund_positive")]

    def __str__(self) -> str:
        return f"{self.payment_id} {self.amount}"


class ProviderEvent(models.Model):
    """An event the provider sent. Its id is unique in the same transaction as its effect, so it acts once."""

    event_id = models.CharField(max_length=255, unique=True)
    kind = models.CharField(max_length=64)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("provider's event")
        verbose_name_plural = _("provider's events")

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"
