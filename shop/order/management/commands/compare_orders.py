"""Check by `manage.py compare_orders` that orders agree with money, shipments and work.

The exit code is 1 if not.
"""

from typing import Any

from django.core.management.base import BaseCommand

from shop.order.comparing import differences


class Command(BaseCommand):
    help = "Check that orders agree with their payments, shipments and work orders; changes nothing."

    def handle(self, *_args: Any, **_options: Any) -> None:
        found = differences()
        for each in found:
            self.stdout.write(f"{each.number}: {each.words}")
        if found:
            raise SystemExit(1)
        self.stdout.write("Everything agrees.")
