"""Bring the database, the demo, the static files and the compiled planner up to date with the code."""

import gc
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from shop.running import prepared

COLLECT = ("manage.py", "collectstatic", "--no-input", "--verbosity", "0")
COMPILE = ("-m", "dispatch.planner", "warm")
DRAW = ("-m", "demo.pictures")


class Command(BaseCommand):
    """Runs each step that is needed and skips the others."""

    help = "Migrate, load the demo into an empty database (never in production), collect static files, compile."
    requires_system_checks: list[str] = []

    def handle(self, *_: Any, **__: Any) -> None:
        try:
            executor = MigrationExecutor(connection)
        except OperationalError as error:
            raise CommandError(f"The database does not answer: {str(error).splitlines()[0]}") from None
        wants_demo = not settings.PRODUCTION
        errands = [] if prepared.is_current(settings.VAR) else [COLLECT, COMPILE]
        if wants_demo and not executor.loader.applied_migrations:
            errands.append(DRAW)
        with meanwhile(*errands):
            self.migrate(executor)
        if wants_demo and is_empty():
            call_command("demo")
        prepared.mark(settings.VAR)

    def migrate(self, executor: MigrationExecutor) -> None:
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database …")
            self.stdout.flush()
            with seldom_collecting():
                call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def meanwhile(*errands: tuple[str, ...]) -> Iterator[None]:
    """Run Python with these arguments in another process, one after the other, and wait for it at the end."""

    def run() -> None:
        for words in errands:
            subprocess.run([sys.executable, *words], cwd=settings.ROOT, check=True)  # noqa: S603 our own words

    with ThreadPoolExecutor(1) as other:
        done = other.submit(run)
        yield
    try:
        done.result()
    except subprocess.CalledProcessError as error:
        raise CommandError(f"This failed: {' '.join(error.cmd)}") from None


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Collect garbage seldom.

    Migrations build every model anew some hundred times, and collecting as often takes a third of the time.
    """
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def is_empty() -> bool:
    from workshops.models import Place

    return not Place.objects.exists()
