"""Check out on one page that asks where to and how, and places the order. Paying comes after."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from oscar.apps.order.abstract_models import AbstractOrder
from oscar.apps.partner.exceptions import InvalidStockAdjustment
from oscar.core.loading import get_model

from shop.accounts.models import User
from shop.checkout import holding
from shop.checkout.forms import CheckoutForm, remember
from shop.order.errors import NotPlaced, VoucherGone
from shop.order.opened import remember_order
from shop.order.placing import look_at_vouchers, place
from shop.payments.schedule import due_now

Order: Any = get_model("order", "Order")
signer = signing.Signer(salt="checkout")
LAST = "checkout_order"


@never_cache
def checkout(request: HttpRequest) -> HttpResponse:
    """Ask for the address and the delivery, and place the order once, however often the buyer clicks."""
    basket = request.basket  # type: ignore[attr-defined]  # Oscar's middleware
    seen = _seen(request)
    if seen and (placed := Order.objects.filter(basket_id=seen["basket"]).first()):
        return _onward(request, placed)
    if basket.is_empty:
        return redirect("checkout:thank-you" if LAST in request.session else "basket:summary")
    user = request.user if isinstance(request.user, User) else None
    if not _has_valid_vouchers(request, basket, user):
        return redirect("basket:summary")
    form = CheckoutForm(request.POST or None, basket=basket, user=user)
    if request.method == "POST":
        if not _is_as_seen(seen, basket):
            messages.warning(request, _("Your basket or its prices have changed: please look again."))
        elif _is_later(seen, basket, form):
            messages.warning(request, _("It takes longer than you saw: please look at the day again."))
        else:
            try:
                order = _place_within_limits(request, form, user)
            except (NotPlaced, InvalidStockAdjustment) as error:
                messages.error(request, str(error))
                return redirect("basket:summary")
            if order:
                return _onward(request, order)
    return render(request, "oscar/checkout/checkout.html", _context(form, basket))


@transaction.atomic
def _has_valid_vouchers(request: HttpRequest, basket: Any, user: User | None) -> bool:
    """Take a voucher that was used up meanwhile out of the basket and say so. Placing looks once more, under lock."""
    try:
        look_at_vouchers(basket, user)
    except VoucherGone as error:
        basket.vouchers.remove(error.voucher)
        messages.error(request, str(error))
        return False
    return True


@transaction.atomic
def _place_within_limits(request: HttpRequest, form: CheckoutForm, user: User | None) -> AbstractOrder | None:
    """Place the order, or show in the form what is wrong or that there are too many unpaid ones."""
    if not form.is_valid():
        return None
    phone = form.cleaned_data["phone_number"]
    holding.wait(request, phone=phone)
    if placed := Order.objects.filter(basket_id=form.basket.pk).first():  # by her other click, meanwhile
        return placed
    if not form.does(lambda _said: holding.look(request, phone=phone)):
        return None
    order = _place(form, user)
    holding.note(request, order)
    return order


def _place(form: CheckoutForm, user: User | None) -> AbstractOrder:
    code = form.cleaned_data["shipping"]
    address = form.save(commit=False)
    order = place(
        basket=form.basket,
        shipping_method=form.methods[code],
        shipping_charge=form.charges[code],
        shipping_address=address,
        user=user,
        guest_email=form.cleaned_data.get("email", ""),
        province=form.province(),
    )
    if user:
        remember(user, address)
    return order


def _onward(request: HttpRequest, order: AbstractOrder) -> HttpResponse:
    """Remember the order in this browser and go on to its payment."""
    request.session[LAST] = order.number
    remember_order(request, order)
    return _next_page(order)


def _next_page(order: AbstractOrder) -> HttpResponse:
    due = due_now(order) if order.status == "placed" else None
    if due:
        return redirect("payments:instalment-pay", due.pk, order.verification_hash())
    return redirect("orders:order-open", order.verification_hash())


@never_cache
def thank_you(request: HttpRequest) -> HttpResponse:
    """Show the payment of the order placed last in this browser while something is due, its own page after that."""
    order = Order.objects.filter(number=request.session.get(LAST)).first()
    return _next_page(order) if order else redirect("basket:summary")


def _shown(basket: Any, province: str = "") -> dict[str, Any]:
    day = basket.promised_in(province)
    return {"basket": basket.pk, "total": str(basket.total_incl_tax), "day": day.isoformat() if day else ""}


def _is_as_seen(seen: dict[str, Any] | None, basket: Any) -> bool:
    """Return whether basket and total are still those that the buyer saw."""
    return seen is not None and seen | {"day": ""} == _shown(basket) | {"day": ""}


def _is_later(seen: dict[str, Any] | None, basket: Any, form: CheckoutForm) -> bool:
    """Return whether what is made to order comes to her address later than she saw."""
    return seen is not None and _shown(basket, form.province())["day"] > seen.get("day", "")


def _seen(request: HttpRequest) -> dict[str, Any] | None:
    """Return which basket the buyer saw, at which total, when she clicked. None when the signature is not ours."""
    try:
        seen: dict[str, Any] = signer.unsign_object(request.POST.get("seen", ""))
    except signing.BadSignature:
        return None
    return seen


def _context(form: CheckoutForm, basket: Any) -> dict[str, Any]:
    chosen, province = form["shipping"].value(), form.province()
    if chosen not in form.methods:
        chosen = next(iter(form.methods))
    shipping_options = [
        {"method": method, "charge": charge, "total": basket.total_incl_tax + charge}
        for method, charge in ((method, form.charges[code].incl_tax) for code, method in form.methods.items())
    ]
    return {
        "form": form,
        "basket": basket,
        "shipping_options": shipping_options,
        "chosen": chosen,
        "promised_on": basket.promised_in(province),
        "seen": signer.sign_object(_shown(basket, province)),
    }
