"""Bring the database, the demo and the static files up to date with the code."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from shop import prepared


class Command(BaseCommand):
    """Each step is skipped when there is nothing to do."""

    help = "Migrate, load the demo into an empty database (never in production), collect static files."
    requires_system_checks: list[str] = []

    def handle(self, *_: Any, **__: Any) -> None:
        try:
            self.migrate()
        except OperationalError as error:
            raise CommandError(f"The database does not answer: {str(error).splitlines()[0]}") from None
        if not settings.PRODUCTION and is_empty():
            call_command("demo")
        if not prepared.is_current(settings.VAR):
            self.say("Collecting static files …")
            call_command("collectstatic", verbosity=0, interactive=False, stdout=StringIO())
            prepared.mark(settings.VAR)

    def say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()

    def migrate(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.say("Preparing the database …")
            with seldom_collecting():
                call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Migrations draw every model anew some hundred times; looking for garbage as often takes a tenth of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def is_empty() -> bool:
    from workshops.models import County

    return not County.objects.exists()
