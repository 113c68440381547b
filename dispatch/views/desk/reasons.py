"""Explain the planner's decisions in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from dispatch.models import PlanLine
from shop.words import paragraph
from workshops.models import Station


def reasons(line: PlanLine) -> list[str]:
    """List sentences that explain why a plan line is at its station, in one query."""
    why: dict[str, Any] = line.why
    if not why:
        return [_("No reason was kept for this lot.")]
    names = names_of(
        [why.get("next_station"), *(full["station"] for full in why["full"]), (why["bands"] or {}).get("station")]
    )
    until = date.fromisoformat(why["last_on"])
    said = [_main(why, until)]
    if why.get("is_nearest") and why["because"] in ("cheapest", "cheaper_full", "fairness"):
        said.append(_("Of all stations with free time it is the nearest: none has less freight a piece."))
    said += [_full(full, names) for full in why["full"][:3]]
    if why["bands"]:
        said.append(_bands(why["bands"], names))
    if why["next_station"] and why["next_extra"] is not None:
        said.append(_next(why, names))
    said.append(_income(why, line.station))
    return said


def names_of(stations: Iterable[int | None]) -> dict[int, str]:
    """Return the names of stations by primary key, in one query."""
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


def _full(full: dict[str, Any], names: dict[int, str]) -> str:
    values = {"station": names[full["station"]], "saving": money(full["saving"]), "day": full["until_on"]}
    values |= {"since": full.get("since_on", full["until_on"])}
    if not full["room_pieces"]:
        return _("%(station)s would be ¥%(saving)s cheaper, but is full from %(since)s to %(day)s.") % values
    only = _("%(station)s would be ¥%(saving)s cheaper, but has room for only %(room)s pieces until %(day)s.")
    return only % {**values, "room": full["room_pieces"]}


def _bands(bands: dict[str, Any], names: dict[int, str]) -> str:
    values = {
        "station": names[bands["station"]],
        "saving": money(bands["saving"]),
        "more": money(bands["more_premium"]),
    }
    if "income_after" not in bands:
        return _("At %(station)s freight and lot cost ¥%(saving)s less, but fairness counts ¥%(more)s more.") % values
    values["income"] = money(bands["income_after"])
    return (
        _(
            "At %(station)s freight and lot cost ¥%(saving)s less, but each of its women would come to ¥%(income)s in "
            "90 days, and fairness counts ¥%(more)s more."
        )
        % values
    )


def _next(why: dict[str, Any], names: dict[int, str]) -> str:
    values = {"station": names[why["next_station"]], "extra": money(abs(why["next_extra"]))}
    if why["next_extra"] >= 0:
        return _("The next best is %(station)s, ¥%(extra)s dearer.") % values
    return _("At %(station)s this lot alone would be ¥%(extra)s cheaper.") % values


def _income(why: dict[str, Any], station: Station) -> str:
    values = {"wage": money(why["wage"]), "station": station.label, "poorer": why["poorer"], "richer": why["richer"]}
    said = _("It brings ¥%(wage)s in piece pay to %(station)s.")
    if why["richer"] and not why["poorer"]:
        said = _("It brings ¥%(wage)s to %(station)s, whose women earned least lately.")
    elif why["poorer"] < why["richer"]:
        said = _(
            "It brings ¥%(wage)s to %(station)s: at %(richer)s stations women earned more lately, at %(poorer)s less."
        )
    if "income_after" not in why:
        return said % values
    raised = {"before": money(why["income_before"]), "after": money(why["income_after"])}
    each = _("For each of them that is ¥%(after)s in 90 days instead of ¥%(before)s.") % raised
    return paragraph(said % values, each)


def money(amount: float) -> str:
    """Format CNY for a sentence, without a currency sign."""
    return str(number_format(amount, decimal_pos=2, use_l10n=True, force_grouping=True))
