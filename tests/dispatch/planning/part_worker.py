"""Run a Celery worker for a test, in a process of its own.

`python -m tests.dispatch.planning.part_worker DATABASE PROCESS QUEUE` prints `ready` once it takes work, and `part` for
each part of a plan that it takes.
"""

import os
import sys

import django
from celery.signals import task_prerun, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")


def main(database: str, process: str, queue: str) -> None:
    from django.conf import settings

    from tests.conftest import own_cache

    settings.DATABASES["default"]["NAME"] = database
    settings.CACHES = {name: own_cache(process, name) for name in settings.CACHES}
    settings.CELERY_TASK_DEFAULT_QUEUE = queue
    settings.PLANNING_PARTS = 2
    django.setup()

    from dispatch.planner.search import annealing
    from dispatch.planning import distributing, proposing
    from shop.celery import app

    proposing.LARGE = 1
    distributing.ROUGH_SECONDS = distributing.PART_SECONDS = distributing.JOINED_SECONDS = 1.0
    annealing.warm()
    worker_ready.connect(tell_ready)
    task_prerun.connect(tell_part)
    app.worker_main(["worker", "--pool", "solo", "--loglevel", "warning", "--hostname", f"{os.getpid()}@test"])


def tell_ready(**_: object) -> None:
    print("ready", flush=True)


def tell_part(task: object, **_: object) -> None:
    if getattr(task, "name", "") == "dispatch.tasks.solve_part":
        print("part", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
