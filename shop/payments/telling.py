"""Tell the buyer and the shop's staff what became of money, each in her own language."""

from collections.abc import Callable

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override
from oscar.apps.order.abstract_models import AbstractOrder

from shop.accounts import notices
from shop.accounts.models import User
from shop.money import money
from shop.payments.models import Chargeback, Payment, Refund, RefundRequest

Words = Callable[[], tuple[str, str]]
STAFF_RIGHT = "give_back"


def tell_buyer(order: AbstractOrder, event: str, words: Words) -> None:
    """Tell an order's buyer, by e-mail where she left one and by text otherwise, with the order's secret link.

    `words`: gives the subject and the text in the language that is active when it is called.
    """
    with override(order.user.language if order.user else settings.LANGUAGE_CODE):
        subject, text = words()
        phone = order.shipping_address.phone_number if order.shipping_address else None
        notices.send(
            event,
            subject,
            text,
            user=order.user,
            email=order.email or "",
            phone=phone.as_e164 if phone else "",
            link=reverse("orders:order-open", args=[order.verification_hash()]),
        )


def tell_staff(event: str, words: Words, *, address: str, argument: str = "") -> None:
    """Tell everybody of the shop's staff who may give money back, with a link to the page `address`."""
    has_right = Q(is_superuser=True) | Q(groups__permissions__codename=STAFF_RIGHT)
    for person in User.objects.filter(has_right, is_active=True, is_staff=True).distinct():
        with override(person.language):
            subject, text = words()
            link = reverse(address, args=[argument] if argument else [])
            notices.send(event, subject, text, user=person, link=link)


def tell_refund(request: RefundRequest) -> None:
    """Tell the buyer what goes back to her or is not asked of her any more, with the message that the staff wrote."""

    def words() -> tuple[str, str]:
        facts = {"number": request.order.number, "amount": money(request.back), "off": money(request.off_balance)}
        texts = []
        if request.off_balance:
            texts.append(_("The balance of your order %(number)s is %(off)s less: pieces cannot be sent.") % facts)
        if request.back:
            texts.append(_("%(amount)s of your order %(number)s goes back to you, the way you paid.") % facts)
        subject = _("Money back: order %(number)s") if request.back else _("You pay less: order %(number)s")
        return subject % facts, " ".join([*texts, request.message]).strip()

    tell_buyer(request.order, f"refund:{request.pk}", words)


def tell_waiting(request: RefundRequest) -> None:
    """Tell the staff that a refund waits for a second person."""

    def words() -> tuple[str, str]:
        facts = {"number": request.order.number, "amount": money(request.amount), "by": request.by or ""}
        return (
            _("A refund waits for a second person: order %(number)s") % facts,
            _("%(by)s asks to give back %(amount)s of order %(number)s.") % facts,
        )

    tell_staff(f"refund-waits:{request.pk}", words, address="dashboard:refund-decide", argument=str(request.pk))


def tell_money_went(refund: Refund) -> None:
    """Tell the staff that money of an order went back without anybody asking for it here."""
    order = refund.payment.instalment.order

    def words() -> tuple[str, str]:
        facts = {"number": order.number, "amount": money(refund.amount), "origin": refund.get_origin_display()}
        return _("Money of order %(number)s went back") % facts, _("Order %(number)s: %(amount)s %(origin)s.") % facts

    tell_staff(f"refund-elsewhere:{refund.pk}", words, address="dashboard:order-detail", argument=order.number)


def tell_refund_failed(refund: Refund) -> None:
    """Tell the staff that a refund did not reach the buyer."""
    order = refund.payment.instalment.order

    def words() -> tuple[str, str]:
        facts = {"number": order.number, "amount": money(refund.amount)}
        return (
            _("A refund failed: order %(number)s") % facts,
            _("%(amount)s of order %(number)s did not reach the buyer. Try again, or transfer it.") % facts,
        )

    tell_staff(f"refund-failed:{refund.pk}", words, address="dashboard:order-detail", argument=order.number)


def tell_other_money(payment: Payment, *, came: str) -> None:
    """Tell both sides that another amount came than was asked for. `came`: as people read it."""
    order, asked = payment.instalment.order, payment.asked or payment.amount

    def words() -> tuple[str, str]:
        facts = {"number": order.number, "came": came, "asked": money(asked)}
        return (
            _("Another amount came: order %(number)s") % facts,
            _("For order %(number)s %(came)s came instead of %(asked)s. It is kept for the order.") % facts,
        )

    tell_staff(f"other-amount:{payment.pk}", words, address="dashboard:order-detail", argument=order.number)
    tell_buyer(order, f"other-amount:{payment.pk}", words)


def tell_foreign_money(payment: Payment) -> None:
    """Tell the staff to give back money of another currency, and the buyer that it pays nothing and comes back."""
    order = payment.instalment.order

    def to_staff() -> tuple[str, str]:
        facts = {"number": order.number, "came": payment.foreign, "asked": money(payment.amount)}
        return (
            _("Money of another currency came: order %(number)s") % facts,
            _("For order %(number)s %(came)s came instead of %(asked)s. It pays nothing: give it back.") % facts,
        )

    def to_buyer() -> tuple[str, str]:
        facts = {"number": order.number, "came": payment.foreign, "asked": money(payment.amount)}
        return (
            _("Please pay order %(number)s in yuan") % facts,
            _("%(came)s came for order %(number)s, which costs %(asked)s. They go back to you: please pay in yuan.")
            % facts,
        )

    tell_staff(f"foreign-money:{payment.pk}", to_staff, address="dashboard:foreign-back", argument=str(payment.pk))
    tell_buyer(order, f"foreign-money:{payment.pk}", to_buyer)


def tell_contested(held: Chargeback) -> None:
    """Tell the staff of a chargeback: until when to answer it, or how it ended."""
    order = held.payment.instalment.order

    def words() -> tuple[str, str]:
        facts = {"number": order.number, "amount": money(held.amount), "state": held.get_state_display()}
        text = _("The buyer of order %(number)s contests %(amount)s at her bank: %(state)s.") % facts
        if held.state == Chargeback.State.OPEN and held.answer_by:
            day = date_format(localtime(held.answer_by), "DATETIME_FORMAT")
            text += " " + _("Answer it in the payment provider's dashboard until %(day)s.") % {"day": day}
        return _("A payment is contested: order %(number)s") % facts, text

    event = f"chargeback:{held.reference}:{held.state}"
    tell_staff(event, words, address="dashboard:order-detail", argument=order.number)
