"""Search the shop: find the works and pages that a reader's words mean, the best first."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVectorField
from django.db.models import F, Func, QuerySet, Value
from django.utils.functional import Promise

from catalog.lexemes import INITIALS, IS_HAN, SOUND, described, forms, heads, lexemes, runs, spoken
from catalog.models import Listing
from catalog.synonyms import Groups, groups_of_synonyms

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


def vector(*, titles: Sequence[str], craft: str = "", place: str = "", description: str = "") -> Vector:
    """Return the search vector of these texts, weighing title over craft over place over description.

    The noun that a title is about stands in it twice, so that baskets come before the lids of baskets.
    """
    weighed = {"A": " ".join(titles), "B": craft, "C": place}
    parts = {f"{quoted(lexeme)}:1{weight}" for weight, text in weighed.items() for lexeme in lexemes(text)}
    parts |= {f"{quoted(lexeme)}:1D" for lexeme in lexemes(described(description), in_all_readings=False)}
    parts |= {f"{quoted(lexeme)}:2A" for lexeme in heads(*titles)}
    return Vector(Value(" ".join(sorted(parts))))


def asked(query: str) -> list[str]:
    """Return a reader's query as conditions in the database's notation, each synonym beside what she wrote."""
    known = groups_of_synonyms()
    return [condition(part, known) for run in runs(query) for part in parts_of(run, known)]


def parts_of(run: str, known: Groups) -> Iterator[str]:
    """Yield a run of characters cut around the longest word that has synonyms, and a Latin word as it is."""
    inside = max((word for word in known if word in run), key=len, default="") if IS_HAN.match(run) else ""
    if not inside:
        yield run
        return
    before, _word, after = run.partition(inside)
    yield from (part for part in (before, inside, after) if part)


def condition(part: str, known: Groups) -> str:
    """Return the condition that a word or one of its synonyms stands there."""
    meant = known.get(part) or next((known[form] for form in forms(part) if form in known), ())
    written = [" & ".join(map(stands, runs(word))) for word in dict.fromkeys([part, *meant])]
    return "(" + " | ".join(f"({each})" for each in written) + ")"


def stands(run: str) -> str:
    """Return the condition that one run stands there: characters in this order, or a word that begins so."""
    if IS_HAN.match(run):
        return " & ".join(map(quoted, map("".join, pairwise(run)))) if len(run) > 1 else quoted(run)
    heard = [mark + spoken(run) for mark in (SOUND, INITIALS)] if run.isalpha() else []
    read = [] if "ü" in run else forms(run)  # ü is typed for pinyin alone
    return "(" + " | ".join(f"{quoted(lexeme)}:*" for lexeme in [*read, *heard]) + ")"


def quoted(lexeme: str) -> str:
    """Return a lexeme quoted for the database."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def search(query: str) -> QuerySet[Listing]:
    """Return the listings in which all of `query` is found, the best first. An empty query finds none."""
    return ranked(asked(query), " & ")


def nearest(query: str) -> QuerySet[Listing]:
    """Return the listings that match some of `query`, even one character. Used when `search` finds nothing."""
    characters = [quoted(character) for run in runs(query) for character in run if IS_HAN.match(character)]
    return ranked([*asked(query), *characters], " | ")


def ranked(conditions: Sequence[str], joint: str) -> QuerySet[Listing]:
    """Return listings that meet the conditions, joined by `joint`, those with more and weightier matches first."""
    if not conditions:
        return Listing.objects.none()
    weight = SearchRank(F("search"), Query(Value(" | ".join(conditions))), weights=WEIGHTS)
    found = Listing.objects.filter(search=Query(Value(joint.join(conditions)))).annotate(rank=weight)
    return found.order_by("-rank", "-shown_rank", "-product_id")
