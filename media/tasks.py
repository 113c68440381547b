"""Cut pictures in the background."""

import time

from celery import shared_task

from media import ordering, renditions

SHARE = 60  # seconds of each round; the rest of the time is for other work


@shared_task(ignore_result=True)
def make_renditions(path: str) -> None:
    """Make all renditions of one picture that was just taken in."""
    renditions.make(path)


@shared_task(ignore_result=True)
def fill_renditions() -> None:
    """Make missing renditions of all pictures, for as long as one round may take. Called again and again."""
    until = time.monotonic() + SHARE
    for path in ordering.lacking():
        renditions.make(path)
        if time.monotonic() > until:
            break
