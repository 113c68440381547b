"""List every address of the site, with arguments that point at objects of the tests' prefecture."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

SLOT = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)|\((?!\?)[^()]*\)")


@dataclass(frozen=True)
class Address:
    """One URL pattern: its full route, its name with namespaces, and the names of its slots."""

    route: str
    name: str

    def path(self, fill: Callable[[str, str], Any]) -> str:
        """Return a real path. `fill(name, slot)` returns the value of each slot."""
        filled = SLOT.sub(lambda found: str(fill(self.name, found[1] or found[2] or "")), self.route)
        return "/" + re.sub(r"[\^$?]|\\[ZAb]", "", filled).replace("\\", "")


def walk(patterns: Any = None, route: str = "", namespace: str = "") -> Iterator[Address]:
    """Return all URL patterns of the site, those of other people's apps too."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = namespace + (f"{pattern.namespace}:" if pattern.namespace else "")
            yield from walk(pattern.url_patterns, here, inner)
        elif isinstance(pattern, URLPattern):
            yield Address(here, f"{namespace}{pattern.name}")
