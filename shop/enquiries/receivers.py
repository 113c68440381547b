"""Adopt a guest's enquiries and orders when she proves who she is, and end an enquiry with its order."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_save
from django.dispatch import receiver
from oscar.apps.order.models import Order
from oscar.apps.order.signals import order_status_changed

from shop.accounts.models import User
from shop.enquiries.agreeing import end
from shop.enquiries.asking import adopt


@receiver(user_logged_in)
def adopt_on_sign_in(sender: Any, user: User, **_more: Any) -> None:  # noqa: ARG001 a signal's signature
    """Give her the enquiries and orders made under her phone or e-mail."""
    adopt(user)


@receiver(post_save, sender=User)
def adopt_on_proof(instance: User, update_fields: frozenset[str] | None = None, **_more: Any) -> None:
    """Give her those made under a phone that she has just proven to be hers."""
    if instance.phone_verified_at and "phone_verified_at" in (update_fields or ()):
        adopt(instance)


@receiver(order_status_changed)
def end_with_the_order(order: Order, new_status: str, **_more: Any) -> None:
    """End the enquiry that led to a cancelled order."""
    if new_status == "cancelled":
        end(order)
