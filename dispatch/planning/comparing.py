"""Compare two plans by cost and by order, and a plan with the work orders as they are now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Q

from dispatch.models import DispatchPlan, PlanLine, WorkOrder


@dataclass(frozen=True)
class Difference:
    """A work order at a station for which two plans have different numbers of pieces."""

    line: PlanLine
    before: int
    after: int

    @property
    def more(self) -> int:
        """Return how many more pieces the second plan has there, negative for fewer."""
        return self.after - self.before


@dataclass(frozen=True)
class OrderChange:
    """A work order that two plans split differently.

    `lots`: the lots that differ, by station. `stations`: over how many stations each plan splits it. `is_asked`:
    whether each plan had to place the order at all.
    """

    order: WorkOrder
    lots: tuple[Difference, ...]
    stations: tuple[int, int]
    is_asked: tuple[bool, bool]

    @property
    def more(self) -> int:
        """Return how many more pieces have a place in the second plan, negative for fewer."""
        return sum(lot.more for lot in self.lots)

    @property
    def moved(self) -> int:
        """Return how many pieces go from one station to another."""
        return min(sum(max(lot.more, 0) for lot in self.lots), sum(max(-lot.more, 0) for lot in self.lots))

    @property
    def touched(self) -> int:
        """Return how many pieces are at another station, or have a place in only one of the plans."""
        return self.moved + abs(self.more)


@dataclass(frozen=True)
class Comparison:
    """Figures by name as (first plan, second plan), and the work orders that differ, most pieces touched first."""

    figures: dict[str, tuple[Any, Any]]
    orders: tuple[OrderChange, ...]

    @property
    def differences(self) -> list[Difference]:
        """Return the lots that differ, order by order."""
        return [lot for order in self.orders for lot in order.lots]


@dataclass(frozen=True)
class Drift:
    """A work order whose pieces to be placed have changed since a plan was made.

    `planned` or `now` is 0 when the order was not, or is no longer, open.
    """

    order: WorkOrder
    planned: int
    now: int


FIGURES = ("pieces", "unplaced", "lot_count", "station_count", "freight", "lots", "fairness", "wages", "gini_after")
Lines = dict[tuple[int, int], PlanLine]


def compare(first: DispatchPlan, second: DispatchPlan) -> Comparison:
    """Compare two plans, in two queries."""
    plans = (first, second)
    sides = [{(line.work_order_id, line.station_id): line for line in _lines(plan)} for plan in plans]
    asked = [
        {order for order, _station in side} | {left["work_order"] for left in plan.unplaced}
        for plan, side in zip(plans, sides, strict=True)
    ]
    counts = [Counter(order for order, _station in side) for side in sides]
    orders = [
        _change(list(lots), counts, asked)
        for _order, lots in groupby(_differences(*sides), key=lambda lot: lot.line.work_order_id)
    ]
    orders.sort(key=lambda each: (-each.touched, each.order.due_on, each.order.pk))
    figures = {name: (first.parts.get(name), second.parts.get(name)) for name in FIGURES}
    figures["late"] = (_late(sides[0].values()), _late(sides[1].values()))
    return Comparison({"objective": (first.objective, second.objective), **figures}, tuple(orders))


def drifts(plan: DispatchPlan) -> list[Drift]:
    """List the work orders whose pieces to be placed no longer match a draft, in two queries.

    Changes of stations, their people and their lots are not covered.
    """
    planned = Counter({left["work_order"]: left["pieces"] for left in plan.unplaced})
    for order, pieces in plan.lines.values_list("work_order", "pieces"):
        planned[order] += pieces
    is_open = Q(state__in=WorkOrder.UNFINISHED, unplaced__gt=0)
    orders = WorkOrder.objects.filter(Q(pk__in=list(planned)) | is_open, base=plan.base_id)
    found = [
        Drift(order, planned[order.pk], order.unplaced if order.state in WorkOrder.UNFINISHED else 0)
        for order in orders.select_related("sheet__product")
    ]
    return [drift for drift in found if drift.planned != drift.now]


def _differences(first: Lines, second: Lines) -> list[Difference]:
    """List the lots that differ, by work order and station."""
    found = []
    for pair in first.keys() | second.keys():
        before, after = (side[pair].pieces if pair in side else 0 for side in (first, second))
        if before != after:
            found.append(Difference(first.get(pair) or second[pair], before, after))
    return sorted(found, key=lambda lot: (lot.line.work_order_id, lot.line.station.code))


def _change(lots: list[Difference], counts: Sequence[Counter[int]], asked: Sequence[set[int]]) -> OrderChange:
    order = lots[0].line.work_order
    first, second = (count[order.pk] for count in counts)
    was, then = (order.pk in each for each in asked)
    return OrderChange(order, tuple(lots), stations=(first, second), is_asked=(was, then))


def _late(lines: Iterable[PlanLine]) -> int:
    """Count the pieces that would still be made after their order is due."""
    return sum(line.pieces for line in lines if line.ends_on > line.work_order.due_on)


def _lines(plan: DispatchPlan) -> list[PlanLine]:
    return list(plan.lines.filter(pieces__gt=0).select_related("work_order__sheet__product", "station").defer("why"))
