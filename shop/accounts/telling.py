"""Tell a person when what opens her account has changed, so that she notices when it was not her."""

from typing import Any
from uuid import uuid4

from allauth.account import signals
from allauth.mfa import signals as mfa
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, override

from shop.accounts import notices
from shop.accounts.models import User
from shop.accounts.signals import phone_changed

SUBJECT = gettext_lazy("Your account was changed")
PASSWORD = gettext_lazy("Your password was changed. If it was not you, set a new one at once.")
PHONE = gettext_lazy("Your account has another phone number now. If it was not you, call us at once.")
EMAIL = gettext_lazy("Your account has another e-mail address now. If it was not you, call us at once.")
FACTOR_ON = gettext_lazy("Signing in to your account asks for a second factor now. If it was not you, call us at once.")
FACTOR_OFF = gettext_lazy(
    "A second factor was removed from your account. If it was not you, set a new password at once."
)
CODES = gettext_lazy("You have new recovery codes. If it was not you, set a new password at once.")
NEEDS_PASSWORD = (PASSWORD, FACTOR_OFF, CODES)


def listen() -> None:
    """Listen for changes that allauth makes."""
    for signal, words in (
        (signals.password_changed, PASSWORD),
        (signals.password_set, PASSWORD),
        (signals.password_reset, PASSWORD),
        (mfa.authenticator_added, FACTOR_ON),
        (mfa.authenticator_removed, FACTOR_OFF),
        (mfa.authenticator_reset, CODES),
    ):
        signal.connect(_on_change(words), weak=False)
    phone_changed.connect(_on_phone, dispatch_uid="tell_phone")


def _on_change(words: Promise) -> Any:
    def tell_her(user: User, **_more: Any) -> None:
        tell(user, words)

    return tell_her


def _on_phone(user: User, before: str, **_more: Any) -> None:
    """Tell the old number and the new one. Who had none before is told nothing."""
    for phone in filter(None, (before, user.phone.as_e164 if user.phone else "")):
        if before:
            tell(user, PHONE, phone=phone)


def tell(user: User, words: Promise, *, email: str = "", phone: str = "") -> None:
    """Send her the notice, or send it to the e-mail or phone (E.164) that she had before."""
    with override(user.language):
        link = reverse("account_reset_password") if words in NEEDS_PASSWORD else ""
        event = f"account-changed:{user.pk}:{uuid4()}"  # each time anew
        notices.send(event, str(SUBJECT), str(words), user=user, email=email, phone=phone, link=link)
