"""Draw a schematic map with places as tiles on a grid, without borders or a tile server."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from textwrap import wrap
from typing import Any

WIDTH, HEIGHT, GAP = 136, 96, 10
MOST_DOTS, IN_A_ROW = 14, 6
SHORT, LINE, LINE_OF_LETTERS = 5, 7, 14


@dataclass(frozen=True)
class Tile:
    """A place on the map.

    Its corner in SVG units, `shade` 0 to 4 by earnings, and the offsets of its stations' dots.
    """

    place: Any
    x: int
    y: int
    shade: int
    dots: list[int]

    @property
    def name(self) -> list[tuple[int, str]]:
        """Return the place's name in one or two lines that fit its tile, each with its vertical position."""
        label = str(self.place.label)
        lines = wrap(label, LINE_OF_LETTERS if label.isascii() else LINE, max_lines=2, placeholder="…")
        return list(zip((18, 34) if len(lines) > 1 else (24,), lines, strict=True))

    @property
    def is_long(self) -> bool:
        """Return whether the name needs the smaller type."""
        return len(self.place.label) > (2 * SHORT if self.place.label.isascii() else SHORT)


@dataclass(frozen=True)
class Map:
    """The tiles of all places that lie in the same one, such as the counties of a prefecture."""

    of: Any
    tiles: list[Tile]

    @property
    def size(self) -> tuple[int, int]:
        """Return the width and height of the map in SVG units."""
        return max(tile.x for tile in self.tiles) + WIDTH, max(tile.y for tile in self.tiles) + HEIGHT


def maps(places: Iterable[Any]) -> list[Map]:
    """Return a map for each parent of places annotated by `counting.by_place`, darkest where most was earned.

    Where a place has no position of its own, all of its map stand in rows by their code.
    """
    rows = sorted(places, key=lambda row: (row.parent.code if row.parent else "", row.code))
    most = max((row.earned for row in rows), default=Decimal(0)) or Decimal(1)
    found = []
    for parent, siblings in groupby(rows, key=lambda row: row.parent):
        near = list(siblings)
        corners = [(row.tile_x, row.tile_y) for row in near]
        if any(None in corner for corner in corners):
            corners = [(number % IN_A_ROW, number // IN_A_ROW) for number in range(len(near))]
        tiles = [_tile(row, *corner, most) for row, corner in zip(near, corners, strict=True)]
        found.append(Map(parent, sorted(tiles, key=lambda tile: (tile.y, tile.x))))
    return found


def _tile(row: Any, column: int, line: int, most: Decimal) -> Tile:
    return Tile(
        place=row,
        x=column * (WIDTH + GAP),
        y=line * (HEIGHT + GAP),
        shade=min(4, int(row.earned * 5 / most)),
        dots=[14 + 8 * index for index in range(min(row.station_count, MOST_DOTS))],
    )
