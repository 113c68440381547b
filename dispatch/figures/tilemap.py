"""Draw a schematic map with counties as tiles on a grid, without borders or a tile server."""

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
    """A county on the map.

    Its corner in SVG units, `shade` 0 to 4 by earnings, and the offsets of its stations' dots.
    """

    county: Any
    x: int
    y: int
    shade: int
    dots: list[int]

    @property
    def name(self) -> list[tuple[int, str]]:
        """Return the county's name in one or two lines that fit its tile, each with its vertical position."""
        label = str(self.county.label)
        lines = wrap(label, LINE_OF_LETTERS if label.isascii() else LINE, max_lines=2, placeholder="…")
        return list(zip((18, 34) if len(lines) > 1 else (24,), lines, strict=True))

    @property
    def is_long(self) -> bool:
        """Return whether the name needs the smaller type."""
        return len(self.county.label) > (2 * SHORT if self.county.label.isascii() else SHORT)


def tiles(counties: Iterable[Any]) -> list[Tile]:
    """Return a tile for each county annotated by `counting.by_county`, darkest where most was earned."""
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
    """Return the width and height of the map in SVG units."""
    rows = list(tiles_)
    return max((tile.x for tile in rows), default=0) + WIDTH, max((tile.y for tile in rows), default=0) + HEIGHT
