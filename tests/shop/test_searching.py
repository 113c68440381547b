"""A list is searched by words in both languages, by pinyin, by initials and by number; all words must match."""

import re

import pytest
from django.db.models import Value
from django.db.models.functions import Concat

from shop.pages.searching import LONGEST_TEXT, both, matching, spelling
from tests.personas import Prefecture
from workshops.models import Station, Worker

FIELDS = ("name", "number", *both("station__name", "station__place__county__name"))


@pytest.fixture
def people(prefecture: Prefecture) -> dict[str, Worker]:
    """Women whose names sound alike or are written with signs that mean something to a database."""
    names = {"W00011": "王晓旭", "W00012": "陈小许", "W00013": "曾丽", "W00014": "100%_好", "W00015": "O'Brien"}
    told = {"station": prefecture.stations["beichen"], "minutes_per_day": 240, "joined_on": "2025-03-01"}
    return {name: Worker.objects.create(number=number, name=name, **told) for number, name in names.items()}


def found(words: str) -> list[str]:
    return list(matching(Worker.objects.all(), words, *FIELDS).order_by("number").values_list("name", flat=True))


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("晓旭", ["王晓旭"]),
        ("xiaoxu", ["王晓旭", "陈小许"]),
        ("XiaoXu", ["王晓旭", "陈小许"]),
        ("wangxiaoxu", ["王晓旭"]),
        ("wangxiaox", ["王晓旭"]),
        ("wxx", ["王晓旭"]),
        ("xx", ["王晓旭", "陈小许"]),
        ("zengli", ["曾丽"]),
        ("cengli", ["曾丽"]),
        ("iaoxu", []),
        ("W00012", ["陈小许"]),
        ("0012", ["陈小许"]),
        ("o'b", ["O'Brien"]),
        ("%", ["100%_好"]),
        ("_", ["100%_好"]),
        ("0%_", ["100%_好"]),
        ("\\", []),
        ("[王]", []),
        (".", []),
    ],
)
def test_a_name_is_found_as_it_is_written_and_as_it_sounds(words: str, names: list[str]) -> None:
    assert found(words) == names


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("北陈 晓旭", ["王晓旭"]),
        ("晓旭　beichen", ["王晓旭"]),
        ("liuzhuang 英", ["王秀英"]),
        ("qx liuzhuang w00002", ["李桂兰"]),
        ("Qingxian 王 晓", ["王晓旭"]),
        ("刘庄 晓旭", []),
    ],
)
def test_every_word_must_match_but_each_where_it_likes(words: str, names: list[str]) -> None:
    assert found(words) == names


@pytest.mark.parametrize("words", ["", "   ", "\u3000", "\0"])
def test_without_a_word_nothing_is_left_out(people: dict[str, Worker], words: str) -> None:
    assert len(found(words)) == len(people) + 3


@pytest.mark.parametrize("letter", ["x", "xian", "an", "enuv", "x ", "ab ", "晓", "%", "\0"])
def test_a_long_text_is_an_answer_and_no_error(people: dict[str, Worker], letter: str) -> None:
    assert set(found((letter * 300)[:300])) <= {*people, "王秀英", "李桂兰", "赵艳"}


def test_what_is_typed_beyond_the_longest_text_is_left_out(people: dict[str, Worker]) -> None:
    assert found("晓旭" + " " * LONGEST_TEXT + "刘庄") == ["王晓旭"]


def test_a_name_that_is_missing_hides_no_row(prefecture: Prefecture) -> None:
    rows = matching(Station.objects.all(), "liuzhuang", "code", *both("name", "parent__name"))
    assert [row.name for row in rows] == ["刘庄加工站"]
    assert [row.name for row in matching(Station.objects.all(), "C130922", "code", "parent__code")] == [
        "青县服务站", "刘庄加工站", "北陈屯加工站",
    ]  # fmt: skip


def test_an_expression_is_searched_like_a_field(prefecture: Prefecture) -> None:
    rows = matching(Worker.objects.all(), "王秀英@刘庄", Concat("name", Value("@"), "station__name"))
    assert list(rows) == [prefecture.workers["xiuying"]]


@pytest.mark.parametrize("word", ["xian", "xi", "fangan"])
def test_pinyin_that_can_be_cut_in_two_ways_spells_both(word: str) -> None:
    both_ways = {"xian": ["先", "西安"], "xi": ["西"], "fangan": ["方案", "反感"]}
    assert all(re.search(spelling(word), name) for name in both_ways[word])


@pytest.mark.parametrize("word", ["", "晓旭", "L00012", "a1", "v", "uuu", "x" * 25, "a.b", "[a"])
def test_what_is_no_pinyin_spells_nothing(word: str) -> None:
    assert spelling(word) == ""
