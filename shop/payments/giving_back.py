"""Give money of an order back: all, a part or by line, one person up to a limit and a second one above it."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from oscar.apps.order.models import Order, ShippingEventQuantity

from shop.accounts.models import User
from shop.money import FEN, is_multiple
from shop.payments import telling
from shop.payments.errors import NothingDue, PiecesNotNamed, RefundTooHigh, TooManyGivenBack
from shop.payments.locking import lock
from shop.payments.models import Instalment, Payment, Refund, RefundLine, RefundRequest
from shop.payments.refunding import reserve
from shop.payments.signals import money_moved
from shop.queueing import queue_on_commit
from shop.refusing import AlreadyDone, SecondPersonNeeded

State, Reason = RefundRequest.State, RefundRequest.Reason


def left_of(order: Any) -> Decimal:
    """Return what can still be given back of an order, CNY: what came in, less what went back or is about to."""
    payments = Payment.objects.filter(instalment__order=order, state=Payment.State.SUCCEEDED)
    waiting = order.refund_requests.filter(state=State.WAITING).aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    return max(sum((payment.left for payment in payments), Decimal(0)) - waiting, Decimal(0))


def limit_of(by: User) -> Decimal:
    """Return what this person may still give back today without a second one, CNY."""
    lately = RefundRequest.objects.filter(by=by, decided_by=None, state=State.RELEASED)
    given = lately.filter(created_at__gt=timezone.now() - timedelta(days=1)).aggregate(sum=Sum("amount"))["sum"]
    return max(settings.REFUND_LIMIT - (given or 0), Decimal(0))


def off_balance(order: Any, amount: Decimal, reason: str) -> Decimal:
    """Return how much of the price of pieces is not asked for any more instead of going back, CNY.

    That is what is still open of the balance, where the pieces cannot be sent.
    """
    balance = order.instalments.filter(kind=Instalment.Kind.BALANCE).first()
    if reason != Reason.NOT_SENT or balance is None:
        return Decimal(0)
    still_due: Decimal = balance.amount - balance.paid
    return min(amount, max(still_due, Decimal(0)))


def pieces_left(line: Any) -> int:
    """Return the pieces of a line for which no money was given back by line."""
    given = line.refund_lines.exclude(request__state=State.DECLINED).aggregate(sum=Sum("pieces"))["sum"]
    return int(line.quantity - (given or 0))


def pieces_unsent(line: Any) -> int:
    """Return the pieces of a line that were not sent and that nobody has given up or is about to."""
    sent = ShippingEventQuantity.objects.filter(line=line, event__event_type__code="shipped")
    named = line.refund_lines.filter(request__reason=Reason.NOT_SENT).exclude(request__state=State.DECLINED)
    ended = (sent.aggregate(sum=Sum("quantity"))["sum"] or 0) + (named.aggregate(sum=Sum("pieces"))["sum"] or 0)
    return int(line.quantity - ended)


def price_of(line: Any, pieces: int) -> Decimal:
    """Return what was charged for pieces of a line after discounts, CNY. All pieces are worth exactly the line."""
    price: Decimal = line.line_price_incl_tax
    return Decimal(price * pieces / line.quantity).quantize(FEN, ROUND_HALF_UP)


@transaction.atomic
def ask(
    order: Any,
    *,
    amount: Decimal | None = None,
    lines: Mapping[Any, int] | None = None,
    reason: str,
    by: User | None,
    key: UUID | None = None,
    words: str = "",
    message: str = "",
) -> RefundRequest:
    """Ask to give back an amount (CNY), or the price of pieces by line. It goes at once, or waits for a second person.

    `by`: None where the rules give it back and nobody chose. The same key gives the same request. Raises
    RefundTooHigh, TooManyGivenBack, PiecesNotNamed (for pieces that cannot be sent).
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    if key and (known := RefundRequest.objects.filter(key=key).first()):
        return known
    if reason == Reason.NOT_SENT and not lines:
        raise PiecesNotNamed
    for line, pieces in (lines or {}).items():
        most = min(pieces_left(line), pieces_unsent(line)) if reason == Reason.NOT_SENT else pieces_left(line)
        if not 0 < pieces <= most:
            raise TooManyGivenBack(title=line.title, most=most)
    if amount is None:
        amount = sum((price_of(line, pieces) for line, pieces in (lines or {}).items()), Decimal(0))
    left = left_of(order) + off_balance(order, amount, reason)
    if not 0 < amount <= left or not is_multiple(amount, FEN):
        raise RefundTooHigh(left=left)
    waits = by is not None and amount > limit_of(by)
    request = RefundRequest.objects.create(
        order=order, amount=amount, reason=reason, words=words, message=message, by=by,
        state=State.WAITING if waits else State.RELEASED, **({"key": key} if key else {}),
    )  # fmt: skip
    RefundLine.objects.bulk_create(
        RefundLine(request=request, line=line, pieces=pieces) for line, pieces in (lines or {}).items()
    )
    if waits:
        telling.tell_waiting(request)
    else:
        _release(request, by)
    return request


