"""Check that the ledger tells the truth. Differences are reported, never repaired silently."""

from dataclasses import dataclass

from django.db import connection

from dispatch.models import Period
from dispatch.pay.ledger.checks import CHECKS


@dataclass(frozen=True)
class Difference:
    """One row that breaks a rule: `thing` is its primary key, `expected` and `found` as text (CNY or pieces)."""

    rule: str
    thing: int
    expected: str
    found: str


def reconcile() -> list[Difference]:
    """Return every difference in the ledger, payslips, payouts, piece counts, materials and seals."""
    differences = []
    sealed = list(Period.objects.exclude(seal="").values_list("pk", flat=True))
    with connection.cursor() as cursor:
        for rule, query in CHECKS.items():
            cursor.execute(query, {"periods": sealed})
            differences += [Difference(rule, thing, str(want), str(is_)) for thing, want, is_ in cursor.fetchall()]
    return differences
