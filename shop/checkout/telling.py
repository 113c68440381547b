"""Tell the buyer that her money has arrived: by e-mail where she left one, by text otherwise."""

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from oscar.apps.order.abstract_models import AbstractOrder
from oscar.apps.order.signals import order_status_changed

from shop.accounts import texting
from shop.payments.models import Instalment
from shop.queueing import queue_on_commit


def listen() -> None:
    """Listen for orders that were paid."""
    order_status_changed.connect(_on_status, dispatch_uid="tell_paid")


def _on_status(order: AbstractOrder, new_status: str, **_more: Any) -> None:
    is_retail = order.instalments.filter(kind=Instalment.Kind.FULL).exists()
    if new_status == "paid" and is_retail:
        queue_on_commit("shop.checkout.tasks.tell_paid", order.pk)


def tell_paid(order: AbstractOrder) -> None:
    """Send the receipt with the order's secret link, in the buyer's language."""
    with translation.override(order.user.language if order.user else settings.LANGUAGE_CODE):
        link = settings.PUBLIC_ADDRESS + reverse("orders:order-open", args=[order.verification_hash()])
        facts = {"number": order.number, "amount": f"{order.total_incl_tax:,.2f}", "link": link}
        words = _("[Qiaoshou] Order %(number)s is paid: ¥%(amount)s. Thank you! How far it is: %(link)s") % facts
        subject = _("Order %(number)s is paid") % facts
    if order.email:
        send_mail(subject, words, settings.DEFAULT_FROM_EMAIL, [order.email])
    elif order.shipping_address and order.shipping_address.phone_number:
        texting.send(order.shipping_address.phone_number.as_e164, words)
