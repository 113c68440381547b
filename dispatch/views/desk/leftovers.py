"""Explain in words why a plan left pieces without a place, and list the remedies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dispatch.models import DispatchPlan, WorkOrder
from dispatch.planning.capacity import shares_of_day
from dispatch.planning.facts import People, people_of
from dispatch.views.desk.reasons import money
from shop.words import paragraph
from workshops.calendars import Calendars
from workshops.models import Craft, Station, TrainingClass

MOST_DAYS = 366  # that a plan reaches


def leftovers(plan: DispatchPlan, calendars: Calendars | None = None) -> list[dict[str, Any]]:
    """List the work orders that a plan could not place wholly, in six queries, one less with `calendars` at hand.

    Each with the order, its pieces, the reason in words, and remedies in words, the cheapest first.
    """
    orders = WorkOrder.objects.select_related("sheet__product").in_bulk([left["work_order"] for left in plan.unplaced])
    words = _Words.of(plan, calendars)
    return [
        {
            "order": orders[left["work_order"]],
            "pieces": left["pieces"],
            "why": _left(left, words.stations),
            "remedies": [
                words.say(remedy, orders[left["work_order"]]) for remedy in _remedies(left) if words.is_sensible(remedy)
            ],
        }
        for left in plan.unplaced
        if left["work_order"] in orders
    ]


def _remedies(left: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the remedies saved for an order's leftover pieces. Plans made long ago have none."""
    remedies: list[dict[str, Any]] = left.get("ways", [])
    return remedies


@dataclass(frozen=True)
class _Words:
    """The names that remedies mention, and the people of stations, by primary key."""

    starts_on: date
    stations: dict[int, str]
    people: dict[int, People]
    crafts: dict[int, str]
    classes: dict[int, TrainingClass]
    shares: dict[int, list[float]]  # of each day from the first that is left for work

    @classmethod
    def of(cls, plan: DispatchPlan, calendars: Calendars | None) -> _Words:
        remedies = [remedy for left in plan.unplaced for remedy in _remedies(left)]
        crafts = Craft.objects.in_bulk({craft for remedy in remedies for craft in remedy.get("crafts", ())})
        classes = TrainingClass.objects.select_related("station").in_bulk(
            {remedy["class"] for remedy in remedies if remedy.get("class")}
        )
        roomiest = [left["roomiest_station"] for left in plan.unplaced if left["roomiest_station"]]
        found = Station.objects.in_bulk({*roomiest, *(pk for remedy in remedies for pk, _pieces in remedy["shares"])})
        names = {pk: station.label for pk, station in found.items()}
        labels = {pk: craft.label for pk, craft in crafts.items()}
        places = [station.place_id for station in found.values()]
        shares = shares_of_day(places, plan.starts_on, MOST_DAYS, calendars).tolist()
        by_station = dict(zip(found, shares, strict=True))
        return cls(plan.starts_on, names, people_of(found.values()), labels, classes, by_station)

    def is_sensible(self, remedy: dict[str, Any]) -> bool:
        """Return whether the remedy needs at most as many more women as the station has."""
        return remedy["way"] != "minutes" or self.women(remedy) <= self.people[remedy["shares"][0][0]].workers

    def women(self, remedy: dict[str, Any]) -> int:
        """Return how many more women, with minutes a day as usual at the station, make up the minutes lacking."""
        station = remedy["shares"][0][0]
        people = self.people[station]
        days = (date.fromisoformat(remedy["by_on"]) - self.starts_on).days + 1
        each = people.minutes_per_day / max(people.workers, 1) * sum(self.shares[station][:days])
        minutes: float = remedy["minutes"]
        return ceil(minutes / max(each, 1.0))

    def say(self, remedy: dict[str, Any], order: WorkOrder) -> str:
        """Describe a remedy in a sentence, with the cost of placing the pieces that way."""
        values = {
            "station": self.stations[remedy["shares"][0][0]],
            "stations": len(remedy["shares"]),
            "pieces": number_format(remedy["pieces"], force_grouping=True),
            "minutes": number_format(remedy["minutes"], force_grouping=True),
            "day": order.due_on + timedelta(days=remedy["days"]),
            "by": remedy.get("by_on", ""),
        }
        price = _("Placing them costs ¥%(cost)s, fairness counted.") % {"cost": money(remedy["cost"])}
        return paragraph(self._sentence(remedy, values), price)

    def _sentence(self, remedy: dict[str, Any], values: dict[str, Any]) -> str:
        match remedy["way"]:
            case "now":
                return _("There is room at %(station)s: place them by hand or run the plan again.") % values
            case "later":
                return _("Due on %(day)s instead, they all fit (stations: %(stations)s).") % values
            case "minutes":
                return self._more_minutes(remedy, values)
            case "smaller":
                return _("%(station)s has room for them in one lot smaller than is sensible.") % values
        return self._class(remedy, values)

    def _more_minutes(self, remedy: dict[str, Any], values: dict[str, Any]) -> str:
        women = self.women(remedy)
        said = ngettext(
            "With %(minutes)s more minutes until %(by)s, %(station)s could make them: that is %(women)s woman more.",
            "With %(minutes)s more minutes until %(by)s, %(station)s could make them: that is %(women)s women more.",
            women,
        )
        return said % (values | {"women": women})

    def _class(self, remedy: dict[str, Any], values: dict[str, Any]) -> str:
        values |= {"craft": ", ".join(self.crafts[craft] for craft in remedy["crafts"] if craft in self.crafts)}
        if given := self.classes.get(remedy["class"] or 0):
            values |= {"title": given.title, "begins": given.begins_on, "place": given.station.label}
            said = _(
                "Trained in %(craft)s, %(station)s could make %(pieces)s: “%(title)s”, from %(begins)s at %(place)s."
            )
            return said % values
        return _("Trained in %(craft)s, %(station)s could make %(pieces)s; no class is announced yet.") % values


def _left(left: dict[str, Any], names: dict[int, str]) -> str:
    if left["reason"] == "no_capacity":
        return _no_capacity(left, names)
    return {
        "no_station": _no_station(left.get("hindered", "")),
        "below_min_lot": _("Fewer pieces are left than the smallest sensible lot, and no lot can take them in."),
        "too_dear": _("There is room, but it would cost more than it is worth."),
        "out_of_time": _("There is room: run the plan again."),
    }[left["reason"]]


def _no_capacity(left: dict[str, Any], names: dict[int, str]) -> str:
    said = _("No station has time before the due date.")
    if left["roomiest_station"] and left["room_pieces"]:
        said = ngettext(
            "No station has time before the due date; the roomiest, %(station)s, could take %(room)s piece more.",
            "No station has time before the due date; the roomiest, %(station)s, could take %(room)s pieces more.",
            left["room_pieces"],
        ) % {"station": names[left["roomiest_station"]], "room": left["room_pieces"]}
    if any(remedy["way"] == "later" for remedy in _remedies(left)):
        return said
    return paragraph(said, _("Nor is there time for all of them in the days that are planned: agree on fewer pieces."))


def _no_station(hindered: str) -> str:
    return {
        "uncertified": _("No station is certified for all its operations."),
        "too_far": _("The stations certified for it are too far away: nothing gets there and back in time."),
        "barred": _("You barred or pinned every station that could make it in time."),
    }.get(
        hindered,
        _("No station may make it: none is certified for all its operations and near enough, or you barred them."),
    )
