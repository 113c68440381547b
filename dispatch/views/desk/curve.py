"""What fairness costs, as a curve: each weight a point, cost to the right, spread of income upwards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from dispatch.models import DispatchPlan
from dispatch.views.desk.plans import WEIGHTS

LOW, HIGH = 8, 86  # per cent of the picture that the points use; under them is room for words
NEAR = 12  # per cent: points so close share their words
LEFT = 30  # per cent: words of points so far left go to the right


@dataclass(frozen=True)
class Point:
    """One weight: its words, CNY of freight and lots, `extra` over the cheapest, spread of income, pieces left over;
    `x` and `y` in per cent from the top left."""

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
        for point in self.points:
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
        return " ".join(f"{point.x},{point.y}" for point in self.points)


def curve_of(plan: DispatchPlan) -> Curve | None:
    """The curve that was kept with a plan; None until there is one."""
    if not plan.curve:
        return None
    names = {float(value): (value, label) for value, label in WEIGHTS}
    costs, ginis = [each["cost"] for each in plan.curve], [each["gini"] for each in plan.curve]
    return Curve(
        tuple(
            Point(
                *names[each["weight"]],
                cost=each["cost"],
                extra=each["cost"] - min(costs),
                gini=each["gini"],
                unplaced=each["unplaced"],
                x=_place(each["cost"], costs),
                y=round(LOW + HIGH - _place(each["gini"], ginis), 2),
                is_chosen=each["weight"] == float(plan.fairness),
            )
            for each in plan.curve
        )
    )


def _place(value: float, values: list[float]) -> float:
    least, most = min(values), max(values)
    return round(LOW + (HIGH - LOW) * (value - least) / (most - least), 2) if most > least else 50.0
