"""A plan shows that a worker is at it, and one whose worker or task is gone is not lost."""

from datetime import timedelta
from threading import Event

import pytest
from django.utils import timezone

from dispatch import planning, tasks
from dispatch.models import DispatchPlan
from dispatch.planner import solve
from dispatch.planning import heartbeat
from dispatch.planning.building import picture_of
from dispatch.planning.keeping import keep
from tests.dispatch.ordering import work_order
from tests.personas import Prefecture, build_prefecture

State = DispatchPlan.State


def asked(world: Prefecture) -> DispatchPlan:
    """Return a plan that was asked for while the broker was down."""
    work_order(world, pieces=20)
    plan = planning.propose(world.bases["straw"], by=world.mei)
    DispatchPlan.objects.filter(pk=plan.pk).update(created_at=timezone.now() - timedelta(seconds=30))
    return plan


def test_a_plan_whose_task_was_lost_is_solved_by_the_sweep(prefecture: Prefecture) -> None:
    plan = asked(prefecture)
    tasks.solve_lost_plans()
    plan.refresh_from_db()
    assert plan.state == State.DRAFT
    assert plan.lines.exists()


def test_a_plan_is_taken_by_one_worker(prefecture: Prefecture) -> None:
    plan = asked(prefecture)
    assert planning.begin(plan.pk)
    assert not planning.begin(plan.pk)
    tasks.solve_lost_plans()
    tasks.solve_plan(plan.pk)
    plan.refresh_from_db()
    assert plan.state == State.SOLVING


def test_a_late_result_never_brings_back_a_plan_that_was_put_aside(prefecture: Prefecture) -> None:
    plan = asked(prefecture)
    row = DispatchPlan.objects.select_related("base").get(pk=plan.pk)
    picture = picture_of(row)
    found = solve(picture.instance, seconds=0.3)
    planning.discard(plan, by=prefecture.mei)
    keep(row, picture, found, pinned=set(), forbidden=set())
    plan.refresh_from_db()
    assert (plan.state, plan.lines.count()) == (State.DISCARDED, 0)


@pytest.mark.django_db(transaction=True)
def test_a_worker_beats_while_it_is_at_a_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "SECONDS", 0.01)
    plan = asked(build_prefecture())
    planning.begin(plan.pk)
    long_ago = timezone.now() - timedelta(hours=1)
    DispatchPlan.objects.filter(pk=plan.pk).update(beat_at=long_ago)
    with planning.beating(plan.pk):
        for _each in range(500):
            if not DispatchPlan.objects.get(pk=plan.pk).is_stopped:
                break
            Event().wait(0.01)
    assert not DispatchPlan.objects.get(pk=plan.pk).is_stopped


def test_a_calculation_that_breaks_says_so_at_once(prefecture: Prefecture) -> None:
    plan = asked(prefecture)
    with pytest.raises(ZeroDivisionError), planning.beating(plan.pk):
        raise ZeroDivisionError
    plan.refresh_from_db()
    assert plan.state == State.FAILED


def test_a_curve_whose_task_was_lost_is_drawn_by_the_sweep(prefecture: Prefecture) -> None:
    plan = planning.solve_plan(asked(prefecture).pk, seconds=0.3)
    assert plan.curve == []
    DispatchPlan.objects.filter(pk=plan.pk).update(created_at=timezone.now() - timedelta(minutes=5))
    tasks.draw_lost_curves()
    plan.refresh_from_db()
    assert len(plan.curve) == 5
