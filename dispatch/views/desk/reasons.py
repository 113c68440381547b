"""Why the planner did what it did, in the words of whoever reads it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dispatch.models import DispatchPlan, PlanLine, WorkOrder
from workshops.models import Station


def reasons(line: PlanLine) -> list[str]:
    """Sentences that say why a plan line is where it is; one query."""
    why: dict[str, Any] = line.why
    if not why:
        return [_("No reason was kept for this lot.")]
    named = _named(
        [why.get("next_station"), *(full["station"] for full in why["full"]), (why["bands"] or {}).get("station")]
    )
    until = date.fromisoformat(why["last_on"])
    said = [_main(why, until)]
    said += [_full(full, named) for full in why["full"][:3]]
    if why["bands"]:
        said.append(
            _("%(station)s would save ¥%(saving)s in freight, but its women earn more already.")
            % {"station": named[why["bands"]["station"]], "saving": _money(why["bands"]["saving"])}
        )
    if why["next_station"] and why["next_extra"] is not None:
        said.append(_next(why, named))
    said.append(_income(why, line.station))
    return said


def leftovers(plan: DispatchPlan) -> list[dict[str, Any]]:
    """The work orders that a plan could not place wholly: the order, its pieces, and why in words; two queries."""
    orders = WorkOrder.objects.select_related("sheet__product").in_bulk([left["work_order"] for left in plan.unplaced])
    named = _named(left["roomiest_station"] for left in plan.unplaced)
    return [
        {"order": orders[left["work_order"]], "pieces": left["pieces"], "why": _left(left, named)}
        for left in plan.unplaced
        if left["work_order"] in orders
    ]


def _named(stations: Iterable[int | None]) -> dict[int, str]:
    found = Station.objects.in_bulk({pk for pk in stations if pk})
    return {pk: station.label for pk, station in found.items()}


def _main(why: dict[str, Any], until: date) -> str:
    day = {"day": until}
    return {
        "pinned": _("You pinned it here."),
        "only_one": _("No other station is certified for all its operations and near enough."),
        "cheapest": _("The cheapest station that can finish it by %(day)s.") % day,
        "cheaper_full": _("The cheapest station with free time until %(day)s; cheaper ones are full.") % day,
        "fairness": _("It can finish by %(day)s, and its women have earned less than others.") % day,
        "whole_plan": _(
            "For this lot alone another station would be cheaper; the orders together cost least this way."
        ),
    }[why["because"]]


def _full(full: dict[str, Any], named: dict[int, str]) -> str:
    told = {"station": named[full["station"]], "saving": _money(full["saving"]), "day": full["until_on"]}
    if not full["room_pieces"]:
        return _("%(station)s would be ¥%(saving)s cheaper, but is full until %(day)s.") % told
    only = _("%(station)s would be ¥%(saving)s cheaper, but has room for only %(room)s pieces until %(day)s.")
    return only % {**told, "room": full["room_pieces"]}


def _next(why: dict[str, Any], named: dict[int, str]) -> str:
    told = {"station": named[why["next_station"]], "extra": _money(abs(why["next_extra"]))}
    if why["next_extra"] >= 0:
        return _("The next best is %(station)s, ¥%(extra)s dearer.") % told
    return _("At %(station)s this lot alone would be ¥%(extra)s cheaper.") % told


def _income(why: dict[str, Any], station: Station) -> str:
    told = {"wage": _money(why["wage"]), "station": station.label, "poorer": why["poorer"], "richer": why["richer"]}
    if why["richer"] and not why["poorer"]:
        return _("It brings ¥%(wage)s to %(station)s, whose women earned least lately.") % told
    if why["poorer"] < why["richer"]:
        said = _(
            "It brings ¥%(wage)s to %(station)s: at %(richer)s stations women earned more lately, at %(poorer)s less."
        )
        return said % told
    return _("It brings ¥%(wage)s in piece pay to %(station)s.") % told


def _left(left: dict[str, Any], named: dict[int, str]) -> str:
    if left["reason"] == "no_capacity" and left["roomiest_station"]:
        return ngettext(
            "No station has time before the due date; the roomiest, %(station)s, could take %(room)s piece more.",
            "No station has time before the due date; the roomiest, %(station)s, could take %(room)s pieces more.",
            left["room_pieces"],
        ) % {"station": named[left["roomiest_station"]], "room": left["room_pieces"]}
    return {
        "no_station": _(
            "No station may make it: none is certified for all its operations and near enough, or you barred them."
        ),
        "no_capacity": _("No station has time before the due date."),
        "below_min_lot": _("Fewer pieces are left than the smallest sensible lot, and no lot can take them in."),
        "too_dear": _("There is room, but it would cost more than it is worth."),
        "out_of_time": _("There is room: run the plan again."),
    }[left["reason"]]


def _money(amount: float) -> str:
    return str(number_format(amount, decimal_pos=2, use_l10n=True, force_grouping=True))
