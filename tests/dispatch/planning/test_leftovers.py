"""Test that pieces without a place get a true reason, and only remedies that are feasible."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation

from dispatch import planning
from dispatch.models import DispatchPlan, PlanLine, WorkOrder
from dispatch.views.desk.leftovers import leftovers
from tests.dispatch.ordering import work_order
from tests.personas import Prefecture, in_days
from workshops.models import Certification, Link

Hinder = Callable[[Prefecture, WorkOrder], DispatchPlan | None]


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


def left_of(world: Prefecture, like: DispatchPlan | None = None) -> dict[str, Any]:
    """Return what the page shows of the only order that has no place."""
    plan = planning.propose(world.bases["straw"], by=world.mei, like=like)
    (left,) = leftovers(planning.solve_plan(plan.pk, seconds=0.5))
    return left


def nobody_is_certified(world: Prefecture, order: WorkOrder) -> None:
    Certification.objects.all().delete()


def all_are_far_away(world: Prefecture, order: WorkOrder) -> None:
    Link.objects.update(transport_days=30)


def all_are_barred(world: Prefecture, order: WorkOrder) -> DispatchPlan:
    plan = DispatchPlan.objects.create(base=order.base, starts_on=in_days(0), created_by=world.mei)
    for name in ("liuzhuang", "beichen", "xiaowang"):
        bar = {"station": world.stations[name], "pieces": 0, "is_forbidden": True, "cost": 0}
        PlanLine.objects.create(plan=plan, work_order=order, begins_on=in_days(0), ends_on=in_days(0), **bar)
    DispatchPlan.objects.update(state=DispatchPlan.State.DRAFT)
    return plan


@pytest.mark.parametrize(
    ("hinder", "words"),
    [
        (nobody_is_certified, "No station is certified for all its operations."),
        (all_are_far_away, "too far away"),
        (all_are_barred, "You barred or pinned every station"),
    ],
)
def test_each_hindrance_is_named(prefecture: Prefecture, hinder: Hinder, words: str) -> None:
    like = hinder(prefecture, work_order(prefecture, pieces=60))
    assert words in left_of(prefecture, like)["why"]


def test_minutes_that_are_lacking_are_given_as_women(prefecture: Prefecture) -> None:
    """Three women make 151 baskets of 95 minutes in 20 days of 240 minutes. For 30 more, one woman is enough."""
    work_order(prefecture, pieces=180)
    left = left_of(prefecture)
    assert any("that is 1 woman more." in remedy for remedy in left["remedies"])
    assert "agree on fewer pieces" not in left["why"]


def test_ten_million_pieces_get_no_infeasible_remedy(prefecture: Prefecture) -> None:
    work_order(prefecture, pieces=10_000_000)
    left = left_of(prefecture)
    assert left["remedies"] == []
    assert "agree on fewer pieces" in left["why"]
