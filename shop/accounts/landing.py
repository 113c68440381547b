"""Find where a person arrives after signing in: her own place of work, which an app above registers at start."""

from collections.abc import Callable, Sequence
from typing import Protocol

from django.urls import reverse

from shop.accounts.models import User


class Place(Protocol):
    """A place of the site: its words on screen and the URL name of its first page."""

    @property
    def label(self) -> object: ...
    @property
    def url_name(self) -> str: ...


_finders: list[Callable[[User], Sequence[Place]]] = []


def register(finder: Callable[[User], Sequence[Place]]) -> None:
    """Ask `finder(user)` for a person's places from now on, most important first. The last one registered counts."""
    _finders[:] = [finder]


def places(user: User) -> Sequence[Place]:
    """Return her places of work, the most important first. A buyer has none."""
    return _finders[0](user) if _finders else []


def address_for(user: User) -> str:
    """Return the address to go to after signing in: her first place, or a buyer's own pages."""
    first = next(iter(places(user)), None)
    return reverse(first.url_name if first else "account:home")
