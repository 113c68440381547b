"""Turn the planner's reasons into JSON to be saved with a plan.

Stations and crafts are primary keys, days are dates, money is CNY. Sentences are made when the plan is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dispatch.planner import LotReason, Plan, Reason, Remedy, RemedyKind, UnplacedReason, remedies
from dispatch.planner.explain import Bands
from dispatch.planner.instance import FloatArray
from dispatch.planning.building import Picture
from dispatch.planning.making import makings_of, stations_for
from dispatch.planning.training import School, schools_for


def why_there(picture: Picture, reason: LotReason, earned: FloatArray) -> dict[str, Any]:
    """Return why a lot is at its station, and the cost of the next best. `earned`: CNY by station in the whole plan."""
    instance, station = picture.instance, reason.station
    income = instance.stations.recent_income
    wage = reason.pieces * float(instance.orders.wage[reason.order])
    return {
        "because": str(reason.because),
        "is_nearest": reason.is_nearest,
        "freight": round(reason.freight, 2),
        "lot_cost": round(reason.lot_cost, 2),
        "fairness": round(reason.fairness, 2),
        "last_on": str(picture.day(picture.lanes[reason.lane].last_day)),
        "wage": round(wage, 2),
        "income_before": round(reason.income_before, 2),
        "income_after": round(reason.income_after, 2),
        "poorer": int((income < income[station]).sum()),
        "richer": int((income > income[station]).sum()),
        "next_station": None if reason.next_lane is None else _station(picture, reason.next_lane),
        "next_extra": None if reason.next_extra is None else round(reason.next_extra, 2),
        "full": [
            {
                "station": picture.stations[full.station].pk,
                "saving": round(full.saving, 2),
                "room_pieces": full.room_pieces,
                "since_on": str(picture.day(full.since_day)),
                "until_on": str(picture.day(full.until_day)),
            }
            for full in reason.full
        ],
        "bands": None if reason.bands is None else _bands(picture, reason.bands, earned, wage),
    }


def _bands(picture: Picture, bands: Bands, earned: FloatArray, wage: float) -> dict[str, Any]:
    """Return the cheaper station that fairness outweighs, and what each of its women would have with the lot (CNY)."""
    stations, row = picture.instance.stations, bands.station
    income = stations.recent_income[row] + (earned[row] + wage) / max(stations.workers[row], 1)
    return {
        "station": picture.stations[row].pk,
        "saving": round(bands.saving, 2),
        "more_premium": round(bands.more_premium, 2),
        "income_after": round(float(income), 2),
    }


def left_over(picture: Picture, plan: Plan, reasons: Sequence[UnplacedReason]) -> list[dict[str, Any]]:
    """Return by work order why pieces have no place, and the remedies that would place them, the cheapest first."""
    schools = schools_for(picture, [reason.order for reason in reasons])
    hindered = _hindered(picture, [reason.order for reason in reasons if reason.reason == Reason.NO_STATION])
    found = remedies(picture.instance, plan, {order: school.trainable for order, school in schools.items()})
    return [
        {
            "work_order": picture.orders[reason.order].pk,
            "pieces": reason.pieces,
            "reason": str(reason.reason),
            "hindered": hindered.get(reason.order, ""),
            "stations": reason.lanes,
            "roomiest_station": None if reason.roomiest_lane is None else _station(picture, reason.roomiest_lane),
            "room_pieces": reason.room_pieces,
            "ways": [_remedy(picture, reason.order, each, schools.get(reason.order)) for each in found[reason.order]],
        }
        for reason in reasons
    ]


def _hindered(picture: Picture, rows: Sequence[int]) -> dict[int, str]:
    """Return by an order's row why no station may make it: barred by hand, too far for its date, or uncertified."""
    if not rows:
        return {}
    sheets = {picture.orders[row].sheet_id for row in rows}
    able = stations_for(makings_of(sheets, picture.starts_on), picture.stations, picture.starts_on)
    near = {lane.order for lane in picture.lanes}
    found = {}
    for row in rows:
        far = "too_far" if able.get(picture.orders[row].sheet_id) else "uncertified"
        found[row] = "barred" if row in near else far
    return found


def _remedy(picture: Picture, order: int, remedy: Remedy, school: School | None) -> dict[str, Any]:
    """Return one remedy for what is left. `by_on`: the last day of making it at its first station."""
    station = remedy.shares[0][0]
    found: dict[str, Any] = {
        "way": str(remedy.kind),
        "pieces": remedy.pieces,
        "cost": round(remedy.cost, 2),
        "days": remedy.days,
        "minutes": int(np.ceil(remedy.minutes)),
        "shares": [[picture.stations[row].pk, pieces] for row, pieces in remedy.shares],
    }
    if remedy.kind == RemedyKind.TRAINING and school is not None:
        found |= school.at(station)
    elif (lane := picture.index.get((picture.orders[order].pk, picture.stations[station].pk))) is not None:
        found["by_on"] = str(picture.day(picture.lanes[lane].last_day + remedy.days))
    return found


def _station(picture: Picture, lane: int) -> int:
    return picture.stations[picture.lanes[lane].station].pk
