"""Load the demo prefecture, or remove it."""

from argparse import ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from demo import loading, removing
from demo.dice import Dice


def share(words: str) -> float:
    """Return a number above 0 and at most 1."""
    if not 0 < (number := float(words)) <= 1:
        raise ArgumentTypeError("above 0 and at most 1")
    return number


class Command(BaseCommand):
    """Builds a prefecture at true scale through the deeds that people use. The same seed builds the same one."""

    help = "Load the demo prefecture."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=Dice.seed, help="another number, another prefecture")
        parser.add_argument("--scale", type=share, default=Dice.scale, help="a share of the true size, such as 0.05")
        parser.add_argument("--fresh", action="store_true", help="take an earlier demo away first")
        parser.add_argument("--remove", action="store_true", help="take the demo away and load none")

    def handle(self, *_: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("This is production: the demo's passwords are known to everyone.")
        if removing.is_other():
            raise CommandError("The database holds data that is not the demo's. Nothing was changed.")
        if removing.is_loaded():
            if not (options["fresh"] or options["remove"]):
                raise CommandError("The demo is here already. To load it anew: manage.py demo --fresh")
            removing.remove()
        elif options["remove"]:
            raise CommandError("There is no demo to take away.")
        if not options["remove"]:
            self.load(options["seed"], options["scale"])

    def load(self, seed: int, scale: float) -> None:
        form = "Demo {percentage:3.0f}% |{bar:32}| {elapsed} {desc}"
        with tqdm(total=1.0, bar_format=form, file=self.stderr, disable=not self.stderr.isatty()) as bar:
            for done, what in loading.load(seed=seed, scale=scale):
                bar.set_description_str(what)
                bar.update(done - bar.n)
        cache.clear()
