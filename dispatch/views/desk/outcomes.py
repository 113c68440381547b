"""What a changed plan means, in words and figures that can be read."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dispatch.models import WorkOrder
from dispatch.planning import Outcome
from dispatch.planning.whatif import RUSH
from dispatch.views.desk.figures import LABELS, written
from workshops.models import Station

SHOWN = ("pieces", "unplaced", "lot_count", "station_count", "freight", "lots", "fairness", "gini_after")


@dataclass(frozen=True)
class ChangedLot:
    """A lot that would change: its order's number and product, its station, and pieces before and after."""

    number: str
    product: str
    station: str
    before: int
    after: int


def told(outcome: Outcome) -> dict[str, Any]:
    """An outcome for a page: CNY `extra` (and `saving`), figures (label, now, then), changed lots; two queries."""
    orders = WorkOrder.objects.select_related("sheet__product").in_bulk({each.order for each in outcome.changes})
    stations = Station.objects.in_bulk({each.station for each in outcome.changes})
    changed = []
    for each in outcome.changes:
        order = orders.get(each.order)
        number = _("the rush order") if each.order == RUSH else order.number if order else ""
        product = order.sheet.product.label if order else ""
        changed.append(ChangedLot(number, product, stations[each.station].label, each.before, each.after))
    return {
        "extra": round(outcome.extra, 2),
        "saving": round(-outcome.extra, 2),
        "figures": [
            (LABELS[name], written(name, outcome.before[name]), written(name, outcome.after[name])) for name in SHOWN
        ],
        "changes": changed,
        "unplaced": sum(outcome.unplaced.values()),
        "rush_left": outcome.unplaced.get(RUSH, 0),
        "orders": len({each.order for each in outcome.changes}),
    }
