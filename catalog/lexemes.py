"""Turn texts into the lexemes by which they are found, for Chinese readers, pinyin and English.

Every run of Han characters is indexed as its characters and pairs of neighbours, and, from each of its characters on,
as the pinyin and as the initials of what follows, so that `草编`, `编`, `caobian` and `cb` all find 草编篮. Traditional
characters are read as simplified ones, accents are dropped, and a character's other readings count at the start of what
is typed. English words are indexed with their stems. The lexemes are written by us and cast, so that no text parser of
the database decides where Chinese words end.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import islice, pairwise
from typing import Any

from django.utils.html import strip_tags

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
RUNS = re.compile(rf"[{HAN}]+|[a-zß-ɏ0-9]+")
IS_HAN = re.compile(rf"[{HAN}]")
READ_ON = 8  # syllables of pinyin kept from each character on
READ_OTHERWISE = 3  # syllables kept where one of the first two characters is read in another way
LONGEST_WORD = 64  # letters of a word that are indexed and sought; the database refuses more than 2,046 bytes
LONGEST_TEXT = 4_000  # characters of a description that are indexed
SOUND, INITIALS = "~", "^"  # mark pinyin and initials, so that they are never taken for English words
BETWEEN = re.compile(r"[,，、;；\n]+")  # words of a list
AFTER_HEAD = re.compile(r"\s(?:of|for|with|in|from|to|by|on)\s|[,(（:;/·]")


def runs(text: str) -> list[str]:
    """Return the runs of Han characters (simplified) and the Latin words of a text, in one width and lower case."""
    return RUNS.findall(simplified(unicodedata.normalize("NFKC", text).casefold()))


def simplified(text: str) -> str:
    """Return a text with its traditional characters as simplified ones."""
    written: str = converter().convert(text) if IS_HAN.search(text) else text
    return written


@cache
def converter() -> Any:
    """Load the table of characters once, and only where Chinese is read."""
    from opencc import OpenCC

    return OpenCC("t2s")


@cache
def stemmer() -> Any:
    """Load the English stemmer once."""
    from snowballstemmer import stemmer as load

    return load("english")


def unaccented(word: str) -> str:
    """Return a Latin word without its accents: `cafe` for `café`, `lu` for `lü`."""
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))


def forms(word: str) -> list[str]:
    """Return a Latin word and its stem, clipped to what the database takes."""
    plain = unaccented(word)[:LONGEST_WORD]
    return list(dict.fromkeys([plain, stemmer().stemWord(plain)]))


def spoken(word: str) -> str:
    """Return a Latin word as it is spelled in pinyin on a keyboard, which has `v` for `ü`."""
    return unaccented(word.replace("ü", "v"))[:LONGEST_WORD]


def lexemes(text: str, *, in_all_readings: bool = True) -> Iterator[str]:
    """Yield every lexeme by which a part of `text` can be found."""
    for run in runs(text):
        if not IS_HAN.match(run):
            yield from forms(run)
            continue
        yield from run
        yield from map("".join, pairwise(run))
        yield from sounds(run, in_all_readings=in_all_readings)


def sounds(run: str, *, in_all_readings: bool) -> Iterator[str]:
    """Yield the pinyin and the initials of a run of Han characters, from each of its characters on."""
    from pypinyin import lazy_pinyin  # a third of a second at every start, for dictionaries that few processes need

    syllables = lazy_pinyin(run)
    if len(syllables) != len(run):
        syllables = [syllable for character in run for syllable in lazy_pinyin(character)]
    for start in range(len(syllables)):
        heard = syllables[start : start + READ_ON]
        yield SOUND + "".join(heard)
        yield INITIALS + "".join(syllable[0] for syllable in heard)
        if in_all_readings:
            for place in (0, 1):
                for other in other_readings(run[start + place : start + place + 1]):
                    read = [*heard[:place], other, *heard[place + 1 : READ_OTHERWISE]]
                    yield SOUND + "".join(read)


@cache
def other_readings(character: str) -> tuple[str, ...]:
    """Return the readings of a character beside its usual one: `shan` and `chan` for 单."""
    from pypinyin import Style, pinyin

    return tuple(pinyin(character, style=Style.NORMAL, heteronym=True)[0]) if character else ()


def heads(*titles: str) -> Iterator[str]:
    """Yield the lexemes of the noun that each title is about, its last: 篮 in 柳编篮, `lid` in `basket lid`."""
    for title in titles:
        found = runs(AFTER_HEAD.split(title.strip(), maxsplit=1)[0])
        if not found:
            continue
        last = found[-1]
        yield from lexemes(last[-2:], in_all_readings=False) if IS_HAN.match(last) else forms(last)


def described(text: str) -> str:
    """Return what is indexed of a description: its words without markup, up to a bound."""
    return strip_tags(text)[:LONGEST_TEXT]


def listed(words: str) -> list[str]:
    """Return the words of a line that separates them by commas, as they are sought."""
    return list(dict.fromkeys(" ".join(found) for word in BETWEEN.split(words) if (found := runs(word))))


def words_to_spell(*texts: str) -> Iterator[str]:
    """Yield the words that a reader could mistype: Latin words, and the pinyin of neighbours and of short runs."""
    for text in texts:
        for run in runs(text):
            if not IS_HAN.match(run):
                yield unaccented(run)
                continue
            read = [sound.removeprefix(SOUND) for sound in sounds(run, in_all_readings=False) if sound[0] == SOUND]
            yield from islice(read, 1)
            for pair in map("".join, pairwise(run)):
                yield next(sounds(pair, in_all_readings=False)).removeprefix(SOUND)
