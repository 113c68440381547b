"""Ask what the network can promise a buyer. The planning above registers the computation."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, Protocol

from catalog.models import Product
from shop.enquiries.costing import Cost


class Part(NamedTuple):
    """Fewer pieces, or a first part of all, and the day by which they can be with the buyer."""

    pieces: int
    by_on: date


@dataclass(frozen=True)
class Promise:
    """The promise that the free capacity of the network allows, as a range of days with its certainty.

    `by_wish`: the wished day can be kept with the certainty. `earliest_on`: the first day on which all pieces could be
    with the buyer, when all goes well; `latest_on`: the day by which they are there in `certainty` of such orders, and
    the one to promise. Both are None when no day within the planning horizon is enough. `certainty` is None while the
    stations have shown too little to say. `stations`: how many would share the work, and `shares`: which (primary keys)
    with how many pieces. `cost`: what the base would pay for it, for the base's eyes only. `sooner`: parts that could
    come sooner.
    """

    by_wish: bool
    earliest_on: date | None
    latest_on: date | None
    stations: int
    cost: Cost | None
    certainty: Decimal | None = None
    shares: tuple[tuple[int, int], ...] = ()
    sooner: tuple[Part, ...] = ()

    @property
    def odds(self) -> tuple[int, int] | None:
        """Return the certainty as people say it: 4 of 5."""
        return None if self.certainty is None else Fraction(self.certainty).limit_denominator(20).as_integer_ratio()


class Provider(Protocol):
    """Computes a promise. The arguments are those of `promise`."""

    def __call__(
        self, product: Product, pieces: int, wish_on: date | None, *, province: str, with_sample: bool, is_paid: bool
    ) -> Promise | None: ...


_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Let `provider` answer from now on. The last one registered is asked."""
    _providers[:] = [provider]


def promise(
    product: Product,
    pieces: int,
    wish_on: date | None = None,
    *,
    province: str = "",
    with_sample: bool = False,
    is_paid: bool = False,
) -> Promise | None:
    """Return what the network can promise for `pieces` in the buyer's hands, or None when only the base can say.

    `wish_on`: the day she wishes, None when she named none. `province`: where she lives, as it is written in an address
    (see shop/shipping/provinces.py), "" when it is not known yet. `with_sample`: she wants to see a sample first.
    `is_paid`: the work begins at once, as for an order from the basket, without a quote to answer and a deposit to pay.
    """
    if not _providers:
        return None
    return _providers[0](product, pieces, wish_on, province=province, with_sample=with_sample, is_paid=is_paid)
