"""Mend typing errors in what a reader seeks: `wilow` is willow, `caobain` is caobian."""

from django.core.cache import cache
from rapidfuzz import process
from rapidfuzz.distance import OSA

from catalog.lexemes import IS_HAN, runs, unaccented, words_to_spell
from catalog.models import Category, Listing
from catalog.synonyms import groups_of_synonyms

KEY, KEPT_FOR = "search-words", 3600  # s
SHORTEST, LONG = 4, 6  # letters: of a word that is mended, and from which on two errors are allowed


def mended(query: str) -> str:
    """Return a query with each Latin word replaced by the nearest word of the shop, or "" where nothing is nearer.

    Two neighbours swapped are one error, as people make it (optimal string alignment).
    """
    words = known_words()
    written = runs(query)
    meant = [run if IS_HAN.match(run) else nearest(run, words) for run in written]
    return "" if meant == written else " ".join(meant)


def nearest(word: str, words: list[str]) -> str:
    """Return the nearest of `words` to a mistyped one, or the word itself."""
    typed = unaccented(word)
    if len(typed) < SHORTEST or typed in words:
        return word
    errors = 2 if len(typed) >= LONG else 1
    found = process.extractOne(typed, words, scorer=OSA.distance, score_cutoff=errors)
    return found[0] if found else word


def known_words() -> list[str]:
    """Return the words by which works are found: those of titles, crafts, bases, places and synonyms."""
    return cache.get_or_set(KEY, read_words, timeout=KEPT_FOR) or []


def read_words() -> list[str]:
    """Read what `known_words` returns from the database."""
    titles = Listing.objects.values_list("title", "title_en").distinct()
    makers = Listing.objects.values_list("base_name", "base_name_en", "place_name", "place_name_en").distinct()
    crafts = Category.objects.values_list("name", "name_en")
    texts = [text for rows in (titles.order_by(), makers.order_by(), crafts) for row in rows for text in row]
    return sorted({word for word in words_to_spell(*texts, *groups_of_synonyms()) if len(word) >= SHORTEST})
