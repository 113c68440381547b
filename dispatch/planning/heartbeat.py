"""Show that a worker is at a plan: it beats while it lives, and a plan without a beat has stopped."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

from django.db import connection
from django.utils import timezone

from dispatch.models import DispatchPlan

SECONDS = 10
LOST = (timedelta(minutes=10), timedelta(seconds=20))  # a plan of such an age that nobody has begun may have no task
State = DispatchPlan.State


def begin(plan_id: int) -> bool:
    """Take a plan that waits, and return whether it was there to be taken. Two workers never take the same one."""
    waiting = DispatchPlan.objects.filter(pk=plan_id, state=State.SOLVING, beat_at=None)
    return bool(waiting.update(beat_at=timezone.now()))


@contextmanager
def beating(plan_id: int) -> Iterator[None]:
    """Beat for a plan every few seconds while the block runs. The plan fails when the block does."""
    is_over, plans = Event(), DispatchPlan.objects.filter(pk=plan_id, state=State.SOLVING)

    def beat() -> None:
        while not is_over.wait(SECONDS):
            plans.update(beat_at=timezone.now())
            connection.close()

    Thread(target=beat, daemon=True).start()
    try:
        yield
    except Exception:
        plans.update(state=State.FAILED)
        raise
    finally:
        is_over.set()


def lost() -> list[int]:
    """Return the plans that were asked for a while ago and that no worker has begun, as when the broker was down."""
    oldest, youngest = (timezone.now() - age for age in LOST)
    waiting = DispatchPlan.objects.filter(state=State.SOLVING, beat_at=None, created_at__range=(oldest, youngest))
    return list(waiting.order_by("pk").values_list("pk", flat=True))
