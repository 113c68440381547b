"""Plot the demo's bulk orders: who asks whom, when, and how far each gets."""

from dataclasses import dataclass
from enum import IntEnum
from itertools import cycle

from catalog.models import Product
from demo.assortment import BIG
from demo.bases import main_craft
from demo.world import World

NOT_IN_BULK = ("qipao",)
MOST_MINUTES = 110_000


class End(IntEnum):
    """The state of an order today. Each comes after the ones before it."""

    ASKED = 0
    REFUSED = 1
    QUOTED = 2
    AGREED = 3
    PAID = 4
    ISSUED = 5
    IN_WORK = 6
    SHIPPED_PART = 7
    DONE = 8


@dataclass(frozen=True)
class Plot:
    """One bulk order, asked for `ago` days before today.

    `spread`: days over which the stations make what is promised for later, None where they make it at once, for as long
    as its minutes take. `is_late`: promised as one that is made at once, and spread by bad weather. `is_declined`: a
    station sends its lot back. `is_annas`: the known buyer's.
    """

    number: int
    base: str
    end: End
    ago: float
    spread: float | None = None
    is_late: bool = False
    is_declined: bool = False
    is_annas: bool = False


# At the base that the personas manage; further ones follow the same pattern at the others.
AT_HOME: list[tuple[End, float, dict[str, object]]] = [
    (End.DONE, 98, {"is_annas": True}),
    (End.DONE, 70, {}),
    (End.DONE, 52, {}),
    (End.DONE, 44, {"is_annas": True}),
    (End.SHIPPED_PART, 30, {"spread": 44.0}),
    (End.IN_WORK, 45, {"spread": 52.0, "is_late": True}),
    (End.IN_WORK, 21, {"spread": 30.0, "is_annas": True}),
    (End.IN_WORK, 17, {"spread": 28.0}),
    (End.IN_WORK, 6.8, {"spread": 20.0, "is_declined": True}),
    (End.ISSUED, 6.5, {}),
    (End.PAID, 4.6, {}),
    (End.PAID, 4.4, {"is_annas": True}),
    (End.AGREED, 4, {}),
    (End.QUOTED, 2.5, {"is_annas": True}),
    (End.ASKED, 0.8, {}),
    (End.ASKED, 0.3, {}),
]
ELSEWHERE: list[tuple[End, float, dict[str, object]]] = [
    (End.DONE, 96, {}), (End.DONE, 84, {}), (End.DONE, 76, {}), (End.DONE, 66, {}), (End.DONE, 60, {}),
    (End.IN_WORK, 24, {"spread": 34.0}), (End.ASKED, 1.5, {}), (End.DONE, 90, {}),
    (End.SHIPPED_PART, 28, {"spread": 40.0}), (End.QUOTED, 3, {}), (End.IN_WORK, 19, {"spread": 30.0}),
    (End.REFUSED, 20, {}), (End.DONE, 80, {}), (End.AGREED, 6, {}), (End.IN_WORK, 22, {"spread": 26.0}),
    (End.ISSUED, 7, {}), (End.PAID, 5, {}), (End.DONE, 56, {}), (End.IN_WORK, 16, {"spread": 24.0}),
    (End.DONE, 88, {}), (End.IN_WORK, 26, {"spread": 30.0}), (End.ASKED, 2.2, {}), (End.QUOTED, 5, {}),
]  # fmt: skip


def plots(world: World) -> list[Plot]:
    """Return all bulk orders. Those of the known base do not depend on the scale."""
    others = cycle([slug for slug in world.bases if slug != BIG and candidates(world, slug)])
    found = [Plot(0, BIG, end, ago, **more) for end, ago, more in AT_HOME]  # type: ignore[arg-type]
    pattern = cycle(ELSEWHERE)
    while len(found) < world.many(60, len(AT_HOME) + 3):
        end, ago, more = next(pattern)
        found.append(Plot(0, next(others), end, ago, **more))  # type: ignore[arg-type]
    return [Plot(**{**vars(plot), "number": number}) for number, plot in enumerate(found, start=1)]


def candidates(world: World, slug: str) -> list[Product]:
    """Return the products of a base that are ordered in bulk: of the craft that its stations are certified for."""
    craft = main_craft(world.bases[slug]).code
    return [
        product
        for product in world.goods.get(slug, [])
        if world.families[product.pk]["craft"] == craft and world.families[product.pk]["motif"] not in NOT_IN_BULK
    ]


def choose(world: World, plot: Plot) -> tuple[Product, int]:
    """Return the product of a plot and the pieces of it: not more than would keep the stations busy for ever."""
    chance = world.chance("plot", plot.number)
    product = chance.choice(candidates(world, plot.base))
    family = world.families[product.pk]
    pieces = min(family["least"] * chance.choice([2, 4, 6, 8]), MOST_MINUTES / family["minutes"])
    return product, max(100, round(pieces / 10) * 10)
