"""A large plan is cut into parts that two real Celery workers solve, and joined into one draft."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from celery.signals import task_prerun
from django.utils import timezone

from dispatch import planning
from dispatch.models import DispatchPlan
from dispatch.planner import annealing, assess, check
from dispatch.planner.instance import Lots
from dispatch.planning import distributing, proposing
from dispatch.planning.building import picture_of
from dispatch.planning.keeping import kept_lots
from tests.dispatch.ordering import work_order
from tests.personas import Prefecture, build_prefecture, in_days
from workshops.models import Worker


@pytest.fixture
def two_workers(worker: None) -> Iterator[set[int]]:
    """A second worker beside the first, each in a thread; gives the threads that took a part."""
    from celery.contrib.testing.worker import start_worker

    from shop.celery import app

    busy: set[int] = set()

    def note(task: Any, **_: Any) -> None:
        if task.name == "dispatch.tasks.solve_part":
            busy.add(threading.get_ident())

    task_prerun.connect(note)
    with start_worker(app, pool="solo", perform_ping_check=False, loglevel="warning", shutdown_timeout=30):
        yield busy
    task_prerun.disconnect(note)


def orders_for_two_parts(world: Prefecture) -> None:
    """Six orders for the three stations, which all have somebody to work."""
    Worker.objects.create(
        number="M1", station=world.stations["xiaowang"], name="新来", minutes_per_day=240, joined_on=in_days(0)
    )
    for count in (30, 40, 25, 20, 35, 30):
        work_order(world, pieces=count, due_on=in_days(25))


def keeps_the_rules(plan: DispatchPlan) -> bool:
    """Whether the kept lines are a plan without a fault, for all that they say of themselves."""
    picture = picture_of(plan)
    lots: Lots = kept_lots(plan, picture)
    return check(picture.instance, assess(picture.instance, lots)).violations == ()


@pytest.mark.django_db(transaction=True)
def test_two_workers_solve_a_plan_together(
    settings: Any, monkeypatch: pytest.MonkeyPatch, two_workers: set[int]
) -> None:
    annealing.warm()  # two threads of one process should not wait for the compiler together; workers are processes
    world = build_prefecture()
    orders_for_two_parts(world)
    settings.PLANNING_PARTS = 2
    monkeypatch.setattr(proposing, "LARGE", 1)
    monkeypatch.setattr(distributing, "PART_SECONDS", 1.0)
    plan = planning.propose(world.bases["straw"], by=world.mei)
    until = timezone.now() + timedelta(seconds=60)
    while plan.state == DispatchPlan.State.SOLVING and timezone.now() < until:
        plan.refresh_from_db()
    assert plan.state == DispatchPlan.State.DRAFT
    assert (plan.parts["pieces"], plan.parts["unplaced"]) == (180, 0)
    assert keeps_the_rules(plan)
    assert len(two_workers) == 2


def test_parts_joined_are_a_plan_of_the_whole(prefecture: Prefecture) -> None:
    orders_for_two_parts(prefecture)
    plan = planning.propose(prefecture.bases["straw"], by=prefecture.mei)
    count = distributing.cut(plan.pk, parts=2, seconds=0.3)
    plans = [distributing.solve_part(plan.pk, number, seconds=0.3) for number in range(count)]
    joined = distributing.join_parts(plan.pk, plans, seconds=0.3)
    assert (joined.state, joined.parts["pieces"]) == (DispatchPlan.State.DRAFT, 180)
    assert keeps_the_rules(joined)


def test_facts_that_change_meanwhile_are_planned_anew(prefecture: Prefecture) -> None:
    orders_for_two_parts(prefecture)
    plan = planning.propose(prefecture.bases["straw"], by=prefecture.mei)
    count = distributing.cut(plan.pk, parts=2, seconds=0.3)
    plans = [distributing.solve_part(plan.pk, number, seconds=0.3) for number in range(count)]
    work_order(prefecture, pieces=15, due_on=in_days(25))
    joined = distributing.join_parts(plan.pk, plans, seconds=0.3)
    assert joined.parts["pieces"] == 195
