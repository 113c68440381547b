"""Ask how far the making of an order is. The dispatch above registers the count."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from oscar.apps.order.abstract_models import AbstractOrder


@dataclass(frozen=True)
class StationProgress:
    """Pieces that one village makes. `place`: the village in the reader's language. `url`: its page or ""."""

    place: str
    pieces: int
    made: int
    url: str = ""


@dataclass(frozen=True)
class Progress:
    """Pieces of an order: ordered, made (accepted in the villages), received at the base, shipped to the buyer.

    `forecast_on`: the day on which all would be with the buyer at the present pace, None before work begins.
    """

    pieces: int
    made: int
    received: int
    shipped: int
    forecast_on: date | None
    stations: tuple[StationProgress, ...] = ()


Provider = Callable[[AbstractOrder], Progress | None]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Let `provider(order)` answer from now on. The last one registered is asked."""
    _providers[:] = [provider]


def progress(order: AbstractOrder) -> Progress | None:
    """Return the progress of an order, or None when nothing of it is made to order."""
    return _providers[0](order) if _providers else None
