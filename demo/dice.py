"""The demo's chance: how much there is of everything, and what turns out how, by seed and scale alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any


@dataclass
class Dice:
    """Numbers of things are those of the field times `scale`; chance comes from `seed` alone."""

    seed: int = 1
    scale: float = 1.0

    def chance(self, *about: object) -> Random:
        """A source of chance for one thing: the same seed and thing give the same numbers, whatever else is done."""
        return Random(f"{self.seed} {about}")

    def many(self, full: int, least: int) -> int:
        """How many of a thing there are at this scale."""
        return min(full, max(least, round(full * self.scale)))

    def some(self, things: Sequence[Any], full: int, least: int) -> list[Any]:
        """The first of `things`, as many as there are at this scale."""
        return list(things[: self.many(full, least)])
