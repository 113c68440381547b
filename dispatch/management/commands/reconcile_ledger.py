"""Check by `manage.py reconcile_ledger` that ledger, payslips, payouts and piece counts agree.

The exit code is 1 if not.
"""

from typing import Any

from django.core.management.base import BaseCommand

from dispatch.pay.ledger.checks import CHECKS
from dispatch.pay.ledger.reconciling import reconcile


class Command(BaseCommand):
    help = "Check that ledger, payslips, payouts, piece counts and materials agree; changes nothing."

    def handle(self, *_args: Any, **_options: Any) -> None:
        differences = reconcile()
        for rule in CHECKS:
            rows = [difference for difference in differences if difference.rule == rule]
            self.stdout.write(f"{'differs' if rows else 'holds  '}  {rule}")
            for row in rows:
                self.stdout.write(f"         {row.thing}: expected {row.expected}, found {row.found}")
        if differences:
            raise SystemExit(1)
