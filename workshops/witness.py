"""Decide who may write in a worker's name: she herself, her card with her four digits, or a witness."""

from datetime import datetime, timedelta

from django.utils import timezone

from shop.accounts.models import User
from shop.refusing import NotYours
from workshops import cards
from workshops.errors import DigitsNeeded
from workshops.models import Worker
from workshops.reach import must_run

TAKEN_BACK_WITHIN = timedelta(days=7)


def must_speak_for(worker: Worker, *, by: User | None, digits: str = "") -> bool:
    """Return whether her card with her digits speaks for her. `by` is None on the page of her opened card.

    Whoever runs her station speaks for her while she has no sign-in of her own, else with the digits that she types.
    Raises NotYours, DigitsNeeded, WrongDigits, TooManyTries.
    """
    if by is None:
        return True
    if worker.user_id == by.pk:
        return False
    must_run(worker.station, by)
    if digits:
        cards.must_open(worker, digits=digits)
    elif worker.signs_in:
        raise DigitsNeeded(worker=worker.name)
    return bool(digits)


def is_for_her(worker: Worker, by: User | None) -> bool:
    """Return whether somebody else wrote in her name, of which she is told."""
    return by is not None and by.pk != worker.user_id


def must_be_her(worker: Worker, by: User | None) -> None:
    """Raise NotYours unless it is she: signed in, or by her opened card, where `by` is None."""
    if is_for_her(worker, by):
        raise NotYours


def taken_back_until(worker: Worker, *, by: int | None, at: datetime | None) -> datetime | None:
    """Return until when she can take back what was written in her name `at` a moment.

    Returns None when it was written by herself, signed in, or not at all. `by`: primary key of the user who wrote it.
    """
    if at is None or (by is not None and by == worker.user_id):
        return None
    return at + TAKEN_BACK_WITHIN


def is_in_time(until: datetime | None) -> bool:
    """Return whether there is something to take back, and it is not too late."""
    return until is not None and timezone.now() <= until
