"""Open a worker's statement on any phone by the QR code of her printed card and four digits of her choice."""

from django.contrib.auth.hashers import check_password, make_password
from django.core.cache import cache

from workshops.models import Worker

TRIES = 5
WAIT_SECONDS = 15 * 60


class TooManyTries(Exception):
    """The digits were wrong too often. The card is blocked for a quarter of an hour."""


def choose_digits(worker: Worker, *, digits: str) -> None:
    """Set the four digits that open her card. They are stored hashed."""
    worker.card_pin = make_password(digits)
    worker.save(update_fields=["card_pin"])
    cache.delete(_counter(worker))


def opens(worker: Worker, *, digits: str) -> bool:
    """Return whether these are her digits. Raises TooManyTries after five wrong ones within a quarter of an hour."""
    cache.add(_counter(worker), 0, WAIT_SECONDS)
    if cache.incr(_counter(worker)) > TRIES:
        raise TooManyTries
    right = bool(worker.card_pin) and check_password(digits, worker.card_pin)
    if right:
        cache.delete(_counter(worker))
    return right


def _counter(worker: Worker) -> str:
    return f"card-tries-{worker.pk}"
