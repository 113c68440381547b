"""Send texts to phones through one gateway. The demo's gateway keeps them for everyone to read instead."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.module_loading import import_string

SHELF, KEPT, HOUR = "texts", 50, 3600


class Gateway(Protocol):
    """The interface of a provider of texts. `SMS_GATEWAY` names a class of this kind that needs no arguments."""

    def send(self, phone: str, words: str) -> None:
        """Send `words` to `phone` (E.164). Must not log either, because they may hold a sign-in code."""


@dataclass(frozen=True)
class Text:
    """A text that was not sent but kept."""

    phone: str
    words: str
    at: datetime


class Outbox:
    """Keeps the last fifty texts for an hour, newest first. For trying out, never for production."""

    def send(self, phone: str, words: str) -> None:
        cache.set(SHELF, [Text(phone, words, timezone.now()), *self.texts()][:KEPT], HOUR)

    def texts(self) -> list[Text]:
        """Return the texts that are kept, newest first."""
        kept: list[Text] = cache.get(SHELF, [])
        return kept


def send(phone: str, words: str) -> None:
    """Send `words` to `phone` (E.164) through the gateway that the settings name."""
    gateway: Gateway = import_string(settings.SMS_GATEWAY)()
    gateway.send(phone, words)
