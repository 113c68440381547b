"""List the main crafts for the navigation of every page of the shop."""

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models.signals import post_delete, post_save
from django.utils.translation import get_language

from catalog.models import Category


def key(language: str | None) -> str:
    """Return the cache key of the crafts in one language."""
    return f"main-crafts-{language}"


def main_crafts() -> list[tuple[str, str]]:
    """Return the top-level crafts as `(name, address)` in the reader's language, cached until one is saved."""
    return cache.get_or_set(key(get_language()), read, timeout=3600) or []


def read() -> list[tuple[str, str]]:
    """Read what `main_crafts` returns from the database."""
    crafts = Category.objects.browsable().filter(depth=1, exclude_from_menu=False).order_by("path")
    return [(craft.label, craft.get_absolute_url()) for craft in crafts]


def forget(**kwargs: Any) -> None:  # noqa: ARG001 a signal's receiver
    """Clear the cache in every language, so that the next page reads the crafts anew."""
    cache.delete_many([key(code) for code, _name in settings.LANGUAGES])


def watch() -> None:
    """Clear the cache from now on whenever a craft is saved or deleted."""
    for signal in (post_save, post_delete):
        signal.connect(forget, sender=Category, dispatch_uid="catalog.crafts")
