"""Draw the demo's random numbers: how many there are of everything, and how things turn out, by seed and scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any


@dataclass
class Dice:
    """Seeded chance. Numbers of things are those of the real region times `scale`. Chance comes from `seed` alone."""

    seed: int = 1
    scale: float = 1.0

    def chance(self, *about: object) -> Random:
        """Return random numbers for one thing. The same seed and thing give the same numbers, whatever else is done."""
        return Random(f"{self.seed} {about}")

    def many(self, full: int, least: int) -> int:
        """Return how many of a thing there are at this scale."""
        return min(full, max(least, round(full * self.scale)))

    def some(self, things: Sequence[Any], full: int, least: int) -> list[Any]:
        """Return the first of `things`, as many as there are at this scale."""
        return list(things[: self.many(full, least)])
