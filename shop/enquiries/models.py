"""Store buyers' wishes, the messages about them, and the base's binding offers."""

import uuid
from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from phonenumber_field.modelfields import PhoneNumberField

from shop.accounts.models import User
from shop.enquiries.costing import Cost, Left
from shop.payments.schedule import deposit_of
from shop.shipping.provinces import Province, find_province


def private_files() -> Storage:
    """Return the storage of files that only the two sides of an enquiry may see."""
    return storages["private"]


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    def of(self, buyer: User) -> "EnquiryQuerySet":
        """Return the enquiries of a signed-in buyer."""
        return self.filter(buyer=buyer)

    def to_answer(self) -> "EnquiryQuerySet":
        """Return the enquiries that wait for the base."""
        return self.filter(state=Enquiry.State.NEW)


class Enquiry(models.Model):
    """A purchase intent: a number of pieces of a product by a date.

    `token` lets a buyer without an account come back.
    """

    class State(models.TextChoices):
        NEW = "new", pgettext_lazy("enquiry", "new")
        QUOTED = "quoted", pgettext_lazy("enquiry", "quoted")
        AGREED = "agreed", pgettext_lazy("enquiry", "agreed")
        DECLINED = "declined", pgettext_lazy("enquiry", "declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("enquiry", "withdrawn")
        CANCELLED = "cancelled", pgettext_lazy("enquiry", "order cancelled")

    number = models.CharField(_("number"), max_length=32, unique=True)
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    product = models.ForeignKey("catalogue.Product", models.PROTECT, related_name="enquiries")
    base = models.ForeignKey("workshops.Base", models.PROTECT, related_name="enquiries")
    buyer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="enquiries")
    contact = models.CharField(_("your name"), max_length=64)
    company = models.CharField(_("company"), max_length=128, blank=True)
    phone = PhoneNumberField(_("phone"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    pieces = models.PositiveIntegerField(_("pieces"))
    wish_on = models.DateField(_("needed by"))
    province = models.CharField(
        _("province"), max_length=2, blank=True, help_text="Its code, see shop.shipping.provinces."
    )
    with_sample = models.BooleanField(_("sample first"), default=False)
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.NEW)
    promised = models.JSONField(default=dict, blank=True, help_text="What the network could promise when it was asked.")
    order = models.OneToOneField("order.Order", models.PROTECT, null=True, blank=True, related_name="enquiry")
    created_at = models.DateTimeField(auto_now_add=True)
    key = models.UUIDField(unique=True)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(pieces__gte=1), name="enquiry_has_pieces"),
            models.CheckConstraint(condition=~Q(phone="", email=""), name="enquiry_can_be_answered"),
            models.CheckConstraint(
                condition=Q(state__in=["agreed", "cancelled"], order__isnull=False)
                | (~Q(state__in=["agreed", "cancelled"]) & Q(order=None)),
                name="agreed_enquiry_has_its_order",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def place(self) -> Province | None:
        """Return the province where the pieces are to go, or None when the buyer named none."""
        return find_province(self.province)

    @property
    def is_open(self) -> bool:
        """Return whether the enquiry is still open to both sides."""
        return self.state in (self.State.NEW, self.State.QUOTED)


class MessageQuerySet(models.QuerySet["Message"]):
    def unread(self) -> "MessageQuerySet":
        """Return the buyers' messages that no manager has opened."""
        return self.filter(is_from_base=False, read_at=None)


class Message(models.Model):
    """A message from one side to the other about an enquiry, with at most one file.

    `read_at`: when a manager of the base first opened the enquiry after it came.
    """

    enquiry = models.ForeignKey("enquiries.Enquiry", models.CASCADE, related_name="messages")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    is_from_base = models.BooleanField(default=False)
    words = models.TextField(_("message"), blank=True)
    attachment = models.FileField(_("file"), storage=private_files, upload_to="enquiries/%Y/%m/", blank=True)
    attachment_name = models.CharField(max_length=255, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(words="", attachment=""), name="message_says_something")]

    def __str__(self) -> str:
        return self.words[:40]


