"""Limit the unpaid orders with which one stranger can hold the stock."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import Max, Q
from django.http import HttpRequest
from django.utils import timezone
from oscar.apps.order.abstract_models import AbstractOrder
from oscar.core.loading import get_model

from shop.accounts.models import User
from shop.limits import too_often
from shop.order.opened import opened_orders
from shop.payments.holding import HELD, HELD_FOR_TRANSFER
from shop.payments.models import Instalment, Payment

Order: Any = get_model("order", "Order")
DAY = timedelta(days=1)


def wait(request: HttpRequest, *, phone: str) -> None:
    """Let this buyer, browser and address order one after the other, to the end of the transaction."""
    buyer = f"buyer:{request.user.pk}" if isinstance(request.user, User) else f"guest:{phone}"
    with connection.cursor() as cursor:
        for each in sorted([buyer, *_keys(request)]):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"holding:{each}"])


def look(request: HttpRequest, *, phone: str) -> None:
    """Raise TooOften when this buyer, browser or address has as many unpaid orders as it may have."""
    for source, hers in _sources(request, phone):
        at_once, in_a_day = settings.UNPAID_ORDERS[source]
        unpaid = list(_unpaid().filter(hers).order_by("-date_placed"))
        open_now = [ends(order) for order in unpaid if order.status == "placed"]
        today = [order.date_placed for order in unpaid if order.date_placed > timezone.now() - DAY]
        if len(open_now) >= at_once:
            raise too_often(min(open_now))
        if len(today) >= in_a_day:
            raise too_often(today[in_a_day - 1] + DAY)


def note(request: HttpRequest, order: AbstractOrder) -> None:
    """Remember from which address and browser an order came, for as long as it can hold stock."""
    for key in _keys(request):
        cache.set(key, [*cache.get(key, []), order.pk][-100:], HELD_FOR_TRANSFER.total_seconds())


def ends(order: Any) -> datetime:
    """Return until when an unpaid order holds its pieces."""
    announced: datetime | None = order.announced_at
    held: datetime = order.date_placed + HELD
    return max(held, announced + HELD_FOR_TRANSFER) if announced else held


def _unpaid() -> Any:
    """Return the unpaid orders of goods in stock that hold pieces, or gave them back within a day."""
    is_transfer = Q(instalments__payments__method=Payment.Method.TRANSFER)
    still = Q(instalments__payments__state=Payment.State.STARTED)
    return (
        Order.objects.filter(instalments__kind=Instalment.Kind.FULL, instalments__paid=0)
        .filter(Q(status="placed") | Q(status="cancelled", date_placed__gt=timezone.now() - DAY))
        .annotate(announced_at=Max("instalments__payments__created_at", filter=is_transfer & still))
    )


def _sources(request: HttpRequest, phone: str) -> Iterator[tuple[str, Q]]:
    """Yield each source with its orders. A phone that a guest typed says nothing about the person who has it."""
    if isinstance(request.user, User):
        yield "buyer", Q(user=request.user)
    else:
        yield "buyer", Q(user=None, shipping_address__phone_number=phone)
    address, *session = [Q(pk__in=cache.get(key, [])) for key in _keys(request)]
    # The session itself does not know yet what the same browser ordered a moment ago
    yield "session", reduce(or_, session, Q(number__in=opened_orders(request)))
    yield "address", address


def _keys(request: HttpRequest) -> list[str]:
    """Return under which names the orders of this address, and of this browser where it is known, are remembered."""
    session = request.session.session_key
    return [f"orders-from:{get_ip(request)}", *([f"orders-of:{session}"] if session else [])]
