"""Test that works are found by a character, a part of a word, pinyin, initials or English, the best first."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from catalog import searching, spelling
from catalog.models import Category, Synonyms
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


@pytest.fixture
def wares(shop: Prefecture, django_capture_on_commit_callbacks) -> Prefecture:
    """Build a shop with baskets, their lids, rare characters and places that are read in their own way."""
    straw = shop.categories["straw"]
    named = [
        ("柳编提篮", "Willow basket"),
        ("柳编篮盖", "Willow basket lid"),
        ("柳编筐", "Basket of willow"),
        ("麦草手提包", "Straw handbag"),
        ("𠮷庆挂饰", "Charm of luck"),
        ("𬭎文剪纸", "Paper cut"),
        ("单县罗汉饼模", "Biscuit mould"),
        ("女红针线盒", "Sewing box"),
        ("苏式刺绣团扇", "Fan"),
        ("绿豆枕", "Café cushion"),
        ("芦苇画", "Reed picture"),
    ]
    with django_capture_on_commit_callbacks(execute=True):
        for number, (title, english) in enumerate(named):
            product(shop.bases["straw"], title, english, price=str(20 + number), category=straw)
        Synonyms.objects.create(words="手提袋，手提包、bag, handbag")
        Synonyms.objects.create(words="旗袍, qipao, cheongsam")
    return shop


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("𠮷", "𠮷庆挂饰"),
        ("𬭎", "𬭎文剪纸"),
        ("shanxian", "单县罗汉饼模"),
        ("nvhong", "女红针线盒"),
        ("nvgong", "女红针线盒"),
        ("刺繡", "苏式刺绣团扇"),
        ("蘆葦", "芦苇画"),
        ("cafe", "绿豆枕"),
        ("café", "绿豆枕"),
        ("lü", "绿豆枕"),
        ("lvdou", "绿豆枕"),
        ("手提袋", "麦草手提包"),
        ("麦草手提袋", "麦草手提包"),
        ("bag", "麦草手提包"),
        ("bags", "麦草手提包"),
        ("cheongsam", "手工真丝旗袍"),
        ("Silk cheongsam", "手工真丝旗袍"),
    ],
)
def test_a_work_is_found_as_people_write_it(wares: Prefecture, query: str, first: str) -> None:
    assert searching.search(query)[0].title == first


@pytest.mark.parametrize("query", ["basket", "baskets", "Basket", "willow basket"])
def test_baskets_come_before_the_lids_of_baskets(wares: Prefecture, query: str) -> None:
    titles = [work.title for work in searching.search(query)]
    lid = titles.index("柳编篮盖")
    assert {"柳编提篮", "柳编筐"} <= set(titles[:lid])


def test_an_umlaut_does_not_find_everything_with_its_first_letter(wares: Prefecture) -> None:
    assert [work.title for work in searching.search("lü")] == ["绿豆枕"]


@pytest.mark.parametrize(
    ("typed", "meant", "found"),
    [
        ("caobain", "caobian", "草编收纳篮"),
        ("wilow", "willow", "柳编提篮"),
        ("qipoa 真丝", "qipao 真丝", "手工真丝旗袍"),
    ],
)
def test_a_typing_error_is_mended_and_the_page_says_so(
    client: Client, wares: Prefecture, typed: str, meant: str, found: str
) -> None:
    page = client.get("/search/", {"q": typed}).content.decode()
    assert f"没有找到“{typed}”，下面是“{meant}”的结果。" in page
    assert found in page


def test_what_nothing_resembles_stays_as_it_was_typed(wares: Prefecture) -> None:
    assert spelling.mended("zzzzzz") == spelling.mended("lz") == spelling.mended("草编") == ""


def test_a_line_of_one_word_is_no_synonym() -> None:
    with pytest.raises(ValidationError, match="至少写两个词"):
        Synonyms(words="旗袍，旗袍").full_clean()


@pytest.mark.parametrize(
    "text", ["x" * 2_047, "编" * 5_000, '<img src="data:image/png;base64,' + "QUJD" * 300_000 + '">', "\u0301" * 3_000]
)
def test_a_description_of_any_kind_is_saved_and_the_work_found(
    client: Client, shop: Prefecture, django_capture_on_commit_callbacks, text: str
) -> None:
    basket = shop.products["basket"]
    basket.description = f"<p>麦秆{text}</p>"
    with django_capture_on_commit_callbacks(execute=True):
        basket.save()
    assert [work.title for work in searching.search("麦秆")] == ["草编收纳篮"]
    assert not searching.search("QUJDQUJD") and not searching.search("img")
    assert client.get("/search/", {"q": text[:300]}).status_code == 200
