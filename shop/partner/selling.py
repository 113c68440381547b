"""Ask which sellers do not sell at present. The app that knows stands above this one and answers through a protocol."""

from collections.abc import Callable, Iterable

_providers: list[Callable[[], Iterable[int]]] = []


def register(provider: Callable[[], Iterable[int]]) -> None:
    """Make `provider` answer `closed`. Called once, when the app that knows the bases starts."""
    _providers[:] = [provider]


def closed() -> frozenset[int]:
    """Return the primary keys of the partners whose goods are neither shown nor sold at present."""
    return frozenset(_providers[0]()) if _providers else frozenset()
