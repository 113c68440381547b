"""Read the words that editors hold for the same: who asks for a cheongsam finds the 旗袍."""

from typing import Any

from django.core.cache import cache
from django.db.models.signals import post_delete, post_save

from catalog.lexemes import listed
from catalog.models import Synonyms

KEY = "search-synonyms"
Groups = dict[str, tuple[str, ...]]


def groups_of_synonyms() -> Groups:
    """Return every word that has synonyms with the whole group that it belongs to, cached until an editor saves one."""
    return cache.get_or_set(KEY, read, timeout=3600) or {}


def read() -> Groups:
    """Read what `groups_of_synonyms` returns from the database. A word in two groups means both."""
    groups: dict[str, list[str]] = {}
    for words in Synonyms.objects.order_by("pk").values_list("words", flat=True):
        group = listed(words)
        for word in group:
            groups.setdefault(word, []).extend(group)
    return {word: tuple(dict.fromkeys(group)) for word, group in groups.items()}


def watch() -> None:
    """Clear the cache from now on whenever an editor changes a line."""
    for signal in (post_save, post_delete):
        signal.connect(forget, sender=Synonyms, dispatch_uid="catalog.synonyms")


def forget(**_about: Any) -> None:
    cache.delete(KEY)
