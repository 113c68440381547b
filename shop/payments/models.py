"""Store instalments of an order, attempts to pay them, refunds, how an order ended, and what a provider told us."""

import uuid
from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from oscar.apps.order.models import Line, LinePrice, Order

from shop.payments import guards


class Instalment(models.Model):
    """A part of an order's total that falls due: all of it at once, or deposit and balance.

    A balance shrinks, to nothing at the least, by the price of pieces that cannot be sent any more.
    """

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
            models.CheckConstraint(condition=Q(amount__gt=0) | Q(amount=0, kind="balance"), name="instalment_positive"),
            models.CheckConstraint(condition=Q(refunded__lte=F("paid")), name="no_refund_above_what_was_paid"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.kind} {self.amount}"

    @property
    def is_paid(self) -> bool:
        return self.paid >= self.amount


class Payment(models.Model):
    """One attempt to pay an instalment. `key` is the idempotency key at the provider, so a retry charges once.

    `foreign`: what came instead in another currency. It pays nothing, and goes back.
    """

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
    asked = models.DecimalField(
        _("asked for"), max_digits=12, decimal_places=2, null=True, help_text="Where another amount came than this."
    )
    method = models.CharField(_("method"), max_length=12, choices=Method)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.STARTED)
    intent = models.CharField(_("provider's reference"), max_length=255, null=True, unique=True)
    failure = models.CharField(_("why it failed"), max_length=255, blank=True)
    foreign = models.CharField(_("came in another currency"), max_length=40, blank=True, db_default="", default="")
    foreign_back_at = models.DateTimeField(null=True)
    foreign_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
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
        permissions = [("confirm_transfer", "Can confirm that transferred money has come")]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_positive"),
            models.UniqueConstraint(
                fields=["instalment", "method"], condition=Q(state="started"), name="one_open_attempt_by_each_method"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.amount} {self.state}"

    @property
    def left(self) -> Decimal:
        """Return what can still be given back of it, CNY."""
        if self.state != self.State.SUCCEEDED:
            return Decimal(0)
        given = self.refunds.exclude(state=Refund.State.FAILED).aggregate(sum=Sum("amount"))["sum"]
        return max(self.amount - (given or 0), Decimal(0))


class RefundRequest(models.Model):
    """A wish of the shop to give money of an order back. Above the limit a second person decides on it.

    `off_balance`: the CNY of it that were not paid yet, and are not asked for any more.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("refund", "waits for a second person")
        RELEASED = "released", pgettext_lazy("refund", "released")
        DECLINED = "declined", pgettext_lazy("refund", "declined")

    class Reason(models.TextChoices):
        CANCELLED = "cancelled", _("the order was cancelled")
        DAMAGED = "damaged", _("arrived damaged")
        FAULTY = "faulty", _("badly made, or not as described")
        MISSING = "missing", _("pieces are missing")
        LATE = "late", _("too late")
        NOT_SENT = "not_sent", _("cannot be sent any more")
        SENT_BACK = "sent_back", _("sent back by the buyer")
        TOO_MUCH = "too_much", _("more was paid than was due")
        GOODWILL = "goodwill", _("as a courtesy")

    order = models.ForeignKey("order.Order", models.PROTECT, related_name="refund_requests")
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    off_balance = models.DecimalField(_("taken off the balance"), max_digits=12, decimal_places=2, default=0)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    words = models.CharField(_("what happened"), max_length=255, blank=True)
    message = models.CharField(_("message to the buyer"), max_length=255, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True)

    class Meta:
        verbose_name = _("refund that was asked for")
        verbose_name_plural = _("refunds that were asked for")
        ordering = ["pk"]
        permissions = [("give_back", "Can give money back to buyers")]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_request_positive"),
            models.CheckConstraint(
                condition=Q(off_balance__gte=0, off_balance__lte=F("amount")),
                name="part_of_a_refund_is_off_the_balance",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(by=None) | ~Q(by=F("decided_by")), name="refund_decided_by_a_second"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.amount} {self.state}"

    @property
    def back(self) -> Decimal:
        """The CNY that go back to the buyer."""
        return self.amount - self.off_balance


class RefundLineQuerySet(models.QuerySet["RefundLine"]):
    def given_up(self) -> "RefundLineQuerySet":
        """Return the pieces that will not be sent, because their money was given back for that reason."""
        reason, state = RefundRequest.Reason.NOT_SENT, RefundRequest.State.RELEASED
        return self.filter(request__reason=reason, request__state=state)


class RefundLine(models.Model):
    """Pieces of one line of an order for which money is given back."""

    request = models.ForeignKey("payments.RefundRequest", models.CASCADE, related_name="lines")
    line = models.ForeignKey("order.Line", models.PROTECT, related_name="refund_lines")
    pieces = models.PositiveIntegerField(_("pieces"))

    objects = RefundLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a refund")
        verbose_name_plural = _("lines of refunds")
        constraints = [models.CheckConstraint(condition=Q(pieces__gt=0), name="refund_line_has_pieces")]

    def __str__(self) -> str:
        return f"{self.line_id} x {self.pieces}"


class Refund(models.Model):
    """Money given back of a payment: by us, or by the provider or the buyer's bank without asking us."""

    class State(models.TextChoices):
        STARTED = "started", _("started")
        SUCCEEDED = "succeeded", _("succeeded")
        FAILED = "failed", _("failed")

    class Origin(models.TextChoices):
        SHOP = "shop", _("given back here")
        PROVIDER = "provider", _("given back in the payment provider's own dashboard")
        BANK = "bank", _("taken back by the buyer's bank")

    payment = models.ForeignKey("payments.Payment", models.PROTECT, related_name="refunds")
    request = models.ForeignKey("payments.RefundRequest", models.PROTECT, null=True, related_name="refunds")
    origin = models.CharField(_("origin"), max_length=8, choices=Origin, default=Origin.SHOP)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    reason = models.CharField(_("reason"), max_length=255)
    by_hand = models.BooleanField(_("by bank transfer"), default=False)
    instead_of = models.OneToOneField("self", models.PROTECT, null=True, related_name="replacement")
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


