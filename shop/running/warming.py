"""Warm caches in a background thread after the first request, so that start-up stays fast."""

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
    """Warm this process beside its work, after the first request, which is usually the health check."""
    request_finished.connect(_begin, dispatch_uid=ONCE)


def warm() -> None:
    """Load the addresses of each language, the base templates, pinyin, and what the planner has compiled."""
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
