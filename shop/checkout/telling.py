"""Tell the buyer that her money has arrived: by e-mail where she left one, by text otherwise."""

from typing import Any

from django.utils.formats import date_format, time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from oscar.apps.order.abstract_models import AbstractOrder
from oscar.apps.order.signals import order_status_changed

from shop.order.promised import promised_on
from shop.payments import telling
from shop.payments.holding import held_until
from shop.payments.models import Instalment
from shop.words import paragraph


def listen() -> None:
    """Listen for orders that were paid."""
    order_status_changed.connect(_on_status, dispatch_uid="tell_paid")


def _on_status(order: AbstractOrder, new_status: str, **_more: Any) -> None:
    is_retail = order.instalments.filter(kind=Instalment.Kind.FULL).exists()
    if new_status == "paid" and is_retail:
        tell_paid(order)


def tell_paid(order: AbstractOrder) -> None:
    """Send the receipt with the order's secret link, in the buyer's language."""

    def words() -> tuple[str, str]:
        facts = {"number": order.number, "amount": f"{order.total_incl_tax:,.2f}"}
        text = _("Order %(number)s is paid: ¥%(amount)s. Thank you!") % facts
        if day := promised_on(order):
            text = paragraph(text, _("It is made for you and with you by %(day)s.") % {"day": date_format(day)})
        return _("Order %(number)s is paid") % facts, text

    telling.tell_buyer(order, f"order-paid:{order.pk}", words)


def remind(order: AbstractOrder) -> None:
    """Remind the buyer once that her pieces are kept for a few minutes more."""
    until = held_until(order)
    if until is None:
        return

    def words() -> tuple[str, str]:
        facts = {
            "number": order.number,
            "amount": f"{order.total_incl_tax:,.2f}",
            "time": time_format(localtime(until)),
        }
        text = _("Order %(number)s (¥%(amount)s) is kept for you until %(time)s. Pay here:") % facts
        return _("Order %(number)s is not paid yet") % facts, text

    telling.tell_buyer(order, f"order-unpaid:{order.pk}", words)
