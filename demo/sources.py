"""Read the demo's places, crafts, bases and goods from the files beside this one."""

import csv
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

DATA = Path(__file__).parent / "data"


class Size(NamedTuple):
    """A size of a family of goods. `factor` is that of minutes, money and material against the first."""

    name: str
    name_en: str
    measure: str
    factor: float
    measure_en: str = ""


class Name(NamedTuple):
    """The name of a piece, the line that goes with it, in both languages, and the tone of its cloth or thread."""

    name: str
    name_en: str
    words: str
    words_en: str
    tone: str = ""


def table(name: str) -> list[dict[str, str]]:
    """Return the rows of a csv file, by column."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def families() -> list[dict[str, Any]]:
    """Return the families of goods. The head of the file explains each field."""
    return list(_toml("goods")["family"])


def names_of(family: dict[str, Any]) -> list[Name]:
    """Return the names that pieces of a family have."""
    return [Name(*each) for each in _toml("names")[family["names"]]]


def sizes_of(family: dict[str, Any]) -> list[Size]:
    return [Size(*each) for each in family["sizes"]]


def stories() -> list[dict[str, Any]]:
    """Return the stories. The head of the file explains each field."""
    return list(_toml("stories")["story"])


@cache
def words(name: str) -> list[str]:
    """Return parts of invented names ("families", "women", "heads") or "disabilities"."""
    return str(_toml("people")[name]).split()


@cache
def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))
