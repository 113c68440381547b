"""Compute the price of one piece when several are bought."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple, Protocol


class Tier(Protocol):
    """A price per piece (CNY) from a quantity on."""

    from_pieces: int
    unit_price: Decimal


def unit_price(retail: Decimal, tiers: Iterable[Tier], pieces: int) -> Decimal:
    """Return the price of each of `pieces`, CNY: that of the highest tier reached, else `retail`, never above it."""
    reached = [tier for tier in tiers if tier.from_pieces <= pieces]
    return min(retail, max(reached, key=lambda tier: tier.from_pieces).unit_price) if reached else retail


def ladder(retail: Decimal, tiers: Iterable[Tier]) -> list[tuple[int, Decimal]]:
    """Return the prices to show, as `(from pieces, CNY per piece)`, one piece first. Empty when there are no tiers."""
    steps = sorted((tier.from_pieces, tier.unit_price) for tier in tiers if tier.from_pieces > 1)
    return [(1, retail), *steps] if steps else []


class Cheaper(NamedTuple):
    """More pieces that cost less in all. `first`, `last`: the quantities that cost more than they do. Money in CNY."""

    pieces: int
    total: Decimal
    first: int
    last: int


def cheaper(retail: Decimal, tiers: Collection[Tier]) -> list[Cheaper]:
    """Return each tier whose first quantity costs less than fewer pieces at the price before it."""
    steps, found = ladder(retail, tiers), []
    for (begins, _dearer), (pieces, _price) in pairwise(steps):
        each, total = unit_price(retail, tiers, begins), pieces * unit_price(retail, tiers, pieces)
        first = max(int(total / each) + 1, begins)
        if first < pieces:
            found.append(Cheaper(pieces, total, first, pieces - 1))
    return found


def cheaper_than(pieces: int, retail: Decimal, tiers: Collection[Tier]) -> Cheaper | None:
    """Return the quantity that costs less in all than some pieces, None when they are the cheapest."""
    return next((each for each in cheaper(retail, tiers) if each.first <= pieces <= each.last), None)
