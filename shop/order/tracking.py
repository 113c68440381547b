"""Ask how far the making and sending of an order is. The dispatch above registers the answers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

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

    `forecast_on`: the day on which all would be in the buyer's hands at the present pace, checked, packed and carried;
    None before work begins and once all is sent. `waits_for_payment`: all that is to be sent lies ready at the base and
    leaves once the rest is paid, so that the forecast is that of a payment today. `sent_on`: the day on which the last
    of them left, None until then. `delivered_on`: the day on which a carrier brings that to her province.
    """

    pieces: int
    made: int
    received: int
    shipped: int
    forecast_on: date | None
    sent_on: date | None = None
    delivered_on: date | None = None
    waits_for_payment: bool = False
    stations: tuple[StationProgress, ...] = ()

    @property
    def expected_on(self) -> date | None:
        """The day on which all is in the buyer's hands, by its sending or until then by the forecast."""
        return self.delivered_on or self.forecast_on


@dataclass(frozen=True)
class Parcel:
    """Pieces of an order that were sent together. `is_waiting`: the carrier has not collected them yet.

    `parts`: the products' names with their pieces. `carrier` is "" for what was sent before carriers were asked for.
    """

    at: datetime
    carrier: str
    waybill: str
    is_waiting: bool
    parts: tuple[tuple[str, int], ...]


Provider = Callable[[AbstractOrder], Progress | None]
ParcelProvider = Callable[[AbstractOrder], list[Parcel]]
_providers: list[Provider] = []
_parcel_providers: list[ParcelProvider] = []


def register(provider: Provider, parcel_provider: ParcelProvider) -> None:
    """Let `provider(order)` and `parcel_provider(order)` answer from now on. The last ones registered are asked."""
    _providers[:] = [provider]
    _parcel_providers[:] = [parcel_provider]


def progress(order: AbstractOrder) -> Progress | None:
    """Return the progress of an order, or None when nothing of it is made to order."""
    return _providers[0](order) if _providers else None


def parcels(order: AbstractOrder) -> list[Parcel]:
    """Return what was sent of an order, the latest first."""
    return _parcel_providers[0](order) if _parcel_providers else []
