"""Split an order's price to the fen over all who have a part in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import DecimalField, F, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from dispatch.models import Lot, LotMaterial, LotOperation, WorkOrder
from dispatch.planning.making import makings_of
from shop.money import FEN, by_largest_remainder

EXACT: Any = DecimalField(max_digits=20, decimal_places=7)
PRICE_MADE = F("line__line_price_incl_tax") * (F("pieces") - F("cancelled")) / F("pieces")
MADE_OF = F("lot__pieces") - F("lot__unmade")


@dataclass(frozen=True)
class Split:
    """The parts of a price in CNY, to the fen.

    `price` is exactly the sum of all the others. A `base_margin` below zero is a loss. `unplaced`: pieces that no lot
    has yet, counted at today's rates, without freight and broker.
    """

    price: Decimal
    materials: Decimal
    piece_pay: Decimal
    station_margin: Decimal
    broker_margin: Decimal
    freight: Decimal
    packing: Decimal
    base_margin: Decimal
    unplaced: int

    @property
    def parts(self) -> Iterator[tuple[str, Decimal, Decimal]]:
        """Yield (name, CNY, per cent of the price) of each part, in order from the village to the base."""
        names = {
            _("Piece pay"): self.piece_pay, _("Stations' margin"): self.station_margin,
            _("Brokers' margin"): self.broker_margin, _("Materials"): self.materials,
            _("Freight and lots"): self.freight, _("Packing"): self.packing, _("Left to the base"): self.base_margin,
        }  # fmt: skip
        for name, amount in names.items():
            yield name, amount, 100 * amount / self.price if self.price else Decimal(0)


def split(orders: QuerySet[WorkOrder]) -> Split:
    """Split the price of work orders by the terms their lots were issued at, in a constant number of queries.

    Exact parts are rounded to the fen together, by the largest remainder. The base gets what is left of the price.
    """
    lots = Lot.objects.filter(work_order__in=orders, state__in=Lot.LIVE)
    costs = _issued(lots)
    packed = F("packing_cost") * (F("pieces") - F("cancelled"))
    costs["packing"] = orders.aggregate(sum=Sum(packed, output_field=EXACT))["sum"] or Decimal(0)
    waiting = orders.filter(unplaced__gt=0).order_by().values_list("sheet").annotate(pieces=Sum("unplaced"))
    left = dict(waiting)
    for sheet, making in makings_of(left, timezone.localdate()).items():
        costs["materials"] += making.materials * left[sheet]
        costs["piece_pay"] += making.wage * left[sheet]
        costs["station_margin"] += making.wage * left[sheet] * settings.STATION_MARGIN
    price = orders.aggregate(sum=Sum(PRICE_MADE, output_field=EXACT))["sum"] or Decimal(0)
    whole = sum(costs.values(), Decimal(0)).quantize(FEN)
    rounded = by_largest_remainder(whole, costs, FEN) if whole else dict.fromkeys(costs, Decimal(0))
    return Split(price=price, base_margin=price - whole, unplaced=sum(left.values()), **rounded)


def _issued(lots: QuerySet[Lot]) -> dict[str, Decimal]:
    """Return the costs of the lots by kind in CNY, not rounded."""
    pay = Sum(F("rate") * MADE_OF, output_field=EXACT)
    margin = Sum(F("rate") * MADE_OF * F("lot__margin"), output_field=EXACT)
    # Three queries, because one that joins operations and materials would multiply both sums
    work = LotOperation.objects.filter(lot__in=lots).aggregate(pay=pay, margin=margin)
    transport = lots.aggregate(
        freight=Sum("freight"), broker=Sum((F("pieces") - F("unmade")) * F("broker_rate"), output_field=EXACT)
    )
    stuff = LotMaterial.objects.filter(lot__in=lots).aggregate(
        cost=Sum(F("planned") * F("unit_cost"), output_field=EXACT)
    )
    found = {
        "materials": stuff["cost"], "piece_pay": work["pay"], "station_margin": work["margin"],
        "broker_margin": transport["broker"], "freight": transport["freight"],
    }  # fmt: skip
    return {name: amount or Decimal(0) for name, amount in found.items()}
