"""Cut an instance into parts that can be planned apart, on any number of machines, and join their plans.

A rough plan says which pieces belong where: a part has some stations, with the pieces that the rough plan has there and
all the lanes between the two. Going on from the joined lots on the whole wins back what the cut costs:

    rough = solve(instance, seconds=5)
    parts = split(instance, rough, parts=4)
    plans = [solve(part.instance, seconds=60, start=part.start) for part in parts]  # anywhere: `to_dict` gives JSON
    plan = solve(instance, seconds=20, start=join(parts, plans))
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .instance import Instance, IntArray, Lanes, Lots
from .plan import Plan
from .search.zoning import chart, zones


@dataclass(frozen=True)
class Part:
    """An instance of some stations: its lane a is lane `lane[a]` of the whole. `start` is the rough plan there."""

    instance: Instance
    lane: IntArray
    start: Lots


def split(instance: Instance, rough: Plan, *, parts: int, seed: int = 0) -> list[Part]:
    """Cut an instance into at most `parts` parts (a power of two) with about as many lanes each.

    An order with lots in several parts is cut into the pieces that each has. What has no place goes where most of its
    lanes are.
    """
    lanes, rng = instance.lanes, np.random.default_rng(seed)
    stations = len(instance.stations.id)
    weight = np.bincount(lanes.station, minlength=stations).astype(np.float64)
    zone = zones(chart(lanes.order, lanes.station, stations=stations, rng=rng), weight, count=parts, rng=rng)
    zone = np.unique(zone, return_inverse=True)[1]
    parts = int(zone.max(initial=0)) + 1
    pieces = np.zeros(len(lanes.order), dtype=np.int64)
    pieces[rough.lots.lane] = rough.lots.pieces
    there, orders = zone[lanes.station], len(instance.orders.id)
    home = np.argmax([np.bincount(lanes.order, there == k, orders) for k in range(parts)], axis=0)
    left = instance.orders.pieces - np.bincount(lanes.order, pieces, orders).astype(np.int64)
    given = [
        np.bincount(lanes.order, pieces * (there == k), orders).astype(np.int64) + left * (home == k)
        for k in range(parts)
    ]
    return [_part(instance, np.flatnonzero(zone == k), given[k], pieces) for k in range(parts)]


def join(parts: Sequence[Part], plans: Sequence[Plan]) -> Lots:
    """Return the lots of the parts' plans as lots of the whole."""
    lane = np.concatenate([part.lane[plan.lots.lane] for part, plan in zip(parts, plans, strict=True)])
    pieces = np.concatenate([plan.lots.pieces for plan in plans])
    rank = np.argsort(lane)
    return Lots(lane[rank], pieces[rank])


def _part(instance: Instance, station: IntArray, given: IntArray, pieces: IntArray) -> Part:
    """Return the part of these stations, with the `given` pieces of every order."""
    lanes, order = instance.lanes, np.flatnonzero(given)
    new_order = _numbered(order, len(instance.orders.id))
    new_station = _numbered(station, len(instance.stations.id))
    lane = np.flatnonzero((new_order[lanes.order] >= 0) & (new_station[lanes.station] >= 0))
    new_lane = _numbered(lane, len(lanes.order))
    columns = {name: column[lane] for name, column in vars(lanes).items()}
    columns |= {"order": new_order[columns["order"]], "station": new_station[columns["station"]]}
    used = lane[pieces[lane] > 0]
    part = replace(
        instance,
        orders=replace(_rows(instance.orders, order), pieces=given[order]),
        stations=_rows(instance.stations, station),
        lanes=Lanes(**columns),
        pinned=_renamed(instance.pinned, new_lane),
        forbidden=new_lane[instance.forbidden][new_lane[instance.forbidden] >= 0],
    )
    return Part(part, lane, Lots(new_lane[used], pieces[used]))


def _rows(table: Any, rows: IntArray) -> Any:
    """Return some rows of a table of columns."""
    columns = {
        name: tuple(column[row] for row in rows) if isinstance(column, tuple) else column[rows]
        for name, column in vars(table).items()
    }
    return type(table)(**columns)


def _renamed(lots: Lots, number: IntArray) -> Lots:
    known = number[lots.lane] >= 0
    return Lots(number[lots.lane][known], lots.pieces[known])


def _numbered(rows: IntArray, count: int) -> IntArray:
    """Return the new number of each of `count` old rows, -1 for those that are left out."""
    number = np.full(count, -1, dtype=np.int64)
    number[rows] = np.arange(len(rows))
    return number
