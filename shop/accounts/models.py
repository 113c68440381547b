"""Store one kind of user for every place, found by phone first, and the notices that people are sent."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from phonenumber_field.modelfields import PhoneNumberField


class UserManager(BaseUserManager["User"]):
    """Creates users. An empty phone or e-mail is stored as NULL, since two unknowns are not the same."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(self, email: str | None = None, password: str | None = None, **fields: Any) -> "User":
        """Create a user with at least a phone (E.164) or an e-mail.

        Raises IntegrityError when both are missing or taken.
        """
        user = self.model(email=self.normalize_email(email) or None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an operator who may do everything."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):  # type: ignore[django-manager-missing]  # Oscar's basket has untyped managers
    """A person who signs in: a buyer, a worker, a lead, a manager, an editor, an officer."""

    username = None  # type: ignore[assignment]  # found by phone or e-mail instead
    phone = PhoneNumberField(_("phone"), null=True, blank=True, unique=True)
    email = models.EmailField(_("e-mail"), null=True, blank=True, unique=True)  # type: ignore[assignment]
    phone_verified_at = models.DateTimeField(_("phone verified at"), null=True, blank=True)
    elder_mode = models.BooleanField(_("large print"), default=False)
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(phone__isnull=False) | models.Q(email__isnull=False),
                name="user_can_be_found",
                violation_error_message=_("Write a phone number or an e-mail address, or both."),
            ),
            models.CheckConstraint(
                condition=~models.Q(phone=""),
                name="user_phone_not_empty",
                violation_error_message=_("Leave the phone number out altogether, or write it in full."),
            ),
            models.CheckConstraint(
                condition=~models.Q(email=""),
                name="user_email_not_empty",
                violation_error_message=_("Leave the e-mail address out altogether, or write it in full."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or str(self.phone or self.email)

    @property
    def is_opened(self) -> bool:
        """Return whether someone has signed in with this account, or can without its phone."""
        return bool(self.phone_verified_at or self.last_login or self.email)

    def clean(self) -> None:
        self.email = self.__class__.objects.normalize_email(self.email) or None
        self.phone = self.phone or None

    def get_full_name(self) -> str:
        """Return the family name first and no space between, as in Chinese, or with a space when it is Latin."""
        gap = " " if (self.last_name + self.first_name).isascii() else ""
        parts = (self.first_name, self.last_name) if gap else (self.last_name, self.first_name)
        return gap.join(part for part in parts if part)

    def get_short_name(self) -> str:
        return self.get_full_name()


class NoticeQuerySet(models.QuerySet["Notice"]):
    def due(self) -> "NoticeQuerySet":
        """Return the notices that wait to be sent, the longest waiting first."""
        return self.filter(next_try_at__lte=timezone.now()).order_by("next_try_at", "pk")

    def unread(self) -> "NoticeQuerySet":
        """Return the notices that nobody has opened."""
        return self.filter(read_at=None)

    def mark_read(self) -> int:
        """Mark the unread ones as read now, and return how many there were."""
        return self.unread().update(read_at=timezone.now())


class Notice(models.Model):
    """A notice to one person of one event: shown on her page, and sent by e-mail or text until it has left.

    `event` is a stable key, so that a deed or task that runs again tells nobody twice. `next_try_at` is empty once it
    was sent, was given up, or has no address to go to.
    """

    event = models.CharField(_("event"), max_length=150)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="notices")
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=200)
    words = models.TextField(_("message"))
    link = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try"), null=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    given_up_at = models.DateTimeField(_("given up at"), null=True)
    why = models.CharField(_("reason"), max_length=255, blank=True)
    read_at = models.DateTimeField(_("read at"), null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index("next_try_at", condition=models.Q(next_try_at__isnull=False), name="notice_due"),
            models.Index("user", condition=models.Q(read_at=None), name="notice_unread"),
        ]
        constraints = [
            models.UniqueConstraint(
                "event", "user", condition=models.Q(user__isnull=False), name="one_notice_of_an_event_per_user"
            ),
            models.UniqueConstraint(
                "event", "email", "phone", condition=models.Q(user=None), name="one_notice_of_an_event_per_address"
            ),
            models.CheckConstraint(
                condition=models.Q(user__isnull=False) | ~models.Q(email="", phone=""), name="notice_has_a_recipient"
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def channel(self) -> object:
        """Return how it is sent: by e-mail where there is an address, else by text, else on her page alone."""
        if self.email:
            return _("e-mail")
        return pgettext_lazy("SMS", "text") if self.phone else _("on her page")
