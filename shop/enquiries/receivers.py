"""React to a guest who signs in, and to an order that ended."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from oscar.apps.order.signals import order_status_changed

from shop.accounts.models import User
from shop.enquiries import telling
from shop.enquiries.asking import adopt
from shop.enquiries.models import Enquiry


@receiver(user_logged_in)
def adopt_on_sign_in(sender: Any, user: User, **_more: Any) -> None:  # noqa: ARG001 a signal's signature
    """Give her the enquiries made under her phone or e-mail."""
    adopt(user)


@receiver(order_status_changed)
def end_with_the_order(order: Any, new_status: str, **_more: Any) -> None:
    """End the enquiry that led to an order with it, and tell the base."""
    enquiry = Enquiry.objects.filter(order=order, state=Enquiry.State.AGREED).first()
    if new_status == "cancelled" and enquiry:
        enquiry.state = Enquiry.State.CANCELLED
        enquiry.save(update_fields=["state"])
        telling.tell_base(enquiry, telling.ENDED)
