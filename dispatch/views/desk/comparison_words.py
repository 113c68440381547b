"""Describe in words how two plans differ: a summary, and a line for each work order that they split differently."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from dispatch.planning import Comparison
from dispatch.planning.comparing import OrderChange
from shop.money import money
from shop.pages.listing import Column
from shop.words import counted, paragraph

NAMED = 2  # stations named in a line, which only counts the others
SHOWN = 20  # work orders shown at first, with smaller changes folded away
LEAST_GINI = 0.0005  # smaller differences vanish in the rounded figures
COLUMNS = (
    Column("order", gettext_lazy("Work order"), lambda each: each.line.work_order.number),
    Column("station", gettext_lazy("Station"), lambda each: each.line.station.label),
    Column("due", gettext_lazy("Due"), lambda each: each.line.work_order.due_on),
    Column("before", pgettext_lazy("plan", "First"), lambda each: each.before),
    Column("after", pgettext_lazy("plan", "Second"), lambda each: each.after),
)


def describe(compared: Comparison) -> dict[str, Any]:
    """Return a comparison as the context of a page.

    `summary` in sentences, the `count` of work orders that both plans had to place but split differently, `changes`
    (order change, its line of words), the largest first, `small`, those after the first SHOWN, and `alone`, those that
    only one plan had to place.
    """
    lines = [(change, line(change)) for change in compared.orders]
    both = [each for each in lines if all(each[0].is_asked)]
    return {
        "summary": summary(compared),
        "count": len(both),
        "changes": both[:SHOWN],
        "small": both[SHOWN:],
        "alone": [each for each in lines if not all(each[0].is_asked)],
    }


def summary(compared: Comparison) -> str:
    """Describe how the second plan differs from the first in pieces placed, cost, lateness and fairness."""
    figures = compared.figures
    cost = [(figures["freight"][side] or 0) + (figures["lots"][side] or 0) for side in (0, 1)]
    return paragraph(
        _placed(_more(figures["pieces"])),
        _cost(cost[1] - cost[0]),
        _late(_more(figures["late"]), figures["late"][1]),
        _spread(*figures["gini_after"]),
    )


def line(change: OrderChange) -> str:
    """Describe the change of an order in a line: pieces moved, pieces placed in one plan only, number of stations."""
    lots = sorted(change.lots, key=lambda lot: -abs(lot.more))
    values = {
        "to": _names([lot.line.station.label for lot in lots if lot.more > 0]),
        "from": _names([lot.line.station.label for lot in lots if lot.more < 0]),
    }
    if not all(change.is_asked):
        return _alone(change, values)
    return paragraph(_moved(change.moved, values), _added(change, values), _split(*change.stations))


def _alone(change: OrderChange, values: dict[str, str]) -> str:
    """Describe an order that was not open when one of the plans was made."""
    values = values | {"pieces": counted(abs(change.more))}
    if change.is_asked[1]:
        return _("Only the second plan has it: %(pieces)s at %(to)s.") % values
    return _("Only the first plan has it: %(pieces)s at %(from)s.") % values


def _moved(pieces: int, values: dict[str, str]) -> str:
    return _("%(pieces)s from %(from)s to %(to)s.") % (values | {"pieces": counted(pieces)}) if pieces else ""


def _added(change: OrderChange, values: dict[str, str]) -> str:
    """Describe pieces placed in one plan only, with their stations unless pieces move as well."""
    values = values | {"pieces": counted(abs(change.more))}
    if change.more > 0:
        return (_("%(pieces)s more placed.") if change.moved else _("%(pieces)s more placed, at %(to)s.")) % values
    if change.more < 0:
        return (_("%(pieces)s without a place.") if change.moved else _("%(pieces)s off %(from)s, unplaced.")) % values
    return ""


def _split(before: int, after: int) -> str:
    values = {"before": before, "after": after}
    if after > before > 0:
        return _("Split over %(after)s stations instead of %(before)s.") % values
    if before > after > 0:
        said = ngettext(
            "At %(after)s station instead of %(before)s.", "At %(after)s stations instead of %(before)s.", after
        )
        return said % values
    return ""


def _placed(more: int) -> str:
    values = {"pieces": counted(abs(more))}
    if more > 0:
        return _("The second plan finds a place for %(pieces)s more.") % values
    return _("The second plan finds a place for %(pieces)s fewer.") % values if more < 0 else ""


def _cost(extra: float) -> str:
    values = {"amount": money(abs(extra), 0)}
    if abs(extra) < 0.5:
        return _("Freight and lots cost as much in both.")
    if extra > 0:
        return _("The second costs %(amount)s more in freight and lots.") % values
    return _("The second costs %(amount)s less in freight and lots.") % values


def _late(more: int, then: int) -> str:
    values = {"pieces": counted(abs(more))}
    if more > 0:
        return _("It makes %(pieces)s more after their due date.") % values
    if more < 0:
        return _("It makes %(pieces)s fewer after their due date.") % values
    return _("Both are equally late.") if then else _("Neither makes a piece after its due date.")


def _spread(before: float | None, after: float | None) -> str:
    if before is None or after is None:
        return ""
    values = {"before": f"{before:.3f}", "after": f"{after:.3f}"}
    if abs(after - before) < LEAST_GINI:
        return _("Income is spread as evenly.")
    if after < before:
        return _("Income is spread more evenly: %(after)s instead of %(before)s.") % values
    return _("Income is spread less evenly: %(after)s instead of %(before)s.") % values


def _more(pair: tuple[Any, Any]) -> int:
    return (pair[1] or 0) - (pair[0] or 0)


def _names(stations: Sequence[str]) -> str:
    """Join the names of the stations, no more than NAMED of them by name."""
    if len(stations) > NAMED + 1:
        return _("%(names)s and %(more)s more") % {
            "names": _(", ").join(stations[:NAMED]),
            "more": len(stations) - NAMED,
        }
    return _(", ").join(stations)
