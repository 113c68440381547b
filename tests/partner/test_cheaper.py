"""Test that a quantity which costs more than a larger one is known, and the larger one offered."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from catalog.models import PriceTier
from shop.partner.tiers import cheaper, cheaper_than, unit_price

PRICES = st.decimals(min_value=Decimal("0.01"), max_value=Decimal(300), places=2)


def tiers(*steps: tuple[int, str]) -> list[PriceTier]:
    return [PriceTier(from_pieces=pieces, unit_price=Decimal(price)) for pieces, price in steps]


def test_a_hundred_at_76_cost_less_than_sixty_at_128() -> None:
    [more] = cheaper(Decimal(128), tiers((100, "76.00")))
    assert (more.pieces, more.total, more.first, more.last) == (100, Decimal(7600), 60, 99)
    assert cheaper_than(59, Decimal(128), tiers((100, "76.00"))) is None, "59 cost 7,552"
    assert cheaper_than(60, Decimal(128), tiers((100, "76.00"))) == more


def test_as_dear_is_not_cheaper() -> None:
    assert cheaper(Decimal(10), tiers((10, "9.00"))) == [], "9 at 10 cost as much as 10 at 9"
    assert cheaper(Decimal(10), tiers((10, "12.00"))) == [] == cheaper(Decimal(10), [])


@given(
    retail=PRICES,
    steps=st.dictionaries(st.integers(2, 300), PRICES, max_size=4),
    pieces=st.integers(1, 320),
)
def test_what_is_offered_costs_less_in_all(retail: Decimal, steps: dict[int, Decimal], pieces: int) -> None:
    ladder = [PriceTier(from_pieces=begin, unit_price=price) for begin, price in steps.items()]
    mine = pieces * unit_price(retail, ladder, pieces)
    if more := cheaper_than(pieces, retail, ladder):
        assert more.pieces > pieces and more.total == more.pieces * unit_price(retail, ladder, more.pieces) < mine
    else:
        next_step = min((begin for begin in steps if begin > pieces), default=None)
        assert next_step is None or next_step * unit_price(retail, ladder, next_step) >= mine
