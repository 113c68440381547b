"""Load the tree of places from a list of official codes and names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from workshops.models import Place

Level = Place.Level
LENGTHS = {2: Level.PROVINCE, 4: Level.PREFECTURE, 6: Level.COUNTY, 9: Level.TOWN, 12: Level.VILLAGE}
NUMBERS = {"latitude": Decimal, "longitude": Decimal, "tile_x": int, "tile_y": int}
WORDS = ("name", "name_en", "area_class")


class WrongRow(ValueError):
    """A row of the list says something impossible. `line`: its number, counted from the first place as 1."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"row {line}: {why}")


@dataclass(frozen=True)
class Loaded:
    """The number of places that a list has added or changed."""

    added: int
    changed: int


def short(code: str) -> str:
    """Return an official code without the zeros that stand for no division: 130900 is 1309, 130924100000 130924100."""
    for length in (2, 4, 6, 9):
        if len(code) in (6, 12) and len(code) > length and not code[length:].strip("0"):
            return code[:length]
    return code


@transaction.atomic
def load(rows: Iterable[Mapping[str, str]]) -> Loaded:
    """Add the places of a list and change those that say something else now. A second time changes nothing.

    A row has `code` and `name`, and may have `name_en`, `area_class` (counties), `latitude`, `longitude`, `tile_x`,
    `tile_y`. An empty field leaves what is known. A place lies in the one whose code its own begins with. One whose
    official code was unknown is found by its name there, and takes the code. Raises WrongRow.
    """
    numbered = [(line, {key: (value or "").strip() for key, value in row.items()}) for line, row in enumerate(rows, 1)]
    known = {place.code: place for place in Place.objects.select_for_update().order_by("level")}
    nameless = {(each.parent_id, each.level, each.name): each for each in known.values() if "-" in each.code}
    added = changed = 0
    for line, row in sorted(numbered, key=lambda each: len(short(each[1].get("code", "")))):
        code = short(row.get("code", ""))
        level, parent = LENGTHS.get(len(code)), _parent(code, known)
        if not code.isdecimal() or level is None:
            raise WrongRow(line, f"“{code}” is no code of a place")
        if parent is None and level > Level.PREFECTURE:
            raise WrongRow(line, f"no place that {code} lies in")
        unknown = nameless.get((parent.pk if parent else None, level, row.get("name", "")))
        place = known.get(code) or unknown or Place(level=level)
        before = _said(place)
        place.code, place.parent = code, place.parent or parent
        _fill(place, row, line)
        if not place.pk or _said(place) != before:
            added, changed = (added, changed + 1) if place.pk else (added + 1, changed)
            place.save()
        known[code] = place
    return Loaded(added, changed)


def _parent(code: str, known: Mapping[str, Place]) -> Place | None:
    above = (known.get(code[:length]) for length in sorted(LENGTHS, reverse=True) if length < len(code))
    return next((place for place in above if place), None)


def _fill(place: Place, row: Mapping[str, str], line: int) -> None:
    for name in WORDS:
        if row.get(name):
            setattr(place, name, row[name])
    for name, read in NUMBERS.items():
        if row.get(name):
            try:
                setattr(place, name, read(row[name]))
            except (ArithmeticError, ValueError):
                raise WrongRow(line, f"“{row[name]}” is no {name}") from None
    if not place.name:
        raise WrongRow(line, f"{place.code} has no name")
    if (place.level == Level.COUNTY) != bool(place.area_class):
        raise WrongRow(line, f"{place.code}: a county, and nothing else, has an area_class (1, 2 or 3)")


def _said(place: Place) -> dict[str, Any]:
    return {name: getattr(place, name) for name in ("code", "parent_id", *WORDS, *NUMBERS)}
