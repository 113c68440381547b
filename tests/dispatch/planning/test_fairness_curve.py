"""Test that paid costs are kept apart from the fairness charge, and that the curve of fairness is shown as drawn."""

from decimal import Decimal

import pytest
from django.utils import translation

from dispatch.models import DispatchPlan
from dispatch.views.desk.curve import curve_of
from dispatch.views.desk.outcomes import cost_of


@pytest.mark.parametrize(
    ("transport", "fairness", "words"),
    [
        (12.4, -300.0, "cost ¥12.40 more in freight and lots. The fairness charge would fall by ¥300.00."),
        (-5.0, 2.0, "cost ¥5.00 less in freight and lots. The fairness charge would rise by ¥2.00."),
        (0.001, 0.0, "cost as much in freight and lots."),
    ],
)
def test_paid_costs_are_kept_apart_from_the_fairness_charge(transport: float, fairness: float, words: str) -> None:
    with translation.override("en"):
        assert cost_of(transport, fairness) == f"The whole plan would {words}"


def test_weights_that_lead_to_the_same_plan_share_a_label() -> None:
    curve = curve_of(weighed(2010, 0.3))
    assert curve is not None
    assert [mark.values for mark in curve.marks] == [("0",), ("1", "2")]
    assert [point.value for point in curve.dots][-1] == "2", "the chosen point is drawn over the others"


def test_a_plan_changed_by_hand_is_a_point_of_its_own() -> None:
    curve = curve_of(weighed(1500, 0.5))
    assert curve is not None
    assert [(point.value, point.cost) for point in curve.points if point.is_chosen] == [("", 1500)]
    assert len(curve.line.split()) == 3, "it is not on the line"


def weighed(cost: float, gini: float) -> DispatchPlan:
    """Return a plan of weight 2 at this cost, with a curve on which that weight costs 2,010."""
    parts = {"freight": cost - 200, "lots": 200, "gini_after": gini, "unplaced": 0}
    curve = [at(0, 1000, 0.6), at(1, 2000, 0.3), at(2, 2010, 0.3)]
    return DispatchPlan(fairness=Decimal(2), curve=curve, parts=parts)


def at(weight: float, cost: float, gini: float) -> dict[str, float]:
    return {"weight": weight, "cost": cost, "gini": gini, "unplaced": 0}
