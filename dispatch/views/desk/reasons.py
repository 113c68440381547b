"""Why the planner did what it did, in the words of whoever reads it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dispatch.models import DispatchPlan, PlanLine, WorkOrder
from shop import words
from workshops.models import Craft, Station, TrainingClass


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
    if why.get("is_nearest") and why["because"] in ("cheapest", "cheaper_full", "fairness"):
        said.append(_("Of all stations with free time it is the nearest: none has less freight a piece."))
    said += [_full(full, named) for full in why["full"][:3]]
    if why["bands"]:
        said.append(_bands(why["bands"], named))
    if why["next_station"] and why["next_extra"] is not None:
        said.append(_next(why, named))
    said.append(_income(why, line.station))
    return said


def leftovers(plan: DispatchPlan) -> list[dict[str, Any]]:
    """The work orders that a plan could not place wholly: the order, its pieces, why in words, and the ways to place
    them, the cheapest first; four queries."""
    orders = WorkOrder.objects.select_related("sheet__product").in_bulk([left["work_order"] for left in plan.unplaced])
    spoken = _Words.of([way for left in plan.unplaced for way in left.get("ways", ())])
    named = spoken.stations | _named(left["roomiest_station"] for left in plan.unplaced)
    return [
        {
            "order": orders[left["work_order"]],
            "pieces": left["pieces"],
            "why": _left(left, named),
            "ways": [spoken.say(way, orders[left["work_order"]]) for way in left.get("ways", ())],
        }
        for left in plan.unplaced
        if left["work_order"] in orders
    ]


@dataclass(frozen=True)
class _Words:
    """The names that ways to place pieces speak of, by primary key."""

    stations: dict[int, str]
    crafts: dict[int, str]
    classes: dict[int, TrainingClass]

    @classmethod
    def of(cls, ways: Sequence[dict[str, Any]]) -> _Words:
        crafts = Craft.objects.in_bulk({craft for way in ways for craft in way.get("crafts", ())})
        classes = TrainingClass.objects.select_related("station").in_bulk(
            {way["class"] for way in ways if way.get("class")}
        )
        named = _named(station for way in ways for station, _pieces in way["shares"])
        return cls(named, {pk: craft.label for pk, craft in crafts.items()}, classes)

    def say(self, way: dict[str, Any], order: WorkOrder) -> str:
        """One way in a sentence, with what making the pieces so would cost."""
        told = {
            "station": self.stations[way["shares"][0][0]],
            "stations": len(way["shares"]),
            "pieces": number_format(way["pieces"], force_grouping=True),
            "minutes": number_format(way["minutes"], force_grouping=True),
            "day": order.due_on + timedelta(days=way["days"]),
            "by": way.get("by_on", ""),
        }
        price = _("Placing them costs ¥%(cost)s.") % {"cost": _money(way["cost"])}
        return words.paragraph(self._sentence(way, told), price)

    def _sentence(self, way: dict[str, Any], told: dict[str, Any]) -> str:
        match way["way"]:
            case "now":
                return _("There is room at %(station)s: place them by hand or run the plan again.") % told
            case "later":
                return _("Due on %(day)s instead, they all fit (stations: %(stations)s).") % told
            case "minutes":
                return _("With %(minutes)s more minutes until %(by)s, %(station)s could make them.") % told
            case "smaller":
                return _("%(station)s has room for them in one lot smaller than is sensible.") % told
        return self._class(way, told)

    def _class(self, way: dict[str, Any], told: dict[str, Any]) -> str:
        told |= {"craft": ", ".join(self.crafts[craft] for craft in way["crafts"] if craft in self.crafts)}
        if given := self.classes.get(way["class"] or 0):
            told |= {"title": given.title, "begins": given.begins_on, "place": given.station.label}
            said = _(
                "Trained in %(craft)s, %(station)s could make %(pieces)s: “%(title)s”, from %(begins)s at %(place)s."
            )
            return said % told
        return _("Trained in %(craft)s, %(station)s could make %(pieces)s; no class is announced yet.") % told


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
        "fairness": _("Fairness counted, the cheapest station that can finish it by %(day)s.") % day,
        "whole_plan": _(
            "For this lot alone another station would be cheaper; the orders together cost least this way."
        ),
    }[why["because"]]


def _full(full: dict[str, Any], named: dict[int, str]) -> str:
    told = {"station": named[full["station"]], "saving": _money(full["saving"]), "day": full["until_on"]}
    told |= {"since": full.get("since_on", full["until_on"])}
    if not full["room_pieces"]:
        return _("%(station)s would be ¥%(saving)s cheaper, but is full from %(since)s to %(day)s.") % told
    only = _("%(station)s would be ¥%(saving)s cheaper, but has room for only %(room)s pieces until %(day)s.")
    return only % {**told, "room": full["room_pieces"]}


def _bands(bands: dict[str, Any], named: dict[int, str]) -> str:
    told = {
        "station": named[bands["station"]],
        "saving": _money(bands["saving"]),
        "more": _money(bands["more_premium"]),
    }
    if "income_after" not in bands:
        return _("At %(station)s freight and lot cost ¥%(saving)s less, but fairness counts ¥%(more)s more.") % told
    told["income"] = _money(bands["income_after"])
    return (
        _(
            "At %(station)s freight and lot cost ¥%(saving)s less, but each of its women would come to ¥%(income)s in "
            "90 days, and fairness counts ¥%(more)s more."
        )
        % told
    )


def _next(why: dict[str, Any], named: dict[int, str]) -> str:
    told = {"station": named[why["next_station"]], "extra": _money(abs(why["next_extra"]))}
    if why["next_extra"] >= 0:
        return _("The next best is %(station)s, ¥%(extra)s dearer.") % told
    return _("At %(station)s this lot alone would be ¥%(extra)s cheaper.") % told


def _income(why: dict[str, Any], station: Station) -> str:
    told = {"wage": _money(why["wage"]), "station": station.label, "poorer": why["poorer"], "richer": why["richer"]}
    said = _("It brings ¥%(wage)s in piece pay to %(station)s.")
    if why["richer"] and not why["poorer"]:
        said = _("It brings ¥%(wage)s to %(station)s, whose women earned least lately.")
    elif why["poorer"] < why["richer"]:
        said = _(
            "It brings ¥%(wage)s to %(station)s: at %(richer)s stations women earned more lately, at %(poorer)s less."
        )
    if "income_after" not in why:
        return said % told
    raised = {"before": _money(why["income_before"]), "after": _money(why["income_after"])}
    each = _("For each of them that is ¥%(after)s in 90 days instead of ¥%(before)s.") % raised
    return words.paragraph(said % told, each)


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