@transaction.atomic
def decide(request: RefundRequest, *, agreed: bool, by: User) -> RefundRequest:
    """Release or decline, as the second person, a refund that waits.

    Raises SecondPersonNeeded for the one who asked, AlreadyDone when it was decided, RefundTooHigh when the money went
    back another way meanwhile.
    """
    order = Order.objects.select_for_update().get(pk=request.order_id)
    request = RefundRequest.objects.select_for_update().get(pk=request.pk)
    request.order = order
    if request.state != State.WAITING:
        raise AlreadyDone
    if request.by_id == by.pk:
        raise SecondPersonNeeded
    request.state, request.decided_by = (State.RELEASED if agreed else State.DECLINED), by
    request.decided_at = timezone.now()
    request.save(update_fields=["state", "decided_by", "decided_at"])
    if agreed:
        _release(request, by)
    return request


def _release(request: RefundRequest, by: User | None) -> None:
    """Take off the balance what is not paid yet, reserve the rest from the latest payment backwards, tell the buyer."""
    _take_off_balance(request)
    open_amount = request.back
    payments = Payment.objects.filter(instalment__order=request.order, state=Payment.State.SUCCEEDED)
    for payment in payments.order_by("-created_at").select_related("instalment"):
        part = min(payment.left, open_amount)
        if part > 0:
            reserve(payment, amount=part, reason=request.get_reason_display(), by=by, request=request)
            open_amount -= part
    if open_amount:
        raise RefundTooHigh(left=request.back - open_amount)
    if request.reason != Reason.CANCELLED or request.decided_by_id:  # else the news of the end names it
        telling.tell_refund(request)
    if request.reason == Reason.NOT_SENT:  # the order may have ended with its last pieces
        money_moved.send(sender=RefundRequest, order=request.order)


def _take_off_balance(request: RefundRequest) -> None:
    """Let the buyer owe the price of pieces that cannot be sent no longer, and close what asks her for it."""
    request.off_balance = off_balance(request.order, request.amount, request.reason)
    if not request.off_balance:
        return
    request.save(update_fields=["off_balance"])
    balance = lock(request.order.instalments.get(kind=Instalment.Kind.BALANCE))
    balance.amount -= request.off_balance
    balance.save(update_fields=["amount"])
    started = balance.payments.filter(state=Payment.State.STARTED)
    announced = started.filter(method=Payment.Method.TRANSFER)
    if balance.is_paid:
        announced.update(state=Payment.State.CANCELLED)
    else:
        announced.update(amount=balance.amount - balance.paid)
    for pk in started.exclude(method=Payment.Method.TRANSFER).values_list("pk", flat=True):
        queue_on_commit("shop.payments.tasks.close_attempt", pk)


def try_again(failed: Refund, *, by_hand: bool, by: User) -> Refund:
    """Give back anew what a failed refund did not, once. `by_hand`: by a bank transfer that a person makes.

    Raises NothingDue unless it failed and was not tried again, RefundTooHigh when the money went back otherwise.
    """
    if failed.state != Refund.State.FAILED or Refund.objects.filter(instead_of=failed).exists():
        raise NothingDue
    return reserve(
        failed.payment,
        amount=failed.amount,
        reason=failed.reason,
        by=by,
        request=failed.request,
        instead_of=failed,
        by_hand=by_hand,
    )
