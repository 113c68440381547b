"""Test that two plans are compared in words: a summary, and a line for each order that they split differently."""

from typing import Any

import pytest
from django.utils import translation

from dispatch import planning
from dispatch.models import DispatchPlan, PlanLine, WorkOrder
from dispatch.views.desk.comparison_words import describe, line
from tests.dispatch.ordering import work_order
from tests.personas import Prefecture, in_days

Lots = dict[str, int]


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


def plan_of(world: Prefecture, given: dict[WorkOrder, Lots], left: Lots | None = None, **parts: float) -> DispatchPlan:
    """Return a draft with these pieces by order and station. `left`: pieces without a place by order number."""
    orders = {order.number: order.pk for order in given}
    unplaced = [{"work_order": orders[number], "pieces": pieces} for number, pieces in (left or {}).items()]
    placed = sum(sum(each.values()) for each in given.values())
    figures = {"freight": 0.0, "lots": 0.0, "gini_after": 0.4, "pieces": placed}
    plan = DispatchPlan.objects.create(
        base=world.bases["straw"], state=DispatchPlan.State.DRAFT, starts_on=in_days(0), created_by=world.mei,
        unplaced=unplaced, parts=figures | parts,
    )  # fmt: skip
    for order, at in given.items():
        for name, pieces in at.items():
            PlanLine.objects.create(
                plan=plan, work_order=order, station=world.stations[name], pieces=pieces, cost=0,
                begins_on=in_days(0), ends_on=in_days(10),
            )  # fmt: skip
    return plan


@pytest.mark.parametrize(
    ("before", "after", "left", "words"),
    [
        ({"liuzhuang": 60}, {"beichen": 60}, 0, "60 pieces from Liuzhuang station to Beichen station."),
        (
            {"liuzhuang": 60},
            {"liuzhuang": 20, "beichen": 30, "xiaowang": 10},
            0,
            "40 pieces from Liuzhuang station to Beichen station, Xiaowang station. "
            "Split over 3 stations instead of 1.",
        ),
        (
            {"liuzhuang": 30, "beichen": 30},
            {"beichen": 60},
            0,
            "30 pieces from Liuzhuang station to Beichen station. At 1 station instead of 2.",
        ),
        ({"liuzhuang": 50}, {"liuzhuang": 60}, 0, "10 pieces more placed, at Liuzhuang station."),
        ({"liuzhuang": 60}, {}, 60, "60 pieces off Liuzhuang station, unplaced."),
        (
            {"liuzhuang": 60},
            {"beichen": 59},
            1,
            "59 pieces from Liuzhuang station to Beichen station. 1 piece without a place.",
        ),
        ({"liuzhuang": 60}, {}, 0, "Only the first plan has it: 60 pieces at Liuzhuang station."),
    ],
)  # fmt: skip
def test_the_change_of_an_order_is_described_in_a_line(
    prefecture: Prefecture, before: Lots, after: Lots, left: int, words: str
) -> None:
    order = work_order(prefecture, pieces=60)
    first = plan_of(prefecture, {order: before}, {order.number: 60 - sum(before.values())})
    second = plan_of(prefecture, {order: after}, {order.number: left} if left else {})
    (change,) = planning.compare(first, second).orders
    assert line(change) == words
    assert sum(lot.more for lot in change.lots) == sum(after.values()) - sum(before.values())


def test_the_largest_changes_come_first_and_unchanged_orders_are_left_out(prefecture: Prefecture) -> None:
    small, alike, large, gone = (work_order(prefecture, pieces=pieces) for pieces in (20, 30, 40, 90))
    first = plan_of(
        prefecture, {small: {"liuzhuang": 20}, alike: {"beichen": 30}, large: {"liuzhuang": 40}, gone: {"beichen": 90}}
    )
    second = plan_of(prefecture, {small: {"beichen": 20}, alike: {"beichen": 30}, large: {"beichen": 40}})
    page = describe(planning.compare(first, second))
    assert [change.order for change, _said in page["changes"]] == [large, small]
    assert [change.order for change, _said in page["alone"]] == [gone]
    assert page["count"] == 2


def test_the_summary_names_cost_lateness_places_and_fairness(prefecture: Prefecture) -> None:
    order = work_order(prefecture, pieces=60)
    first = plan_of(prefecture, {order: {"liuzhuang": 60}}, freight=100.0, lots=40.0, gini_after=0.41)
    second = plan_of(prefecture, {order: {"beichen": 50}}, {order.number: 10}, freight=150.0, lots=40.0, gini_after=0.3)
    PlanLine.objects.filter(plan=second).update(ends_on=in_days(40))
    assert describe(planning.compare(first, second))["summary"] == (
        "The second plan finds a place for 10 pieces fewer. The second costs ¥50 more in freight and lots. "
        "It makes 50 pieces more after their due date. Income is spread more evenly: 0.300 instead of 0.410."
    )
    assert describe(planning.compare(first, first))["summary"] == (
        "Freight and lots cost as much in both. Neither makes a piece after its due date. Income is spread as evenly."
    )


def test_drift_is_listed_by_order(prefecture: Prefecture, django_assert_num_queries: Any) -> None:
    same, grown, gone = (work_order(prefecture, pieces=20) for _ in range(3))
    plan = plan_of(
        prefecture, {same: {"liuzhuang": 12}, grown: {"beichen": 20}, gone: {"beichen": 20}}, {same.number: 8}
    )
    new = work_order(prefecture, pieces=15)
    WorkOrder.objects.filter(pk=grown.pk).update(pieces=30, unplaced=30)
    WorkOrder.objects.filter(pk=gone.pk).update(
        state=WorkOrder.State.STOPPED, stop_reason="out of straw", unplaced=0, cancelled=20
    )
    with django_assert_num_queries(2):
        found = planning.drifts(plan)
    assert {each.order: (each.planned, each.now) for each in found} == {grown: (20, 30), gone: (20, 0), new: (0, 15)}


def test_two_plans_are_compared_in_two_queries(prefecture: Prefecture, django_assert_num_queries: Any) -> None:
    orders = [work_order(prefecture, pieces=20) for _ in range(4)]
    first = plan_of(prefecture, {order: {"liuzhuang": 20} for order in orders})
    second = plan_of(prefecture, {order: {"beichen": 20} for order in orders})
    with django_assert_num_queries(2):
        assert len(describe(planning.compare(first, second))["changes"]) == 4
