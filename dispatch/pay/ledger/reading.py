"""Read the balance of an account, and the entries that made it so."""

from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import Case, F, Q, When

from dispatch.models import Account, Earning, Period
from dispatch.models.ledger import EarningQuerySet
from workshops.models import Worker

BALANCE = """
    SELECT coalesce((SELECT sum(amount) FROM dispatch_earning WHERE credit_id = %(account)s), 0)
         - coalesce((SELECT sum(amount) FROM dispatch_earning WHERE debit_id = %(account)s), 0)
"""


def balance(account: Account) -> Decimal:
    """Return the balance of an account: credits less debits, CNY with 4 places.

    It is never stored, so it cannot drift. One statement sums over two covering indexes, so it is of one moment.
    """
    with connection.cursor() as cursor:
        cursor.execute(BALANCE, {"account": account.pk})
        total: Decimal = cursor.fetchone()[0]
    return total


def statement(
    worker: Worker, *, period: Period | None = None, since: date | None = None, until: date | None = None
) -> EarningQuerySet:
    """Return a worker's entries, newest first, each with `signed`: CNY to her, negative when taken back.

    Only those of a `period`, earned on `since` or later, or before the day `until`, where given.
    """
    account = Account.objects.filter(worker=worker).values_list("pk", flat=True).first() or 0  # 0: she has none yet
    entries = Earning.objects.filter(Q(credit=account) | Q(debit=account))
    if period:
        entries = entries.filter(period=period)
    if since:
        entries = entries.filter(at__date__gte=since)
    if until:
        entries = entries.filter(at__date__lt=until)
    signed = Case(When(credit=account, then=F("amount")), default=-F("amount"))
    return entries.annotate(signed=signed).order_by("-at", "-pk")
