"""Find stations that could make an order after training: the craft that each lacks, and its first possible day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from dispatch.models import WorkOrder
from dispatch.planner import Trainable
from dispatch.planning.building import Picture, due_for_planning
from dispatch.planning.making import Making, lacking, makings_of
from workshops.models import TrainingClass

CLASS_DAYS = 14  # days until a class that is not announced yet could be over


@dataclass(frozen=True)
class School:
    """Stations to be trained as the planner takes them, and by their row the missing crafts and the class."""

    trainable: Trainable
    crafts: dict[int, frozenset[int]]
    classes: dict[int, int]

    def at(self, station: int) -> dict[str, Any]:
        """Return what is saved of a station: the crafts and a class already announced, by primary key."""
        return {"crafts": sorted(self.crafts[station]), "class": self.classes.get(station)}


def schools_for(picture: Picture, rows: Iterable[int]) -> dict[int, School]:
    """Return stations that lack one craft for an order, by the order's row, in a constant number of queries.

    Orders that no class could help in time are left out.
    """
    orders = {row: picture.orders[row] for row in rows}
    if not orders:
        return {}
    day = picture.starts_on
    makings = makings_of({order.sheet_id for order in orders.values()}, day)
    wanted = lacking(makings, picture.stations, day)
    coming = _coming(day)
    found = {
        row: _school(picture, order, makings.get(order.sheet_id, Making()), wanted.get(order.sheet_id, {}), coming)
        for row, order in orders.items()
    }
    return {row: school for row, school in found.items() if len(school.trainable.station)}


def _coming(day: date) -> dict[tuple[int, int | None], TrainingClass]:
    """Return the next class in each craft in each county."""
    classes = TrainingClass.objects.filter(begins_on__gte=day).select_related("station__place")
    classes = classes.order_by("-begins_on", "-pk")
    return {(each.craft_id, each.station.place.county_id): each for each in classes}


def _school(
    picture: Picture,
    order: WorkOrder,
    making: Making,
    wanted: dict[int, frozenset[int]],
    coming: dict[tuple[int, int | None], TrainingClass],
) -> School:
    day, left = picture.starts_on, (due_for_planning(order, picture.starts_on) - picture.starts_on).days
    rows, crafts, classes = [], {}, {}
    for row, link in enumerate(picture.links):
        station = link.station
        last = min(left - link.transport_days, picture.instance.days - 1)
        if len(missing := wanted.get(station.pk, frozenset())) != 1 or last < 0:
            continue
        given = coming.get((next(iter(missing)), station.place.county_id))
        first = (given.begins_on + timedelta(days=given.days) - day).days if given else CLASS_DAYS
        crafts[row] = missing
        if given:
            classes[row] = given.pk
        minutes = float(making.minutes / station.efficiency)
        rows.append((row, float(link.cost_per_piece), float(link.cost_per_lot), minutes, min(first, last + 1), last))
    columns: list[Any] = [np.array(column) for column in zip(*rows, strict=True)] or [np.empty(0, np.int64)] * 6
    return School(Trainable(*columns), crafts, classes)
