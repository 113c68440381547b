"""Ask what the network can promise a buyer. The planning above registers the computation."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from catalog.models import Product
from shop.enquiries.costing import Cost


@dataclass(frozen=True)
class Promise:
    """The promise that the free capacity of the network allows.

    `by_wish`: the wished day can be kept. `earliest_on`: the first day on which all pieces could be with the buyer,
    None when no day within the planning horizon is enough. `stations`: how many would share the work. `cost`: what the
    base would pay for it, for the base's eyes only.
    """

    by_wish: bool
    earliest_on: date | None
    stations: int
    cost: Cost | None


Provider = Callable[[Product, int, date], Promise | None]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Let `provider(product, pieces, wish_on)` answer from now on. The last one registered is asked."""
    _providers[:] = [provider]


def promise(product: Product, pieces: int, wish_on: date) -> Promise | None:
    """Return what the network can promise for `pieces` by a day, or None when only the base itself can say."""
    return _providers[0](product, pieces, wish_on) if _providers else None
