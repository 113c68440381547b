"""A schematic map: counties as tiles on a grid, placed as they lie to each other; no borders, no tile server."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from textwrap import wrap
from typing import Any

WIDTH, HEIGHT, GAP = 136, 96, 10
MOST_DOTS = 14
SHORT, LINE, LINE_OF_LETTERS = 5, 7, 14


@dataclass(frozen=True)
class Tile:
    """A county on the map: its corner in SVG units, `shade` 0 to 4 by earnings, and where its stations' dots stand."""

    county: Any
    x: int
    y: int
    shade: int
    dots: list[int]

    @property
    def name(self) -> list[tuple[int, str]]:
        """The county's name in one or two lines that fit its tile, each with where it stands."""
        label = str(self.county.label)
        lines = wrap(label, LINE_OF_LETTERS if label.isascii() else LINE, max_lines=2, placeholder="…")
        return list(zip((18, 34) if len(lines) > 1 else (24,), lines, strict=True))

    @property
    def is_long(self) -> bool:
        """The name needs the smaller type."""
        return len(self.county.label) > (2 * SHORT if self.county.label.isascii() else SHORT)


def tiles(counties: Iterable[Any]) -> list[Tile]:
    """A tile for each county annotated by `figures.by_county`; the darkest shade is the county that earned most."""
    rows = list(counties)
    most = max((row.earned for row in rows), default=Decimal(0)) or Decimal(1)
    return [
        Tile(
            county=row,
            x=row.tile_x * (WIDTH + GAP),
            y=row.tile_y * (HEIGHT + GAP),
            shade=min(4, int(row.earned * 5 / most)),
            dots=[14 + 8 * index for index in range(min(row.station_count, MOST_DOTS))],
        )
        for row in rows
    ]


def size(tiles_: Iterable[Tile]) -> tuple[int, int]:
    """Width and height of the map in SVG units."""
    rows = list(tiles_)
    return max((tile.x for tile in rows), default=0) + WIDTH, max((tile.y for tile in rows), default=0) + HEIGHT
