"""Place an order, retail or bulk: once per basket, with its instalments planned, or not at all."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from oscar.apps.order.abstract_models import AbstractOrder
from oscar.core.loading import get_class, get_model
from oscar.core.prices import Price

from shop.accounts.models import User
from shop.order.errors import BasketChanged, SoldOut, VoucherGone
from shop.order.standing import follow
from shop.order.utils import MadeToOrderCreator, OrderCreator
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
    from_stock: bool = True,
    plan: Callable[[AbstractOrder], object] = plan_full,
) -> AbstractOrder:
    """Turn a basket with its strategy into an order and plan its instalments.

    A basket that already became an order returns that one. `shipping_charge` in CNY. The addresses may be unsaved.
    `from_stock=False` for what will be made: no stock is taken. Locks the basket, then the stock records by key. Raises
    BasketChanged, VoucherGone, or SoldOut when too few pieces are left.
    """
    locked = Basket.objects.select_for_update().get(pk=basket.pk)
    if placed := Order.objects.filter(basket=locked).first():
        return placed
    if locked.status not in (Basket.OPEN, Basket.FROZEN) or basket.is_empty:
        raise BasketChanged
    look_at_vouchers(locked, user)
    if from_stock:
        _look_at_stock(basket)
    for address in (shipping_address, billing_address):
        if address is not None and address.pk is None:
            address.save()
    creator = OrderCreator() if from_stock else MadeToOrderCreator()
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


def look_at_vouchers(basket: Any, user: User | None) -> None:
    """Raise VoucherGone for a voucher in the basket that this buyer cannot use any more. Locks the vouchers."""
    for voucher in basket.vouchers.select_for_update().order_by("pk"):
        is_valid, why = voucher.is_available_to_user(user=user)
        if voucher.is_active() and not is_valid:
            raise VoucherGone(letters=voucher.code, why=why, voucher=voucher)


def _look_at_stock(basket: Any) -> None:
    lines = [line for line in basket.all_lines() if line.product.get_product_class().track_stock]
    wanted = {line.stockrecord_id for line in lines}
    records = StockRecord.objects.select_for_update().filter(pk__in=wanted).order_by("pk").in_bulk()
    for line in lines:
        left = records[line.stockrecord_id].net_stock_level
        if line.quantity > left:
            raise SoldOut(title=line.product.label, left=left)
