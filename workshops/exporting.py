"""Record who took a list with names out of the site, as a file or on paper."""

from shop.accounts.models import User
from workshops.journal import Verb, record
from workshops.models import Base, Station


def export_list(name: str, *, rows: int, by: User, base: Base | None = None, station: Station | None = None) -> None:
    """Record that someone downloaded or printed a list that names people, where `base` and `station` are known."""
    record(Verb.EXPORT_LIST, base or by, by=by, base=base, station=station, list=name, rows=rows)
