"""Adopt a guest's enquiries when she signs in."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from shop.accounts.models import User
from shop.enquiries.asking import adopt


@receiver(user_logged_in)
def adopt_on_sign_in(sender: Any, user: User, **_more: Any) -> None:  # noqa: ARG001 a signal's signature
    """Give her the enquiries made under her phone or e-mail."""
    adopt(user)
