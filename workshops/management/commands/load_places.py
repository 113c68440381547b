"""Load places by `manage.py load_places places.csv`, as often as one likes."""

import csv
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workshops import places


class Command(BaseCommand):
    help = "Add the places of a CSV file and change those it words differently. Its columns are in docs/production.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            with options["file"].open(encoding="utf-8-sig", newline="") as file:
                loaded = places.load(csv.DictReader(file))
        except (OSError, UnicodeDecodeError, places.WrongRow) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{loaded.added} places added, {loaded.changed} changed")
