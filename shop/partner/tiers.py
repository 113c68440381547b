"""Compute the price of one piece when several are bought."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol


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
