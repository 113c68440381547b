"""Cancel an order, whoever does it: one deed, one rule for its money, both sides told."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from oscar.core.loading import get_class, get_model

from shop.accounts.models import User
from shop.money import FEN, money
from shop.order import tracking
from shop.order.errors import NotCancelled, WorkBegun
from shop.payments import giving_back, telling
from shop.payments.models import Cancellation, Payment, RefundRequest
from shop.queueing import queue_on_commit

Order: Any = get_model("order", "Order")
Reason = Cancellation.Reason


@dataclass(frozen=True)
class Terms:
    """The money of an order that ends, CNY: paid and not given back yet, kept, and given back."""

    made: int
    paid: Decimal
    kept: Decimal

    @property
    def back(self) -> Decimal:
        return self.paid - self.kept


def terms_of(order: Any) -> Terms:
    """Return the contract's rule for an order that ends now.

    Before anything is made all that was paid goes back. After that the price of the pieces made is kept, never more
    than was paid, and the rest goes back.
    """
    paid = giving_back.left_of(order)
    progress = tracking.progress(order)
    made = min(progress.made, progress.pieces) if progress else 0
    goods = order.total_incl_tax - order.shipping_incl_tax
    price = (goods * made / progress.pieces).quantize(FEN, ROUND_HALF_UP) if progress and made else Decimal(0)
    return Terms(made, paid, min(price, paid))


def can_be_cancelled(order: Any) -> bool:
    """Return whether nothing of an order was sent, so that it can still end."""
    return "cancelled" in settings.OSCAR_ORDER_STATUS_PIPELINE[order.status]


def buyer_may_cancel(order: Any) -> bool:
    """Return whether the buyer may still cancel by herself: before anything was given to the villages or sent."""
    progress = tracking.progress(order)
    return can_be_cancelled(order) and not (progress and progress.stations)


@transaction.atomic
def cancel(
    order: Any, *, reason: str, by: User | None, words: str = "", message: str = "", all_back: bool = False
) -> Cancellation:
    """End an order: its pieces are for sale again, its money goes back by the contract's rule, both sides are told.

    `reason` says who ends it. `message`: to the buyer. `all_back`: the shop or the base waives what it could keep.
    What the buyer or the rules give back goes at once. What staff give back above their limit waits for a second
    person. Done twice it counts once. Raises NotCancelled, WorkBegun.
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    if known := Cancellation.objects.filter(order=order).first():
        return known
    if not can_be_cancelled(order):
        raise NotCancelled(state=settings.ORDER_STATUS_NAMES[order.status])
    if reason == Reason.BUYER and not buyer_may_cancel(order):
        raise WorkBegun
    terms = terms_of(order)
    back = terms.paid if all_back else terms.back
    done = Cancellation.objects.create(
        order=order, reason=reason, words=words, by=by, made=terms.made, kept=terms.paid - back, back=back
    )
    handler = get_class("order.processing", "EventHandler")(user=by)
    handler.handle_order_status_change(order, "cancelled", note_msg=words or None)
    _close_attempts(order)
    if back:
        chosen_by = by if reason in (Reason.SHOP, Reason.BASE) else None
        giving_back.ask(
            order, amount=back, reason=RefundRequest.Reason.CANCELLED, by=chosen_by, words=words, message=message
        )
    tell_buyer(done, message)
    return done


def _close_attempts(order: Any) -> None:
    """Withdraw announced transfers, and close open attempts to pay once this is committed."""
    started = Payment.objects.filter(instalment__order=order, state=Payment.State.STARTED)
    started.filter(method=Payment.Method.TRANSFER).update(state=Payment.State.CANCELLED)
    for pk in started.exclude(method=Payment.Method.TRANSFER).values_list("pk", flat=True):
        queue_on_commit("shop.payments.tasks.close_attempt", pk)


def tell_buyer(done: Cancellation, message: str) -> None:
    """Tell the buyer that her order has ended, why, and what becomes of her money."""

    def words() -> tuple[str, str]:
        facts = {"number": done.order.number, "why": done.get_reason_display()}
        texts = [_("Order %(number)s is cancelled: %(why)s.") % facts]
        if done.back:
            texts.append(_("%(amount)s goes back to you.") % {"amount": money(done.back)})
        if done.kept:
            kept = {"amount": money(done.kept), "pieces": f"{done.made:,}"}
            texts.append(_("%(amount)s is kept for the %(pieces)s pieces made by then.") % kept)
        if done.reason == Reason.UNPAID:
            texts.append(_("You can order it again with one press:"))
        return _("Order %(number)s is cancelled") % facts, " ".join([*texts, message]).strip()

    telling.tell_buyer(done.order, f"order-cancelled:{done.order_id}", words)
