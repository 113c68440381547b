"""Build orders to pay for, and point the shop's payments at the running stand-in."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from oscar.core.loading import get_class, get_model
from oscar.core.prices import Price

from shop.accounts.models import User
from shop.order.placing import place
from shop.payments import transferring
from shop.payments.models import Instalment

Basket: Any = get_model("basket", "Basket")
Selector: Any = get_class("partner.strategy", "Selector")
Free: Any = get_class("shipping.methods", "Free")


def basket_of(user: User | None, product: Any, pieces: int = 1) -> Any:
    """Return an open basket with some pieces of one product."""
    basket = Basket.objects.create(owner=user)
    basket.strategy = Selector().strategy(user=user)
    basket.add_product(product, pieces)
    return basket


def order_of(user: User | None, product: Any, pieces: int = 1, **more: Any) -> Any:
    """Return a placed order with nothing paid."""
    free = Price(currency="CNY", excl_tax=Decimal(0), tax=Decimal(0))
    basket = basket_of(user, product, pieces)
    return place(basket=basket, shipping_method=Free(), shipping_charge=free, user=user, **more)


def only_instalment(order: Any) -> Instalment:
    part: Instalment = order.instalments.get()
    return part


def pay(order: Any, by: User) -> None:
    """Pay what is due of an order by a bank transfer that `by` confirms."""
    part = next(part for part in order.instalments.all() if not part.is_paid)
    transferring.confirm(transferring.announce(part, by=order.user), reference=f"ICBC-{part.pk}", by=by)
    order.refresh_from_db()


def path_of(url: str) -> str:
    return urlsplit(url).path
