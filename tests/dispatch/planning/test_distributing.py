"""Test that a large plan is cut into parts that two real Celery workers solve, and joined into one draft."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest
from django.conf import settings
from django.db import connection

from dispatch import planning
from dispatch.models import DispatchPlan
from dispatch.planner import assess, check
from dispatch.planner.instance import Lots
from dispatch.planning import distributing
from dispatch.planning.building import picture_of
from dispatch.planning.keeping import kept_lots
from shop.celery import app
from tests.dispatch.ordering import work_order
from tests.personas import Prefecture, build_prefecture, in_days
from workshops.models import Worker


@pytest.fixture
def two_workers(transactional_db: None, tmp_path: Path) -> Iterator[list[Path]]:
    """Run two Celery workers on the tests' database and queue, and yield the files they write to."""
    queue = settings.CELERY_TASK_DEFAULT_QUEUE
    app.conf.task_default_queue = queue
    app.control.purge()  # tasks that other tests queued and nobody ran
    own = [connection.settings_dict["NAME"], os.environ.get("PYTEST_XDIST_WORKER", "gw0"), queue]
    words = [tmp_path / "first", tmp_path / "second"]
    processes = []
    for file in words:
        with file.open("w") as said:
            command = [sys.executable, "-m", "tests.dispatch.planning.part_worker", *own]
            processes.append(subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT))
    until = monotonic() + 90
    while not all("ready" in file.read_text() for file in words):
        assert monotonic() < until, [file.read_text() for file in words]
        sleep(0.2)
    yield words
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait(timeout=30)


def orders_for_two_parts(world: Prefecture) -> None:
    """Open six orders for the three stations, which all have somebody to work."""
    Worker.objects.create(
        number="M1", station=world.stations["xiaowang"], name="新来", minutes_per_day=240, joined_on=in_days(0)
    )
    for count in (30, 40, 25, 20, 35, 30):
        work_order(world, pieces=count, due_on=in_days(25))


def keeps_the_rules(plan: DispatchPlan) -> bool:
    """Return whether the saved lines are a plan without violations, checked independently."""
    picture = picture_of(plan)
    lots: Lots = kept_lots(plan, picture)
    return check(picture.instance, assess(picture.instance, lots)).violations == ()


@pytest.mark.django_db(transaction=True)
def test_two_workers_solve_a_plan_together(two_workers: list[Path]) -> None:
    world = build_prefecture()
    orders_for_two_parts(world)
    plan = planning.propose(world.bases["straw"], by=world.mei)
    until = monotonic() + 60
    while plan.state == DispatchPlan.State.SOLVING and monotonic() < until:
        sleep(0.1)
        plan.refresh_from_db()
    assert plan.state == DispatchPlan.State.DRAFT
    assert (plan.parts["pieces"], plan.parts["unplaced"]) == (180, 0)
    assert keeps_the_rules(plan)
    assert [file.read_text().count("part") for file in two_workers] == [1, 1]


def test_parts_joined_are_a_plan_of_the_whole(prefecture: Prefecture) -> None:
    orders_for_two_parts(prefecture)
    plan = planning.propose(prefecture.bases["straw"], by=prefecture.mei)
    count = distributing.cut(plan.pk, parts=2)
    plans = [distributing.solve_part(plan.pk, number) for number in range(count)]
    joined = distributing.join_parts(plan.pk, plans)
    assert (joined.state, joined.parts["pieces"]) == (DispatchPlan.State.DRAFT, 180)
    assert keeps_the_rules(joined)


def test_facts_that_change_meanwhile_are_planned_anew(prefecture: Prefecture) -> None:
    orders_for_two_parts(prefecture)
    plan = planning.propose(prefecture.bases["straw"], by=prefecture.mei)
    count = distributing.cut(plan.pk, parts=2)
    plans = [distributing.solve_part(plan.pk, number) for number in range(count)]
    work_order(prefecture, pieces=15, due_on=in_days(25))
    joined = distributing.join_parts(plan.pk, plans)
    assert joined.parts["pieces"] == 195
