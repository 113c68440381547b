"""Adapt allauth's sign-in to our users: by phone and text, then to the page of their role."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop import limits
from shop.accounts import landing, texting
from shop.accounts.models import User
from shop.accounts.signals import phone_changed
from shop.accounts.visiting import visitor
from shop.sealing import seal, unseal


class AccountAdapter(DefaultAccountAdapter):
    """One phone per user, verified by a code texted to it.

    Nobody registers, because the first code creates the user.
    """

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": gettext_lazy(
            "Too many wrong tries. Please wait a quarter of an hour, then try again."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 allauth hands it over
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return landing.address_for(visitor(request))

    def phone_form_field(self, **kwargs: Any) -> Any:
        from shop.accounts.forms import PhoneField  # allauth's forms ask for this adapter while they are imported

        return PhoneField(**kwargs)

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        """Return her phone (E.164) and whether she has verified it."""
        return (user.phone.as_e164, user.phone_verified_at is not None) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        """Store her phone. When it is another one, sign her out elsewhere and say so."""
        before = user.phone.as_e164 if user.phone else ""
        user.phone, user.phone_verified_at = phone, timezone.now() if verified else None
        user.save(update_fields=["phone", "phone_verified_at"])
        if phone == before:
            return
        if before:
            end_other_sessions(context.request, user)
        phone_changed.send(User, user=user, before=before, by=user)

    def set_phone_verified(self, user: User, phone: str) -> None:
        self.set_phone(user, phone, verified=True)

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(phone=phone).first()

    def send_verification_code_sms(self, user: User, phone: str, code: str, **_more: Any) -> None:
        proven = user.phone_verified_at is not None and user.phone == phone
        limits.count(context.request, "code", {"phone": phone, "unproven": "" if proven else "all"})
        minutes = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60
        words = _("[Qiaoshou] %(code)s is your code. It is valid for %(minutes)d minutes. Tell it to nobody.")
        texting.send(phone, words % {"code": code, "minutes": minutes})

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count wrong passwords for an account and an address together, so that no stranger locks its owner out."""
        login = credentials.get("email") or credentials.get("phone") or ""
        return f"{login.lower()} {get_ip(request)}"


class SecondFactorAdapter(DefaultMFAAdapter):
    """Seals the secrets of second factors, as other secrets are."""

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)