class Chargeback(models.Model):
    """A payment that the buyer contests at her bank. Until it is decided nothing more is sent for it."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("chargeback", "open")
        WON = "won", pgettext_lazy("chargeback", "won: the money stays")
        LOST = "lost", pgettext_lazy("chargeback", "lost: the money is gone")

    payment = models.ForeignKey("payments.Payment", models.PROTECT, related_name="chargebacks")
    reference = models.CharField(_("provider's reference"), max_length=255, unique=True)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    reason = models.CharField(_("reason"), max_length=64, blank=True)
    state = models.CharField(_("state"), max_length=4, choices=State, default=State.OPEN)
    answer_by = models.DateTimeField(_("to be answered by"), null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("chargeback")
        verbose_name_plural = _("chargebacks")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.reference} {self.amount} {self.state}"


class Cancellation(models.Model):
    """The end of an order before it was sent: the reason, and what became of its money (CNY)."""

    class Reason(models.TextChoices):
        UNPAID = "unpaid", _("it was not paid in time")
        BUYER = "buyer", _("the buyer cancelled it")
        BASE = "base", _("the base cancelled it")
        SHOP = "shop", _("the shop cancelled it")
        REFUNDED = "refunded", _("all its money was given back")

    order = models.OneToOneField("order.Order", models.PROTECT, related_name="cancellation")
    reason = models.CharField(_("reason"), max_length=8, choices=Reason)
    words = models.CharField(_("words"), max_length=255, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    made = models.PositiveIntegerField(_("pieces made by then"), default=0)
    kept = models.DecimalField(_("kept"), max_digits=12, decimal_places=2, default=0)
    back = models.DecimalField(_("given back"), max_digits=12, decimal_places=2, default=0)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("cancellation")
        verbose_name_plural = _("cancellations")
        permissions = [("cancel_order", "Can cancel orders")]
        constraints = [models.CheckConstraint(condition=Q(kept__gte=0, back__gte=0), name="cancellation_not_negative")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.reason}"


class ProviderEvent(models.Model):
    """An event the provider sent. Its id is unique in the same transaction as its effect, so it acts once."""

    class Outcome(models.TextChoices):
        ACTED = "acted", _("acted upon")
        NOT_OURS = "not_ours", _("not about a payment of ours")

    event_id = models.CharField(max_length=255, unique=True)
    kind = models.CharField(max_length=64)
    about = models.CharField(_("about"), max_length=255, blank=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, default=Outcome.ACTED)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("provider's event")
        verbose_name_plural = _("provider's events")

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"


class AgreedOrder(Order):
    """Oscar's order, with the rules that the database holds it to."""

    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [
            pgtrigger.Protect(name="order_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="order_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "number",
                    "currency",
                    "total_incl_tax",
                    "total_excl_tax",
                    "shipping_incl_tax",
                    "shipping_excl_tax",
                ),
            ),
            guards.KNOWN_STATUS,
            guards.STATUS_FOLLOWS_FACTS,
        ]


class AgreedLine(Line):
    """Oscar's line of an order, frozen with it."""

    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [
            pgtrigger.Protect(name="line_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="line_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "order",
                    "title",
                    "partner_sku",
                    "quantity",
                    "status",
                    "unit_price_incl_tax",
                    "unit_price_excl_tax",
                    "line_price_incl_tax",
                    "line_price_excl_tax",
                    "line_price_before_discounts_incl_tax",
                    "line_price_before_discounts_excl_tax",
                ),
            ),
            guards.NO_LINE_LATER,
        ]


class AgreedDay(models.Model):
    """The day by which the pieces of a line are with the buyer, as promised when the order was placed."""

    line = models.OneToOneField("order.Line", models.PROTECT, related_name="agreed_day")
    on = models.DateField(_("promised date"))

    class Meta:
        verbose_name = _("promised date")
        verbose_name_plural = _("promised dates")
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.on}"


class AgreedPrice(LinePrice):
    """Oscar's price of pieces of a line, frozen with it."""

    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [pgtrigger.Protect(name="price_kept", operation=pgtrigger.Update | pgtrigger.Delete)]