class Quote(models.Model):
    """A binding offer. A version never changes once sent. A better offer is a new version."""

    class State(models.TextChoices):
        SENT = "sent", pgettext_lazy("quote", "sent")
        ACCEPTED = "accepted", pgettext_lazy("quote", "accepted")
        DECLINED = "declined", pgettext_lazy("quote", "declined")
        REPLACED = "replaced", pgettext_lazy("quote", "replaced")

    enquiry = models.ForeignKey("enquiries.Enquiry", models.PROTECT, related_name="quotes")
    version = models.PositiveSmallIntegerField(_("version"))
    pieces = models.PositiveIntegerField(_("pieces"))
    unit_price = models.DecimalField(_("price per piece"), max_digits=12, decimal_places=2)
    freight = models.DecimalField(_("freight"), max_digits=12, decimal_places=2, default=0)
    deposit_share = models.DecimalField(_("deposit share"), max_digits=4, decimal_places=3)
    promise_on = models.DateField(_("promised date"))
    valid_until_on = models.DateField(_("valid until"))
    words = models.TextField(_("remarks"), blank=True)
    cost = models.JSONField(null=True, blank=True, help_text="As `costing.Cost.to_dict` writes it, when it was sent.")
    cost_per_piece = models.DecimalField(_("cost per piece"), max_digits=12, decimal_places=2, null=True, blank=True)
    below_cost_because = models.CharField(_("why below cost"), max_length=255, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.SENT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(auto_now_add=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True)

    class Meta:
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["enquiry", "version"], name="one_quote_per_version"),
            models.UniqueConstraint(fields=["enquiry"], condition=Q(state="sent"), name="one_live_quote_per_enquiry"),
            models.UniqueConstraint(
                fields=["enquiry"], condition=Q(state="accepted"), name="one_accepted_quote_per_enquiry"
            ),
            models.CheckConstraint(condition=Q(pieces__gte=1, unit_price__gt=0, freight__gte=0), name="quote_positive"),
            models.CheckConstraint(
                condition=Q(deposit_share__gte=0, deposit_share__lte=1), name="deposit_share_is_a_share"
            ),
            models.CheckConstraint(
                condition=Q(cost_per_piece=None)
                | Q(unit_price__gte=F("cost_per_piece"))
                | Q(below_cost_because__regex=r"\S"),
                name="quote_below_cost_says_why",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "enquiry",
                    "version",
                    "pieces",
                    "unit_price",
                    "freight",
                    "deposit_share",
                    "promise_on",
                    "valid_until_on",
                    "words",
                    "cost",
                    "cost_per_piece",
                    "below_cost_because",
                    "by",
                    "sent_at",
                    "key",
                ),
            ),
            pgtrigger.FSM(
                name="answered_once",
                field="state",
                transitions=[("sent", "accepted"), ("sent", "declined"), ("sent", "replaced")],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enquiry_id} v{self.version}"

    @property
    def total(self) -> Decimal:
        """The price in all, CNY: pieces x price + freight."""
        return self.pieces * self.unit_price + self.freight

    @property
    def deposit(self) -> Decimal:
        """The deposit that starts the work, CNY."""
        return deposit_of(self.total, self.deposit_share)

    @property
    def balance(self) -> Decimal:
        """The balance due before shipment, CNY."""
        return self.total - self.deposit

    @property
    def built_up(self) -> Cost | None:
        """The base's cost as it was when the offer was sent, None when nobody could say."""
        return Cost.read(self.cost) if self.cost else None

    @property
    def left(self) -> Left | None:
        """The rest that its price leaves to the base, None when nobody could say."""
        return self.built_up.left_by(self.unit_price) if self.built_up else None

    @property
    def is_below_cost(self) -> bool:
        """Return whether its price is below what a piece cost when it was sent."""
        return self.cost_per_piece is not None and self.unit_price < self.cost_per_piece

    @property
    def is_expired(self) -> bool:
        """Return whether its last day has passed unanswered."""
        return self.state == self.State.SENT and self.valid_until_on < timezone.localdate()

    @property
    def is_open(self) -> bool:
        """Return whether the buyer may accept or decline it today."""
        return self.state == self.State.SENT and not self.is_expired
