"""Build books to measure the ledger on: its own database, a base, as many workers as asked for, and entries."""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

ROOT = Path(__file__).parent.parent
# Entries made inside the database: each worker gets one in turn, as work comes in.
MADE = """
    INSERT INTO dispatch_earning (kind, debit_id, credit_id, amount, period_id, pieces, note, by_id, at, key)
    SELECT %(kind)s, %(wages)s, %(first)s + i %% %(accounts)s, (1 + i %% 400) * 0.1337, %(period)s, 1 + i %% 9,
           'agreed', %(by)s, now(), gen_random_uuid()
    FROM generate_series(0, %(rows)s - 1) AS i
"""
BARE_INSERT = """
    INSERT INTO dispatch_earning (kind, debit_id, credit_id, amount, period_id, pieces, note, by_id, at, key)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, now(), %s)
"""
BARE_CLOSING = """
    INSERT INTO bare_payslip (period_id, worker_id, pieces, by_kind, exact, carried_in, net, carried_out, state, seal)
    SELECT %s, account.worker_id, sum(pieces), '{}', sum(amount), 0, trunc(sum(amount), 2),
           sum(amount) - trunc(sum(amount), 2), 'issued', ''
    FROM dispatch_earning entry JOIN dispatch_account account ON account.id = entry.credit_id
    WHERE entry.period_id = %s GROUP BY account.worker_id
"""


@contextmanager
def database(name: str) -> Iterator[str]:
    """Create a fresh database `name` (and `name_hordak`), yield its address, and drop it afterwards.

    It is on the embedded server unless `BENCH_DATABASE_URL` names another.
    """
    import dj_database_url
    import django
    import psycopg
    from django.conf import settings

    from shop.running import embedded

    embedded.start(ROOT / "var")
    server = os.environ.get("BENCH_DATABASE_URL") or embedded.database_url(ROOT / "var")
    names = [name, f"{name}_hordak"]
    with psycopg.connect(server, autocommit=True) as admin:
        for each in names:
            admin.execute(f"DROP DATABASE IF EXISTS {each} WITH (FORCE)")
            admin.execute(f"CREATE DATABASE {each}")
        address = server.replace(f"/{embedded.DATABASE}", f"/{name}")
        settings.DATABASES["default"] |= dj_database_url.parse(address)
        django.setup()
        from tests.tables import build_tables

        build_tables()
        try:
            yield address
        finally:
            from django.db import connections

            connections.close_all()
            for each in names:
                admin.execute(f"DROP DATABASE IF EXISTS {each} WITH (FORCE)")


def note(what: str, figures: dict[str, float]) -> None:
    """Print one line of the table."""
    print(f"{what:<52}" + "  ".join(f"{name} {value:,.3g}" for name, value in figures.items()), flush=True)


class Books:
    """One base that pays many workers."""

    def __init__(self, workers: int) -> None:
        from dispatch.models import Account
        from dispatch.pay import ledger
        from tests.personas import build_prefecture
        from workshops.models import Worker

        world = build_prefecture()
        self.base, self.by, self.chance = world.bases["straw"], world.mei, random.Random(7)
        self.wages = ledger.wages_of(self.base)
        like = {"station": world.stations["liuzhuang"], "minutes_per_day": 240, "joined_on": date(2026, 1, 1)}
        people = [Worker(number=f"B{n:07}", name="某", **like) for n in range(workers)]
        made = Worker.objects.bulk_create(people, batch_size=5000)
        accounts = [Account(kind=Account.Kind.WORKER, worker=worker) for worker in made]
        self.accounts = Account.objects.bulk_create(accounts, batch_size=5000)
        self.run("CREATE TABLE bare_payslip (LIKE dispatch_payslip INCLUDING INDEXES INCLUDING IDENTITY)")
        self.day = date(2000, 1, 1)
        self.period = self.open()

    def run(self, statement: str, arguments: Any = None) -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(statement, arguments)

    def open(self) -> Any:
        """Open the next period."""
        from dispatch.models import Period

        self.day += timedelta(days=1)
        return Period.objects.create(base=self.base, begins_on=self.day, ends_on=self.day)

    def transfers(self, rows: int) -> list[Any]:
        """Return rows to post, made in Python beforehand."""
        from dispatch.models import Earning
        from dispatch.pay import ledger

        return [
            ledger.Transfer(
                kind=Earning.Kind.ADJUSTMENT, debit=self.wages, credit=self.any_account(),
                amount=(1 + n % 400) * Decimal("0.1337"), pieces=1 + n % 9, note="agreed", key=uuid4(),
            )
            for n in range(rows)
        ]  # fmt: skip

    def any_account(self) -> Any:
        return self.chance.choice(self.accounts)

    def make(self, rows: int, accounts: int, kind: str = "adjustment") -> None:
        """Make entries of the first `accounts` workers inside the database."""
        facts = {"kind": kind, "wages": self.wages.pk, "first": self.accounts[0].pk, "accounts": accounts}
        self.run(MADE, facts | {"period": self.period.pk, "by": self.by.pk, "rows": rows})

    def bare_inserts(self, entries: int) -> None:
        """Insert entries as barely as possible: a statement each, committed, without asking whether they are known."""
        from django.db import transaction

        with transaction.atomic() if entries > 1 else nullcontext():
            for _entry in range(entries):
                values = ("adjustment", self.wages.pk, self.any_account().pk, Decimal("1.337"), self.period.pk, 1)
                self.run(BARE_INSERT, (*values, "agreed", self.by.pk, uuid4()))

    def fill(self, rows: int, accounts: int) -> None:
        """Make entries without the triggers that check each row, because this part is not measured.

        Where most rows are new, the indexes are off meanwhile and rebuilt afterwards, so that all are there when
        something is measured.
        """
        at_rest = rows > self.count()
        self.run("SET session_replication_role = replica")
        if at_rest:
            self.run("UPDATE pg_index SET indisready = false WHERE indrelid = 'dispatch_earning'::regclass")
        self.make(rows, accounts, kind="costs")
        self.run("SET session_replication_role = origin")
        if at_rest:
            self.run("SET maintenance_work_mem = '2GB'")
            self.run("REINDEX TABLE dispatch_earning")
        self.run("VACUUM ANALYZE dispatch_earning")

    def next_period(self) -> Any:
        """Close the open period and return an empty one."""
        from dispatch.pay import ledger

        ledger.close_period(self.period, ends_on=self.period.ends_on, by=self.by)
        ledger.seal(self.base)
        return self.begin()

    def begin(self) -> Any:
        self.period = self.open()
        return self.period

    def bare_closing(self) -> None:
        self.run(BARE_CLOSING, [self.period.pk, self.period.pk])

    def wait_for_the_disk(self, wait: bool) -> None:
        """Set whether a commit of this session returns only after it is on the disk."""
        self.run(f"SET synchronous_commit = {'on' if wait else 'off'}")

    def count(self) -> int:
        from dispatch.models import Earning

        return Earning.objects.count()
