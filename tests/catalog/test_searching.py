"""Test that works are found by a character, a part of a word, pinyin, initials or English, the best first."""

import pytest

from catalog import searching
from catalog.models import Category
from tests.personas import Prefecture, product

FOUND_BY = [
    ("草编收纳篮", "草编"),
    ("草编收纳篮", "编"),
    ("草编收纳篮", "收纳"),
    ("草编收纳篮", "caobian"),
    ("草编收纳篮", "caob"),
    ("草编收纳篮", "cao bian"),
    ("草编收纳篮", "cb"),
    ("草编收纳篮", "CBSNL"),
    ("草编收纳篮", "草编 篮"),
    ("草编收纳篮", "Straw"),
    ("草编收纳篮", "basket stor"),
    ("手工真丝旗袍", "旗袍"),
    ("手工真丝旗袍", "qipao"),
    ("手工真丝旗袍", "ＱＩＰＡＯ"),
    ("手工真丝旗袍", "zsqp"),
]


@pytest.fixture
def shop(prefecture: Prefecture, django_capture_on_commit_callbacks) -> Prefecture:
    with django_capture_on_commit_callbacks(execute=True):
        sewing = Category.add_root(name="手工缝制", name_en="Sewing", slug="sewing")
        product(prefecture.bases["cloth"], "手工真丝旗袍", "Silk qipao", price="1680", category=sewing)
        prefecture.products["basket"].title = "草编收纳篮"
        for made in prefecture.products.values():
            made.save()
    return prefecture


@pytest.mark.parametrize(("title", "query"), FOUND_BY)
def test_a_work_is_found_however_it_is_asked_for(shop: Prefecture, title: str, query: str) -> None:
    assert title in [work.title for work in searching.search(query)]


@pytest.mark.parametrize("query", ["", "  ", "!?", "'", "\\", "' | '龙", "草' & '编", "龙舟", "lz", "旗草"])
def test_an_unmatched_query_finds_nothing(shop: Prefecture, query: str) -> None:
    found = [work.title for work in searching.search(query)]
    assert found == (["草编收纳篮", "布老虎"] if query == "草' & '编" else [])


def test_a_word_in_the_title_weighs_more_than_one_in_the_craft(
    shop: Prefecture, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        hanging = product(
            shop.bases["cloth"], "平安挂件", "Hanging", price="20", category=Category.objects.get(slug="straw")
        )
    first, *others = [work.title for work in searching.search("草")]
    assert first == "草编收纳篮"
    assert hanging.title in others


def test_a_partial_match_is_suggested(shop: Prefecture) -> None:
    assert not searching.search("红色的草编篮")
    assert searching.nearest("红色的草编篮")[0].title == "草编收纳篮"


def test_works_are_found_by_base_and_place(shop: Prefecture) -> None:
    assert {work.title for work in searching.search("肃宁")} == {"布老虎", "手工真丝旗袍"}
    assert {work.title for work in searching.search("qingxian")} == {"草编收纳篮"}
