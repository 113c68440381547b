"""What fairness costs, as a curve: each weight a point, cost to the right, spread of income upwards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from dispatch.models import DispatchPlan
from dispatch.views.desk.plans import WEIGHTS

LOW, HIGH = 8, 86  # per cent of the picture that the points use; under them is room for words
NEAR = 12  # per cent: points so close share their words
NO_COST, NO_GINI = 0.5, 0.0005  # CNY and spread that make no difference to the eye
LEFT = 30  # per cent: words of points so far left go to the right


@dataclass(frozen=True)
class Point:
    """One weight, or the plan itself (without a `value`): its words, CNY of freight and lots, `extra` over the least,
    spread of income, pieces left over; `x` and `y` in per cent from the top left."""

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
    """The weights of points that are close together, written beside the first of them."""

    values: tuple[str, ...]
    x: float
    y: float

    @property
    def is_left(self) -> bool:
        """Whether there is no room for words on its left."""
        return self.x < LEFT


@dataclass(frozen=True)
class Curve:
    """The points by rising weight, and the line through them."""

    points: tuple[Point, ...]

    @property
    def dots(self) -> list[Point]:
        """The points as they are drawn, the chosen one over those it coincides with."""
        return sorted(self.points, key=lambda point: point.is_chosen)

    @property
    def marks(self) -> list[Mark]:
        """The words in the picture, none over another."""
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
        """Whether some weight leaves pieces without a place."""
        return any(point.unplaced for point in self.points)

    @property
    def line(self) -> str:
        """For a polyline in a picture of 100 by 100."""
        return " ".join(f"{point.x},{point.y}" for point in self.points if point.value)


def curve_of(plan: DispatchPlan) -> Curve | None:
    """The curve that was kept with a plan; None until there is one. A plan that costs something else than any of its
    points, because it was changed by hand since, is a point of its own."""
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
    """What a plan costs and does, as a point."""
    cost = plan.parts["freight"] + plan.parts["lots"]
    gini, unplaced = plan.parts["gini_after"], plan.parts["unplaced"]
    return {"weight": float(plan.fairness), "cost": cost, "gini": gini, "unplaced": unplaced}


def _is_same(point: dict[str, Any], own: dict[str, Any]) -> bool:
    """Whether a plan is a point of its curve: of its weight, and the same to the eye."""
    near = abs(point["cost"] - own["cost"]) < NO_COST and abs(point["gini"] - own["gini"]) < NO_GINI
    return near and all(point[each] == own[each] for each in ("weight", "unplaced"))


def _place(value: float, values: list[float]) -> float:
    least, most = min(values), max(values)
    return round(LOW + (HIGH - LOW) * (value - least) / (most - least), 2) if most > least else 50.0
