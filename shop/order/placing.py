"""Place an order, retail or bulk: once per basket, with its instalments planned, or not at all."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from oscar.apps.order.abstract_models import AbstractOrder
from oscar.core.loading import get_class, get_model
from oscar.core.prices import Price

from shop.accounts.models import User
from shop.order.errors import BasketChanged, SoldOut, TooManyToOrder, VoucherGone
from shop.order.standing import follow
from shop.order.utils import AgreedOrderCreator, OrderCreator
from shop.payments.schedule import plan_full

Order = get_model("order", "Order")
Basket = get_model("basket", "Basket")
StockRecord = get_model("partner", "StockRecord")
OrderTotalCalculator = get_class("checkout.calculators", "OrderTotalCalculator")


@transaction.atomic
def place(
    *,
    basket: Any,
    shipping_method: Any,
    shipping_charge: Price,
    shipping_address: Any = None,
    billing_address: Any = None,
    user: User | None = None,
    guest_email: str = "",
    province: str = "",
    agreed_on: date | None = None,
    plan: Callable[[AbstractOrder], object] = plan_full,
) -> AbstractOrder:
    """Turn a basket with its strategy into an order and plan its instalments.

    A basket that already became an order returns that one. `shipping_charge` in CNY. The addresses may be unsaved. Each
    line that is made keeps the day by which it is promised: `agreed_on` where that is agreed, and then no stock is
    taken, else the day by which pieces that are made to order can be in the buyer's province. Locks the basket, then
    the stock records by key. Raises BasketChanged, VoucherGone, SoldOut when too few pieces are left, TooManyToOrder.
    """
    locked = Basket.objects.select_for_update().get(pk=basket.pk)
    if placed := Order.objects.filter(basket=locked).first():
        return placed
    if locked.status not in (Basket.OPEN, Basket.FROZEN) or basket.is_empty:
        raise BasketChanged
    look_at_vouchers(locked, user)
    if agreed_on:
        creator: Any = AgreedOrderCreator(agreed_on)
    else:
        _look_at_stock(basket)
        creator = OrderCreator(_promised_days(basket, province))
    for address in (shipping_address, billing_address):
        if address is not None and address.pk is None:
            address.save()
    order: AbstractOrder = creator.place_order(
        basket=basket,
        total=OrderTotalCalculator().calculate(basket, shipping_charge),
        shipping_method=shipping_method,
        shipping_charge=shipping_charge,
        user=user,
        shipping_address=shipping_address,
        billing_address=billing_address,
        guest_email=guest_email,
    )
    plan(order)
    basket.submit()
    if not order.instalments.exists():  # it costs nothing, so nothing will ever come in for it
        follow(order)
        order.refresh_from_db()
    return order


def _promised_days(basket: Any, province: str) -> dict[int, date | None]:
    """Return the day that is promised for each line (primary keys). Read before the order counts among those ahead."""
    for line in basket.all_lines():
        if line.product.is_made_to_order and (why := line.get_warning()):
            raise TooManyToOrder(why=why)
    return {line.pk: line.promised_in(province) for line in basket.all_lines()}


def look_at_vouchers(basket: Any, user: User | None) -> None:
    """Raise VoucherGone for a voucher in the basket that this buyer cannot use any more. Locks the vouchers."""
    for voucher in basket.vouchers.select_for_update().order_by("pk"):
        is_valid, why = voucher.is_available_to_user(user=user)
        if voucher.is_active() and not is_valid:
            raise VoucherGone(letters=voucher.code, why=why, voucher=voucher)


def _look_at_stock(basket: Any) -> None:
    lines = [line for line in basket.all_lines() if not line.product.is_made_to_order]
    wanted = {line.stockrecord_id for line in lines}
    records = StockRecord.objects.select_for_update().filter(pk__in=wanted).order_by("pk").in_bulk()
    for line in lines:
        left = records[line.stockrecord_id].net_stock_level
        if line.quantity > left:
            raise SoldOut(title=line.product.label, left=left)
