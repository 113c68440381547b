"""Store one kind of user for every place, found by phone first, by e-mail where there is one."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _
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
                condition=models.Q(phone__isnull=False) | models.Q(email__isnull=False), name="user_can_be_found"
            ),
            models.CheckConstraint(condition=~models.Q(phone=""), name="user_phone_not_empty"),
            models.CheckConstraint(condition=~models.Q(email=""), name="user_email_not_empty"),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or str(self.phone or self.email)

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
