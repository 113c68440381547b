"""Where a person arrives after signing in: her own place of work, which an app above makes known at start."""

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
    """Ask `finder(user)` for a person's places from now on, most important first; the last one registered counts."""
    _finders[:] = [finder]


def places(user: User) -> Sequence[Place]:
    """The places of work that are hers, the most important first; none for a buyer."""
    return _finders[0](user) if _finders else []


def address_for(user: User) -> str:
    """The address to go to after signing in: her first place, a buyer's own pages otherwise."""
    first = next(iter(places(user)), None)
    return reverse(first.url_name if first else "account:home")
