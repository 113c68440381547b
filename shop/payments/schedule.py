"""Plan when an order's money falls due: all of it at once, or a deposit now and the balance before shipment."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from oscar.apps.order.abstract_models import AbstractOrder

from shop.money import FEN
from shop.payments.models import Instalment

Kind = Instalment.Kind


def plan_full(order: AbstractOrder) -> list[Instalment]:
    """Make the order's whole total (CNY) one instalment. Asked again, returns what was planned the first time."""
    return _plan(order, [(Kind.FULL, order.total_incl_tax, None)])


def deposit_of(total: Decimal, share: Decimal) -> Decimal:
    """Return the deposit on a total in CNY: `share` of it, rounded half up to the fen, and at least one fen."""
    return max((total * share).quantize(FEN, ROUND_HALF_UP), FEN)


def plan_deposit(order: AbstractOrder, share: Decimal, *, balance_due_on: date | None = None) -> list[Instalment]:
    """Split the order's total (CNY) into a deposit, `share` of it (0 < share <= 1) rounded to the fen, and the rest.

    A deposit of everything is one full instalment. Asked again, it returns what was planned the first time.
    """
    if not 0 < share <= 1:
        raise ValueError("share: must be above 0 and at most 1")
    total: Decimal = order.total_incl_tax
    deposit = deposit_of(total, share)
    if deposit >= total:
        return plan_full(order)
    return _plan(order, [(Kind.DEPOSIT, deposit, None), (Kind.BALANCE, total - deposit, balance_due_on)])


@transaction.atomic
def _plan(order: AbstractOrder, parts: list[tuple[Kind, Decimal, date | None]]) -> list[Instalment]:
    type(order).objects.select_for_update().get(pk=order.pk)
    planned = list(Instalment.objects.filter(order=order))
    return planned or [
        Instalment.objects.create(order=order, kind=kind, amount=amount, due_on=due_on)
        for kind, amount, due_on in parts
        if amount > 0
    ]


def due_now(order: AbstractOrder) -> Instalment | None:
    """Return the instalment to pay next (the deposit before the balance), or None when all is paid."""
    return next((part for part in order.instalments.all() if not part.is_paid), None)


def work_may_begin(order: AbstractOrder) -> bool:
    """Return whether the first instalment, the deposit or all of it, is paid."""
    return all(part.is_paid for part in order.instalments.exclude(kind=Kind.BALANCE))


def is_settled(order: AbstractOrder) -> bool:
    """Return whether nothing is left to pay."""
    return due_now(order) is None
