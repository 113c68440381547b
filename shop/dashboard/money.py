"""Show the shop's staff the pages on which orders are cancelled and money is confirmed or given back."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from shop.accounts.visiting import visitor
from shop.dashboard.forms import LINES, WHOLE, RefundForm, SentForm, TransferForm
from shop.money import money
from shop.order import cancelling
from shop.order.forms import CancelForm
from shop.pages.deeds import do, refusals_above_page
from shop.payments import giving_back, refunding, transferring
from shop.payments.models import Cancellation, Payment, Refund, RefundRequest

Order: Any = get_model("order", "Order")
DETAIL, HOME = "dashboard:order-detail", "dashboard:index"


def order_cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Ask what becomes of an order's money, and cancel it."""
    order = get_object_or_404(Order, number=number)
    if not cancelling.can_be_cancelled(order):
        return redirect(DETAIL, number)
    terms = cancelling.terms_of(order)
    form = CancelForm(request.POST or None, terms=terms, is_seller=True)
    reason, by = Cancellation.Reason.SHOP, visitor(request)
    if request.method == "POST" and form.does(
        lambda _said: cancelling.cancel(order, reason=reason, by=by, **form.said())
    ):
        return redirect(DETAIL, number)
    context = {"order": order, "terms": terms, "form": form, "limit": giving_back.limit_of(by)}
    return render(request, "oscar/dashboard/orders/order_cancel.html", context)


def foreign_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether money of another currency should go back, and give it back."""
    payment = get_object_or_404(Payment.objects.exclude(foreign="").select_related("instalment__order"), pk=pk)
    order = payment.instalment.order
    if request.method == "POST":
        words = _("%(came)s go back to the buyer.") % {"came": payment.foreign}
        return do(
            request, lambda: refunding.give_foreign_back(payment, by=visitor(request)), words, DETAIL, order.number
        )
    context = {"order": order, "payment": payment}
    return render(request, "oscar/dashboard/orders/foreign_back.html", context)


def order_refund(request: HttpRequest, number: str) -> HttpResponse:
    """Ask how much money to give back and why, ask once more whether that is right, and give it back."""
    order = get_object_or_404(Order, number=number)
    by, left = visitor(request), giving_back.left_of(order)
    form = RefundForm(request.POST or None, order=order)
    context: dict[str, Any] = {"order": order, "form": form, "left": left, "limit": giving_back.limit_of(by)}
    if request.method == "POST" and form.is_valid():
        wish = form.wish(left)
        if form.cleaned_data["sure"]:
            with refusals_above_page(request):
                giving_back.ask(order, by=by, **wish)
            return redirect(DETAIL, number)
        amount = wish.get("amount") or sum((giving_back.price_of(*each) for each in form.pieces().items()), Decimal(0))
        context |= {"amount": amount, "pieces": form.pieces() if form.cleaned_data["what"] == LINES else {}}
        context["off_balance"] = giving_back.off_balance(order, amount, form.cleaned_data["reason"])
        context |= {"is_whole": form.cleaned_data["what"] == WHOLE, "reason": _reason(form)}
        return render(request, "oscar/dashboard/orders/order_refund_question.html", context)
    return render(request, "oscar/dashboard/orders/order_refund.html", context)


def _reason(form: RefundForm) -> str:
    return str(RefundRequest.Reason(form.cleaned_data["reason"]).label)


def refund_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a refund that waits for a second person, who releases or declines it."""
    asked = get_object_or_404(RefundRequest.objects.select_related("order", "by", "decided_by"), pk=pk)
    if request.method == "POST":
        agreed = "release" in request.POST
        words = _("The money goes back.") if agreed else _("Declined: nothing goes back.")
        return do(
            request, lambda: giving_back.decide(asked, agreed=agreed, by=visitor(request)), words, DETAIL,
            asked.order.number,
        )  # fmt: skip
    context = {"asked": asked, "order": asked.order, "is_own": asked.by_id == request.user.pk}
    return render(request, "oscar/dashboard/orders/refund_decide.html", context)


def refund_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a failed refund be tried again the way it came, or by a bank transfer."""
    failed = get_object_or_404(Refund.objects.select_related("payment__instalment__order", "request"), pk=pk)
    order = failed.payment.instalment.order
    if request.method == "POST":
        by_hand = "by_hand" in request.POST
        words = _("Make the transfer, then note its reference.") if by_hand else _("The provider is asked once more.")
        return do(
            request, lambda: giving_back.try_again(failed, by_hand=by_hand, by=visitor(request)), words, DETAIL,
            order.number,
        )  # fmt: skip
    return render(request, "oscar/dashboard/orders/refund_again.html", {"refund": failed, "order": order})


def refund_sent(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the bank's reference of a refund that a person has transferred."""
    refund = get_object_or_404(Refund.objects.select_related("payment__instalment__order"), pk=pk, by_hand=True)
    form = SentForm(request.POST or None)
    if request.method == "POST" and form.does(
        lambda said: transferring.confirm_refund(refund, reference=said["reference"])
    ):
        return redirect(HOME)
    context = {"refund": refund, "order": refund.payment.instalment.order, "form": form}
    return render(request, "oscar/dashboard/orders/refund_sent.html", context)


def transfer_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask what has come of an announced bank transfer, and count it."""
    payments = Payment.objects.select_related("instalment__order__shipping_address")
    payment = get_object_or_404(payments, pk=pk, method=Payment.Method.TRANSFER)
    order = payment.instalment.order
    form = TransferForm(request.POST or None, initial={"amount": payment.amount})
    if request.method == "POST" and form.does(
        lambda said: transferring.confirm(
            payment, reference=said["reference"], amount=said["amount"], by=visitor(request)
        )
    ):
        return redirect(HOME)
    context = {"payment": payment, "order": order, "form": form, "announced": money(payment.amount)}
    return render(request, "oscar/dashboard/orders/transfer_confirm.html", context)
