"""Share the demo's products and pictures out among its bases, by chance and before anything is built."""

from collections import defaultdict
from itertools import cycle
from typing import Any, NamedTuple
from zlib import crc32

from demo.dice import Dice
from demo.sources import Name, Size, families, names_of, sizes_of, table

BIG = "haixing-caoliu"  # the base that works with stations all over the prefecture
FACES = 24  # portraits that are drawn; makers of one age and work look alike
PLACES = 24  # pictures of bases

Picture = tuple[str, int]  # motif and seed


class Model(NamedTuple):
    """One product to be: a family of goods in a size, by a name."""

    family: dict[str, Any]
    name: Name
    size: Size

    @property
    def title_en(self) -> str:
        return f"“{self.name.name_en}” {self.family['title_en']}, {self.size.name_en}"


def bases(dice: Dice) -> list[dict[str, str]]:
    """Return the rows of the bases at this scale."""
    return dice.some(table("bases"), 56, 4)


def share(dice: Dice) -> dict[str, list[Model]]:
    """Return the products of each base (by slug). The big one makes something of every family of its craft."""
    rows = bases(dice)
    found: dict[str, list[Model]] = defaultdict(list)
    made = [family for family in families() if makers_of(rows, family["craft"])]
    models = [Model(family, name, size) for family in made for name in names_of(family) for size in sizes_of(family)]
    chosen = sorted(models, key=lambda model: dice.chance("model", model.name.name, model.size.name).random())
    makers = {code: cycle(makers_of(rows, code)) for code in {family["craft"] for family in made}}
    for model in dice.some(chosen, 400, 40):
        found[next(makers[model.family["craft"]])].append(model)
    return found


def makers_of(rows: list[dict[str, str]], craft: str) -> list[str]:
    """Return the bases of a craft, the big one twice as often."""
    slugs = [row["slug"] for row in rows if craft in row["crafts"].split()]
    return slugs + [slug for slug in slugs if slug == BIG]


def picture_of(dice: Dice, model: Model) -> Picture:
    """Return the picture of a product. Its other sizes share it."""
    family = model.family
    motif = f"{family['motif']}-{model.name.tone}" if family.get("is_toned") else family["motif"]
    return motif, dice.chance("picture", family["title_en"], model.name.name_en).randrange(1_000_000)


def place_of(slug: str) -> Picture:
    """Return the picture of a base."""
    return "place", crc32(slug.encode()) % PLACES


def face(number: int) -> Picture:
    """Return the picture of a maker. Any number will do."""
    return "portrait", number % FACES


def pictures(dice: Dice) -> list[Picture]:
    """Return all pictures that the demo needs, so that they can be drawn meanwhile."""
    places = sorted({place_of(row["slug"]) for row in bases(dice)})
    faces = [face(number) for number in range(FACES)]
    goods = {picture_of(dice, model): None for models in share(dice).values() for model in models}
    return [*places, *faces, *goods]
