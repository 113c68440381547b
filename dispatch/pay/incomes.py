"""Add up what workers have earned in a stretch of days."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from dispatch.models import Account, Earning
from dispatch.models.ledger import EarningQuerySet
from workshops.models import Worker

NOTHING = Value(Decimal(0), output_field=DecimalField(max_digits=16, decimal_places=4))


def entries_of_days(begins_on: date, ends_on: date) -> EarningQuerySet:
    """Return the ledger entries of some days that count as income, with the reversals of such entries."""
    return Earning.objects.earned().filter(at__date__range=(begins_on, ends_on))


def with_income(workers: QuerySet[Worker], entries: QuerySet[Earning]) -> Any:
    """Annotate workers with `income`, the CNY that some entries brought them less what they took.

    An advance, costs paid back and a deduction are no income, so `entries` are those of `earned()`.
    """

    def moved(side: str) -> Coalesce:
        rows = entries.filter(**{f"{side}__worker": OuterRef("pk")}).order_by().values(f"{side}__worker")
        return Coalesce(Subquery(rows.annotate(total=Sum("amount")).values("total")), NOTHING)

    return workers.annotate(income=moved("credit") - moved("debit"))


def income_by(entries: QuerySet[Earning], key: str, hers: Callable[[str], Q]) -> dict[Any, Decimal]:
    """Return the CNY that entries brought workers less what they took, by `key`.

    `hers` says which of the entries count for the worker on their "credit" or "debit" side. In `key` the word "side"
    stands for that side, as in "side__worker__station".
    """
    total: dict[Any, Decimal] = {}
    for side, sign in (("credit", 1), ("debit", -1)):
        rows = entries.filter(hers(side), **{f"{side}__kind": Account.Kind.WORKER}).order_by()
        for found, amount in rows.values_list(key.replace("side", side)).annotate(Sum("amount")):
            total[found] = total.get(found, Decimal(0)) + sign * amount
    return total
