"""Draw the price of fairness as a curve: a point per weight, cost on the x axis, spread of income on the y axis."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from dispatch.models import DispatchPlan
from dispatch.views.desk.plans import WEIGHTS

LOW, HIGH = 8, 86  # per cent of the picture: the range of the points, with room for labels below
NEAR = 12  # per cent: the distance within which points share a label
NO_COST, NO_GINI = 0.5, 0.0005  # CNY and spread: smaller differences are invisible
LEFT = 30  # per cent: labels of points further left go to their right


@dataclass(frozen=True)
class Point:
    """A weight of fairness, or the plan itself (without a `value`), as a point of the chart.

    `cost`: CNY of freight and lots, `extra`: CNY above the cheapest point, `gini`: spread of income, `unplaced`: pieces
    left over, `x` and `y`: per cent from the top left.
    """

    value: str
    label: Any
    cost: float
    extra: float
    gini: float
    unplaced: int
    x: float
    y: float
    is_chosen: bool


@dataclass(frozen=True)
class Mark:
    """A shared label of points that are close together, beside the first of them."""

    values: tuple[str, ...]
    x: float
    y: float

    @property
    def is_left(self) -> bool:
        """Return whether there is no room for the label on its left."""
        return self.x < LEFT


@dataclass(frozen=True)
class Curve:
    """The points by rising weight, and the line through them."""

    points: tuple[Point, ...]

    @property
    def dots(self) -> list[Point]:
        """Return the points in drawing order, the chosen one above those that it coincides with."""
        return sorted(self.points, key=lambda point: point.is_chosen)

    @property
    def marks(self) -> list[Mark]:
        """Return the labels of the chart, one for points that are close together."""
        marks: list[Mark] = []
        for point in (point for point in self.points if point.value):
            last = marks[-1] if marks else None
            if last and max(abs(last.x - point.x), abs(last.y - point.y)) < NEAR:
                marks[-1] = replace(last, values=(*last.values, point.value))
            else:
                marks.append(Mark((point.value,), point.x, point.y))
        return marks

    @property
    def leaves_some(self) -> bool:
        """Return whether some weight leaves pieces without a place."""
        return any(point.unplaced for point in self.points)

    @property
    def line(self) -> str:
        """Return the points of a polyline in a picture of 100 by 100."""
        return " ".join(f"{point.x},{point.y}" for point in self.points if point.value)


def curve_of(plan: DispatchPlan) -> Curve | None:
    """Return the curve saved with a plan, or None while there is none.

    A plan that differs from all points, because it was changed by hand since, is added as a point of its own.
    """
    if not plan.curve:
        return None
    own = _own(plan)
    kept = next((each for each in plan.curve if _is_same(each, own)), None)
    drawn = plan.curve if kept else [*plan.curve, own]
    costs, ginis = [each["cost"] for each in drawn], [each["gini"] for each in drawn]
    names = {float(value): (value, label) for value, label in WEIGHTS}
    points = []
    for each in drawn:
        value, label = ("", _("this plan")) if each is own else names[each["weight"]]
        points.append(
            Point(
                value,
                label,
                cost=each["cost"],
                extra=each["cost"] - min(costs),
                gini=each["gini"],
                unplaced=each["unplaced"],
                x=_place(each["cost"], costs),
                y=round(LOW + HIGH - _place(each["gini"], ginis), 2),
                is_chosen=each is (kept or own),
            )
        )
    return Curve(tuple(points))


def _own(plan: DispatchPlan) -> dict[str, Any]:
    """Return the plan's own cost and figures as a point."""
    cost = plan.parts["freight"] + plan.parts["lots"]
    gini, unplaced = plan.parts["gini_after"], plan.parts["unplaced"]
    return {"weight": float(plan.fairness), "cost": cost, "gini": gini, "unplaced": unplaced}


def _is_same(point: dict[str, Any], own: dict[str, Any]) -> bool:
    """Return whether a plan is this point of its curve: of the same weight, and no visible difference."""
    near = abs(point["cost"] - own["cost"]) < NO_COST and abs(point["gini"] - own["gini"]) < NO_GINI
    return near and all(point[each] == own[each] for each in ("weight", "unplaced"))


def _place(value: float, values: list[float]) -> float:
    least, most = min(values), max(values)
    return round(LOW + (HIGH - LOW) * (value - least) / (most - least), 2) if most > least else 50.0
