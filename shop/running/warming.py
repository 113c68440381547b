"""What the first reader of a page would wait for, made ready once a new process answers; its start waits for none."""

from threading import Thread
from typing import Any

from django.conf import settings
from django.core.signals import request_finished
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation

from dispatch import planner
from shop.pages import searching

ONCE = "warm"


def warm_once_it_answers() -> None:
    """Warm this process beside its work, after the first request: that of whoever waits for it to be there."""
    request_finished.connect(_begin, dispatch_uid=ONCE)


def warm() -> None:
    """Load the addresses of each language, the frames of the places, pinyin, and what the planner has compiled."""
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            reverse("healthz")
    for place in ("desk", "storefront", "station", "me"):
        get_template(f"places/{place}.html")
    searching.characters()
    planner.get_ready()


def _begin(**_signal: Any) -> None:
    if request_finished.disconnect(dispatch_uid=ONCE):
        Thread(target=warm, daemon=True).start()
