"""Two plans side by side: what each costs, and where they differ."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dispatch.models import DispatchPlan, PlanLine


@dataclass(frozen=True)
class Difference:
    """A work order at a station for which two plans have other numbers of pieces."""

    line: PlanLine
    before: int
    after: int


@dataclass(frozen=True)
class Comparison:
    """Figures by name as (first plan, second plan), and the lots that differ, by due date."""

    figures: dict[str, tuple[Any, Any]]
    differences: tuple[Difference, ...]


FIGURES = ("pieces", "unplaced", "lot_count", "station_count", "freight", "lots", "fairness", "wages", "gini_after")


def compare(first: DispatchPlan, second: DispatchPlan) -> Comparison:
    """What changes from one plan to another; two queries."""
    sides = [{(line.work_order_id, line.station_id): line for line in _lines(plan)} for plan in (first, second)]
    found = []
    for pair in sides[0].keys() | sides[1].keys():
        before, after = (side[pair].pieces if pair in side else 0 for side in sides)
        if before != after:
            found.append(Difference(sides[0].get(pair) or sides[1][pair], before, after))
    found.sort(key=lambda each: (each.line.work_order.due_on, each.line.work_order_id, each.line.station.code))
    figures = {name: (first.parts.get(name), second.parts.get(name)) for name in FIGURES}
    figures["late"] = (_late(sides[0].values()), _late(sides[1].values()))
    return Comparison({"objective": (first.objective, second.objective), **figures}, tuple(found))


def _late(lines: Iterable[PlanLine]) -> int:
    """Pieces that would still be made after their order is due."""
    return sum(line.pieces for line in lines if line.ends_on > line.work_order.due_on)


def _lines(plan: DispatchPlan) -> list[PlanLine]:
    return list(plan.lines.filter(pieces__gt=0).select_related("work_order__line", "station"))
