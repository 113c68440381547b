"""Format the figures of a plan for people."""

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy

from shop.money import money

LABELS = {
    "objective": gettext_lazy("Cost in the planner's eyes"),
    "pieces": gettext_lazy("Pieces placed"),
    "unplaced": gettext_lazy("Pieces without a place"),
    "late": gettext_lazy("Pieces made after their due date"),
    "lot_count": gettext_lazy("Lots"),
    "station_count": gettext_lazy("Stations"),
    "freight": gettext_lazy("Freight"),
    "lots": gettext_lazy("Cost of lots"),
    "fairness": gettext_lazy("Fairness charge"),
    "wages": gettext_lazy("Piece pay"),
    "gini_after": gettext_lazy("Spread of income (Gini)"),
}
COUNTS = ("pieces", "unplaced", "late", "lot_count", "station_count")


def written(name: str, value: Any) -> str:
    """Format a figure by its name: a count, a spread between 0 and 1, or else CNY. Unknown ones become a dash."""
    if value is None:
        return "–"
    if name == "gini_after":
        return str(number_format(value, decimal_pos=4))
    return str(number_format(value, decimal_pos=0, force_grouping=True)) if name in COUNTS else money(value)
