"""Build a planner's instance from the database, with the rows that its indexes stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np

from dispatch.models import DispatchPlan, WorkOrder
from dispatch.planner import Instance
from dispatch.planner.instance import FORMAT, Lots
from dispatch.planning.capacity import free_minutes
from dispatch.planning.facts import Facts, facts_of
from dispatch.planning.incomes import bands, recent_incomes
from dispatch.planning.making import Making, makings_of, stations_for
from workshops.models import Base, Link, Station

HORIZON = (60, 365)  # days: the shortest and the longest horizon
BEYOND = 30  # days after the last due date, so that pieces without a place can be given a later day
SHORTEST_DAYS = 3  # with fewer days left nothing can travel out and back, so the order is late
LATE_DAYS = 14  # days within which a late work order is planned to be made
BROKEN_PROMISE = 3  # times its price: the penalty of a piece that nobody makes


class Lane(NamedTuple):
    """A work order (row) that a station (row) may make."""

    order: int
    station: int
    link: Link
    last_day: int


@dataclass(frozen=True)
class Picture:
    """An instance with the rows that its indexes stand for.

    `orders[j]`, `stations[i]` and `links[i]`, `lanes[a]`.
    """

    instance: Instance
    starts_on: date
    orders: tuple[WorkOrder, ...]
    stations: tuple[Station, ...]
    links: tuple[Link, ...]
    lanes: tuple[Lane, ...]
    index: Mapping[tuple[int, int], int]  # (work order, station) by primary key -> lane
    fingerprint: str

    def day(self, number: int) -> date:
        """Return the date of a day of the instance."""
        return self.starts_on + timedelta(days=number)

    def leaning(self, weight: float) -> Picture:
        """Return the same picture with the fairness charge multiplied by a weight."""
        fairness = replace(self.instance.fairness, premium=self.instance.fairness.premium * weight)
        return replace(self, instance=replace(self.instance, fairness=fairness))

    def fixing(self, pinned: Mapping[int, int], forbidden: Iterable[int]) -> Picture:
        """Return the same picture with pieces pinned to lanes and lanes forbidden.

        Raises BadInstance when the pins do not fit.
        """
        fixed = Lots(np.array(list(pinned), dtype=np.int64), np.array(list(pinned.values()), dtype=np.int64))
        barred = np.array(sorted(forbidden), dtype=np.int64)
        given = replace(self.instance, pinned=fixed, forbidden=barred)
        return replace(self, instance=Instance.read(given.to_dict()))


def picture_of(plan: DispatchPlan, *, extra: Sequence[WorkOrder] = ()) -> Picture:
    """Return the current facts of a plan with its weight of fairness, as `build_instance` reads them."""
    return build_instance(plan.base, plan.starts_on, extra=extra).leaning(float(plan.fairness))


def build_instance(base: Base, day: date, *, days: int | None = None, extra: Sequence[WorkOrder] = ()) -> Picture:
    """Read a base's open work orders and linked stations into an instance that begins on `day`.

    It takes a constant number of queries. `days` is the horizon, which by default reaches past the last due date.
    `extra` orders are not in the database, come last, and are left out of the fingerprint.
    """
    facts = facts_of(base)
    fingerprint = facts.fingerprint()
    facts = replace(facts, orders=(*facts.orders, *extra))
    makings = makings_of({order.sheet_id for order in facts.orders}, day)
    horizon = days or _horizon(facts, day)
    lanes = _lanes(facts, stations_for(makings, facts.stations, day), day, horizon)
    instance = Instance.read(
        {
            "format": FORMAT,
            "days": horizon,
            "orders": _order_columns(facts.orders, makings),
            "lanes": _lane_columns(lanes, facts, makings),
            **_station_columns(facts, day, horizon),
        }
    )
    order, station = [each.pk for each in facts.orders], [each.station_id for each in facts.links]
    index = {(order[lane.order], station[lane.station]): row for row, lane in enumerate(lanes)}
    return Picture(instance, day, facts.orders, facts.stations, facts.links, tuple(lanes), index, fingerprint)


def due_for_planning(order: WorkOrder, day: date) -> date:
    """Return the day by which an order must be at the base.

    That is its due date, or two weeks after `day` when the due date cannot be kept.
    """
    return order.due_on if (order.due_on - day).days >= SHORTEST_DAYS else day + timedelta(days=LATE_DAYS)


def _horizon(facts: Facts, day: date) -> int:
    least, most = HORIZON
    last = max((due_for_planning(order, day) for order in facts.orders), default=day)
    return min(max((last - day).days + 1 + BEYOND, least), most)


def _lanes(facts: Facts, able: Mapping[int, set[int]], day: date, horizon: int) -> list[Lane]:
    lanes = []
    for row, order in enumerate(facts.orders):
        left = (due_for_planning(order, day) - day).days
        stations = able.get(order.sheet_id, set())
        for column, link in enumerate(facts.links):
            last_day = min(left - link.transport_days, horizon - 1)
            if last_day >= 0 and link.station_id in stations:
                lanes.append(Lane(row, column, link, last_day))
    return lanes


def _order_columns(orders: Sequence[WorkOrder], makings: Mapping[int, Making]) -> dict[str, list[Any]]:
    price = [order.line.line_price_incl_tax / order.line.quantity if order.line_id else Decimal(0) for order in orders]
    wage = [makings.get(order.sheet_id, Making()).wage for order in orders]
    return {
        "id": [order.pk for order in orders],
        "pieces": [order.unplaced for order in orders],
        "min_lot": [min(order.sheet.min_lot, order.unplaced) for order in orders],
        "wage": [float(each) for each in wage],
        "penalty": [float(BROKEN_PROMISE * max(pair)) for pair in zip(price, wage, strict=True)],
    }


def _station_columns(facts: Facts, day: date, horizon: int) -> dict[str, Any]:
    people = [facts.people[link.station_id] for link in facts.links]
    sums = recent_incomes(facts.stations, day)
    incomes = [
        float(sums.get(link.station_id, Decimal(0))) / max(each.workers, 1)
        for link, each in zip(facts.links, people, strict=True)
    ]
    capacity = free_minutes(facts.stations, [each.minutes_per_day for each in people], day, horizon)
    columns = {
        "id": [link.station_id for link in facts.links],
        "workers": [each.workers for each in people],
        "recent_income": incomes,
        "capacity": capacity.tolist(),
    }
    return {"stations": columns, "fairness": bands(incomes)}


def _lane_columns(lanes: Sequence[Lane], facts: Facts, makings: Mapping[int, Making]) -> dict[str, list[Any]]:
    per_piece = [float(link.cost_per_piece) for link in facts.links]
    per_lot = [float(link.cost_per_lot) for link in facts.links]
    pace = [float(link.station.efficiency) for link in facts.links]
    minutes = [float(makings.get(order.sheet_id, Making()).minutes) for order in facts.orders]
    return {
        "order": [lane.order for lane in lanes],
        "station": [lane.station for lane in lanes],
        "cost_per_piece": [per_piece[lane.station] for lane in lanes],
        "cost_per_lot": [per_lot[lane.station] for lane in lanes],
        "minutes_per_piece": [minutes[lane.order] / pace[lane.station] for lane in lanes],
        "last_day": [lane.last_day for lane in lanes],
    }
