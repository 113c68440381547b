"""Add up what workers have earned in a stretch of days."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import DecimalField, Q, QuerySet, Sum, Value
from django.utils import timezone

from dispatch.models import Account, Earning
from dispatch.models.ledger import EarningQuerySet

NOTHING = Value(Decimal(0), output_field=DecimalField(max_digits=16, decimal_places=4))
SIDES = (("credit", 1), ("debit", -1))  # of an entry: what it brings a worker, and what it takes


def entries_of_days(begins_on: date, ends_on: date) -> EarningQuerySet:
    """Return the ledger entries of some days that count as income, with the reversals of such entries."""
    # Compared as moments: a date would be made of each entry of all years before it is compared
    first, over = (
        timezone.make_aware(datetime.combine(day, time.min)) for day in (begins_on, ends_on + timedelta(days=1))
    )
    return Earning.objects.earned().filter(at__gte=first, at__lt=over)


class PlaceIncome(NamedTuple):
    """The women of a place whose income is above zero, and the CNY of income of all its workers."""

    earners: int = 0
    earned: Decimal = Decimal(0)

    def plus(self, other: "PlaceIncome") -> "PlaceIncome":
        """Return what two places have together."""
        return PlaceIncome(self.earners + other.earners, self.earned + other.earned)


def income_by_place(entries: QuerySet[Earning], place: str) -> dict[int, PlaceIncome]:
    """Return what entries brought the workers of each place less what they took, in one pass over the entries.

    `place`: the way from a worker to it, such as "station__county".
    """
    # A woman's sum is made of her entries on both sides, which no queryset can group once they are united
    came, went = (
        entries.order_by().values_list(side).annotate(total=Sum("amount") * Value(sign)) for side, sign in SIDES
    )
    moves, moved = came.union(went, all=True).query.sql_with_params()
    homes = Account.objects.filter(kind=Account.Kind.WORKER).order_by().values_list("pk", f"worker__{place}")
    found, known = homes.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT place, count(*) FILTER (WHERE income > 0), sum(income) FROM (
                SELECT account, sum(amount) AS income FROM ({moves}) AS move(account, amount) GROUP BY account
            ) AS side JOIN ({found}) AS home(account, place) USING (account) GROUP BY place""",  # noqa: S608 querysets
            (*moved, *known),
        )
        return {pk: PlaceIncome(earners, earned) for pk, earners, earned in cursor.fetchall()}


def income_by(entries: QuerySet[Earning], key: str, hers: Callable[[str], Q]) -> dict[Any, Decimal]:
    """Return the CNY that entries brought workers less what they took, by `key`.

    `hers` says which of the entries count for the worker on their "credit" or "debit" side. In `key` the word "side"
    stands for that side, as in "side__worker__station".
    """
    total: dict[Any, Decimal] = {}
    for side, sign in SIDES:
        rows = entries.filter(hers(side), **{f"{side}__kind": Account.Kind.WORKER}).order_by()
        for found, amount in rows.values_list(key.replace("side", side)).annotate(Sum("amount")):
            total[found] = total.get(found, Decimal(0)) + sign * amount
    return total
