"""Queue background tasks by their names, so that no deed imports the task that calls it."""

import logging
from functools import partial
from time import monotonic
from typing import Any

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

PAUSE = 5  # seconds until a broker that did not answer is asked again, so that nobody waits for it again and again
log = logging.getLogger(__name__)
_away_until = 0.0


def queue_on_commit(task: str, *arguments: Any) -> None:
    """Send a Celery task once the running transaction is committed.

    Whatever hinders that is logged and never undoes or fails the deed, which is committed by then. Each task so queued
    has a sweep that finds what it would have done: docs/production.md lists them.
    """
    transaction.on_commit(partial(queue, task, *arguments), robust=True)


def queue(task: str, *arguments: Any, countdown: float = 0) -> None:
    """Send a Celery task now, unless the broker is down. Then it waits for its sweep."""
    global _away_until
    if monotonic() < _away_until:
        return
    try:
        current_app.signature(task, arguments).apply_async(countdown=countdown)
    except OperationalError as error:
        _away_until = monotonic() + PAUSE
        log.error("The broker does not answer, %s waits for its sweep: %s", task, error)
