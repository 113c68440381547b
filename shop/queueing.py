"""Queue background tasks by their names, so that no deed imports the task that calls it."""

from typing import Any

from celery import current_app
from django.db import transaction


def queue_on_commit(task: str, *arguments: Any) -> None:
    """Send a Celery task once the running transaction is committed.

    A broker that is down is logged and never undoes or fails the deed, which is committed by then.
    """
    transaction.on_commit(current_app.signature(task, arguments).delay, robust=True)
