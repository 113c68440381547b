"""Search as Chinese readers type: one character, part of a word, full pinyin, its initials, or English.

Every run of Han characters is indexed as its characters and pairs of neighbours, and, from each of its characters on,
as the pinyin and as the initials of what follows, so that `草编`, `编`, `caobian` and `cb` all find 草编篮.
The lexemes are written by us and cast, so that no text parser of the database decides where Chinese words end.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVectorField
from django.db.models import F, Func, QuerySet, Value
from django.utils.functional import Promise

from catalog.models import Listing

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
RUNS = re.compile(rf"[{HAN}]+|[a-z0-9]+")
IS_HAN = re.compile(rf"[{HAN}]")
READ_ON = 8  # syllables of pinyin kept from each character on
SOUND, INITIALS = "~", "^"  # mark pinyin and initials, so that they are never taken for English words
WEIGHTS = [0.1, 0.3, 0.6, 1.0]  # of D, C, B and A: description, place and base, craft, title


class Vector(Func):
    """Lexemes with weights, as the database stores them."""

    template = "%(expressions)s::tsvector"
    output_field = SearchVectorField()


class Query(SearchQuery):
    """A search query in the database's notation."""

    template = "%(expressions)s::tsquery"


@dataclass(frozen=True, slots=True)
class Finding:
    """A search result that is not a product: its title, address, a line of text and a picture's path."""

    title: str
    url: str
    text: str = ""
    picture: str = ""


_others: dict[str | Promise, Callable[[str], Sequence[Finding]]] = {}


def register(name: str | Promise, find: Callable[[str], Sequence[Finding]]) -> None:
    """Show the results of `find(query)` under the heading `name` on the search page. Called when an app starts."""
    _others[name] = find


def elsewhere(query: str) -> list[tuple[str | Promise, Sequence[Finding]]]:
    """Return the results of other apps as `(heading, findings)`. Headings without findings are left out."""
    return [(name, findings) for name, find in _others.items() if (findings := find(query))]


def runs(text: str) -> list[str]:
    """Return the runs of Han characters and the Latin words of a text, in one width and lower case."""
    return RUNS.findall(unicodedata.normalize("NFKC", text).casefold())


def lexemes(text: str) -> Iterator[str]:
    """Yield every lexeme by which a part of `text` can be found."""
    from pypinyin import lazy_pinyin  # a third of a second at every start, for dictionaries that few processes need

    for run in runs(text):
        if not IS_HAN.match(run):
            yield run
            continue
        yield from run
        yield from map("".join, pairwise(run))
        syllables = lazy_pinyin(run)
        for start in range(len(syllables)):
            heard = syllables[start : start + READ_ON]
            yield SOUND + "".join(heard)
            yield INITIALS + "".join(syllable[0] for syllable in heard)


def vector(*, title: str, craft: str = "", place: str = "", description: str = "") -> Vector:
    """Return the search vector of these texts, weighing title over craft over place over description."""
    weighed = {"A": title, "B": craft, "C": place, "D": description}
    parts = {f"{quoted(lexeme)}:1{weight}" for weight, text in weighed.items() for lexeme in lexemes(text)}
    return Vector(Value(" ".join(sorted(parts))))


def asked(query: str) -> list[str]:
    """Return a reader's query as conditions in the database's notation."""
    conditions = []
    for run in runs(query):
        if not IS_HAN.match(run):
            spoken = [f"{quoted(mark + run)}:*" for mark in (SOUND, INITIALS)] if run.isalpha() else []
            conditions.append("(" + " | ".join([f"{quoted(run)}:*", *spoken]) + ")")
        else:
            conditions += map(quoted, map("".join, pairwise(run))) if len(run) > 1 else [quoted(run)]
    return conditions


def quoted(lexeme: str) -> str:
    """Return a lexeme quoted for the database."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def search(query: str) -> QuerySet[Listing]:
    """Return the listings in which all of `query` is found, the best first. An empty query finds none."""
    return ranked(asked(query), " & ")


def nearest(query: str) -> QuerySet[Listing]:
    """Return the listings that match some of `query`, even one character. Used when `search` finds nothing."""
    characters = [quoted(character) for character in query if IS_HAN.match(character)]
    return ranked([*asked(query), *characters], " | ")


def ranked(conditions: Sequence[str], joint: str) -> QuerySet[Listing]:
    """Return listings that meet the conditions, joined by `joint`, those with more and weightier matches first."""
    if not conditions:
        return Listing.objects.none()
    weight = SearchRank(F("search"), Query(Value(" | ".join(conditions))), weights=WEIGHTS)
    found = Listing.objects.filter(search=Query(Value(joint.join(conditions)))).annotate(rank=weight)
    return found.order_by("-rank", "-shown_rank", "-product_id")
