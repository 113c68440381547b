"""Describe a changed plan in words and formatted figures."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dispatch.models import WorkOrder
from dispatch.planning import Outcome
from dispatch.planning.whatif import RUSH
from dispatch.views.desk.figures import LABELS, written
from shop.money import money
from shop.words import paragraph
from workshops.models import Station

CENT = 0.005  # CNY: smaller differences are shown as none
SHOWN = ("pieces", "unplaced", "lot_count", "station_count", "freight", "lots", "fairness", "gini_after")


@dataclass(frozen=True)
class ChangedLot:
    """A lot that would change: its order's number and product, its station, and pieces before and after."""

    number: str
    product: str
    station: str
    before: int
    after: int


def describe(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as the context of a page, in two queries.

    Its `cost` in words and their `tone`, figures (label, now, then), changed lots, and `gain`: what the plan whose
    costs it is compared with saves against the draft, nothing where it is the draft.
    """
    orders = WorkOrder.objects.select_related("sheet__product").in_bulk({each.order for each in outcome.changes})
    stations = Station.objects.in_bulk({each.station for each in outcome.changes})
    changed = []
    for each in outcome.changes:
        order = orders.get(each.order)
        number = _("the rush order") if each.order == RUSH else order.number if order else ""
        product = order.sheet.product.label if order else ""
        changed.append(ChangedLot(number, product, stations[each.station].label, each.before, each.after))
    return {
        "cost": cost_of(outcome.transport, outcome.fairness),
        "gain": money(outcome.gain) if outcome.gain else "",
        "tone": tone_of(outcome.transport + outcome.fairness),
        "figures": [
            (LABELS[name], written(name, outcome.before[name]), written(name, outcome.after[name])) for name in SHOWN
        ],
        "changes": changed,
        "unplaced": sum(outcome.unplaced.values()),
        "rush_left": outcome.unplaced.get(RUSH, 0),
        "orders": len({each.order for each in outcome.changes}),
    }


def cost_of(transport: float, fairness: float) -> str:
    """Describe what a change costs: first the freight and lots that are paid, then the fairness charge.

    Both are CNY more, negative for less. The fairness charge only weighs in the planner.
    """
    paid, weighs = {"amount": money(abs(transport))}, {"amount": money(abs(fairness))}
    said = _("The whole plan would cost as much in freight and lots.")
    if abs(transport) >= CENT:
        more = _("The whole plan would cost %(amount)s more in freight and lots.")
        said = (more if transport > 0 else _("The whole plan would cost %(amount)s less in freight and lots.")) % paid
    if abs(fairness) < CENT:
        return said
    rises = _("The fairness charge would rise by %(amount)s.")
    return paragraph(said, (rises if fairness > 0 else _("The fairness charge would fall by %(amount)s.")) % weighs)


def tone_of(extra: float) -> str:
    """Return the tone for a change in all costs: "wait" when they rise, otherwise "good"."""
    return "wait" if extra >= CENT else "good"
