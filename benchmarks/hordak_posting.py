"""Post transfers one by one with django-hordak, for comparison.

Reads how many in a transaction and whether it waits for the disk, and prints the seconds.
"""

import os
import sys
from contextlib import nullcontext
from time import perf_counter
from urllib.parse import unquote, urlsplit

import django
from django.conf import settings

address = urlsplit(os.environ["DATABASE_URL"])
settings.configure(
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql", "NAME": address.path[1:], "USER": address.username,
            "HOST": unquote(address.hostname or ""), "PASSWORD": address.password or "", "PORT": address.port or "",
        }
    },
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "mptt", "djmoney", "hordak"],
    USE_TZ=True, SECRET_KEY="bench", DEFAULT_CURRENCY="CNY", CURRENCIES=["CNY"],  # noqa: S106
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
)  # fmt: skip
django.setup()

from django.core.management import call_command
from django.db import connection, transaction
from hordak.models import Account, AccountType
from moneyed import Money

call_command("migrate", verbosity=0)
wages = Account.objects.create(name="wages", code="1", type=AccountType.expense, currencies=["CNY"])
worker = Account.objects.create(name="worker", code="2", type=AccountType.liability, currencies=["CNY"])
print("ready", flush=True)
for line in sys.stdin:
    times, disk = line.split()
    with connection.cursor() as cursor:
        cursor.execute(f"SET synchronous_commit = {disk}")
    began = perf_counter()
    with transaction.atomic() if int(times) > 1 else nullcontext():
        for _time in range(int(times)):
            wages.transfer_to(worker, Money("1.34", "CNY"))
    print(perf_counter() - began, flush=True)
