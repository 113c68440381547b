"""Ask who makes a product. The app that knows stands above this one and answers through a protocol."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from shop.words import in_readers_language


@dataclass(frozen=True, slots=True)
class Maker:
    """A base as the shop shows it, with the county it stands in. `picture` is a path in the media storage."""

    name: str
    name_en: str
    slug: str
    place_code: str
    place_name: str
    place_name_en: str
    introduction: str = ""
    introduction_en: str = ""
    honour: str = ""
    picture: str = ""
    villages: int = 0

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return in_readers_language(self, "name")

    @property
    def place_label(self) -> str:
        """The county's name in the reader's language."""
        return in_readers_language(self, "place_name")

    @property
    def words(self) -> str:
        """The introduction in the reader's language."""
        return in_readers_language(self, "introduction")


Provider = Callable[[Collection[int]], dict[int, Maker]]
_providers: list[Provider] = []
_shown: list[Callable[[], list[Maker]]] = []


def register(provider: Provider, shown: Callable[[], list[Maker]]) -> None:
    """Make `provider` answer `makers_of`, and `shown` `shown_today`. Called when the app above starts."""
    _providers[:] = [provider]
    _shown[:] = [shown]


def shown_today() -> list[Maker]:
    """Return the makers whose turn it is on the home page today."""
    return _shown[0]() if _shown else []


def makers_of(partner_ids: Collection[int]) -> dict[int, Maker]:
    """Return the maker behind each of these partners, by the partner's id. Partners that are no base are left out."""
    return _providers[0](partner_ids) if _providers and partner_ids else {}
