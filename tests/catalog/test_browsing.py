"""Test the pages on which a buyer looks around, and their queries."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog import listing
from catalog.models import Category, Product
from tests.personas import Prefecture, ProductClass, StockRecord, product

LIST_QUERIES, PRODUCT_QUERIES, HOME_QUERIES = 8, 13, 10


@pytest.fixture
def shop(prefecture: Prefecture) -> Prefecture:
    """Build the prefecture with forty works, so that lists have two pages."""
    for number in range(38):
        product(
            prefecture.bases["straw"], f"草编样品{number}", f"Sample {number}", price=str(10 + number), stock=0,
            category=prefecture.categories["straw"],
        )  # fmt: skip
    listing.refresh(Product.objects.all())
    return prefecture


def titles(response) -> list[str]:
    return [work.title for work in response.context["page"].object_list]


def test_home_shows_crafts_works_and_places(client: Client, shop: Prefecture, django_assert_max_num_queries) -> None:
    client.get("/")
    with django_assert_max_num_queries(HOME_QUERIES):
        page = client.get("/").content.decode()
    for word in ("草柳编", "草编样品37", "青县草编合作社", "肃宁县"):
        assert word in page


def test_the_list_has_pages_and_few_queries(client: Client, shop: Prefecture, django_assert_max_num_queries) -> None:
    client.get("/catalogue/")
    with django_assert_max_num_queries(LIST_QUERIES):
        first = client.get("/catalogue/")
    second = client.get("/catalogue/?page=2")
    assert (len(titles(first)), len(titles(second))) == (24, 16)
    assert "page=2" in first.content.decode()
    assert client.get("/catalogue/?page=99").context["page"].number == 2


def test_filters_narrow_the_list_and_count_what_they_leave(client: Client, shop: Prefecture) -> None:
    in_suning = client.get("/catalogue/?place=130926")
    assert titles(in_suning) == ["布老虎"]
    assert [(choice.label, choice.works) for choice in in_suning.context["chosen"].bases] == [("肃宁布艺厂", 1)]
    assert set(titles(client.get("/catalogue/?stock=now"))) == {"草柳编收纳篮", "布老虎"}
    in_stock = client.get("/catalogue/?place=130922&stock=now").context["chosen"]
    assert [(choice.value, choice.works, choice.chosen) for choice in in_stock.stocks] == [("now", 1, True)]
    assert titles(client.get("/catalogue/?low=46&high=47.5&sort=cheap")) == ["草编样品36", "草编样品37"]
    assert titles(client.get("/catalogue/?sort=dear"))[:2] == ["草柳编收纳篮", "布老虎"]
    assert titles(client.get("/catalogue/?base=nobody")) == []


def test_an_invalid_price_is_refused_beside_its_field(client: Client, shop: Prefecture) -> None:
    response = client.get("/en/catalogue/?low=50&high=20")
    assert "This is less than the lowest price." in response.content.decode()
    assert client.get("/catalogue/?low=many&page=x&sort=random&stock=some").status_code == 200
    for impossible in ("1e999999", "NaN", "Infinity", "9" * 400, "0.001"):
        assert 'aria-invalid="true"' in client.get("/en/catalogue/", {"low": impossible}).content.decode(), impossible


def test_a_search_whose_filters_leave_nothing_says_so(client: Client, shop: Prefecture) -> None:
    page = client.get("/en/search/", {"q": "草编", "place": "nowhere"})
    assert "Nothing here fits all of this" in page.content.decode()


def test_a_craft_has_its_works_and_one_address_wherever_it_moves(client: Client, shop: Prefecture) -> None:
    straw = shop.categories["straw"]
    address = straw.get_absolute_url()
    assert len(titles(client.get(address))) == 24
    weaving = Category.add_root(name="编织", slug="weaving")
    straw.refresh_from_db()
    straw.move(weaving, "first-child")
    assert Category.objects.get(pk=straw.pk).get_absolute_url() == address
    assert client.get(f"/catalogue/category/weaving/straw_{straw.pk}/")["Location"] == address
    assert client.get("/catalogue/category/straw_999/").status_code == 404


def test_a_product_page_says_who_makes_it_and_costs_few_queries(
    client: Client, shop: Prefecture, django_assert_max_num_queries
) -> None:
    address = shop.products["basket"].get_absolute_url()
    client.get(address)
    with django_assert_max_num_queries(PRODUCT_QUERIES):
        page = client.get(address).content.decode()
    for word in (
        "草柳编收纳篮",
        "128.00",
        "76.00",
        "青县草编合作社",
        'itemprop="price" content="128.00"',
        'name="quantity"',
    ):
        assert word in page
    assert "_ga" not in page and "googleapis" not in page


def test_looking_at_a_product_writes_nothing(client: Client, shop: Prefecture) -> None:
    address = shop.products["basket"].get_absolute_url()
    with CaptureQueriesContext(connection) as seen:
        response = client.get(address)
    assert [query["sql"] for query in seen if not query["sql"].startswith("SELECT")] == []
    assert set(response.cookies) <= {"csrftoken"}


def test_sold_out_and_made_to_order_are_said(client: Client, shop: Prefecture) -> None:
    basket = shop.products["basket"]
    address = f"/en{basket.get_absolute_url()}"
    StockRecord.objects.filter(product=basket).update(num_in_stock=0)
    sold_out = client.get(address).content.decode()
    assert "Sold out" in sold_out and 'name="quantity"' not in sold_out
    ProductClass.objects.update(track_stock=False)
    to_order = client.get(address).content.decode()
    assert "one ordered today is with you by" in to_order and 'name="quantity"' in to_order


def test_a_product_has_one_address_and_only_when_public(client: Client, shop: Prefecture) -> None:
    basket = shop.products["basket"]
    assert client.get(f"/catalogue/old_{basket.pk}/")["Location"] == basket.get_absolute_url()
    Product.objects.filter(pk=basket.pk).update(is_public=False)
    assert client.get(basket.get_absolute_url()).status_code == 404
    client.force_login(shop.tai, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(basket.get_absolute_url()).status_code == 200


def test_search_ranks_suggests_and_asks_other_apps(client: Client, shop: Prefecture) -> None:
    assert titles(client.get("/search/?q=shounalan")) == ["草柳编收纳篮"]
    nothing = client.get("/search/?q=紫色收纳篮").content.decode()
    assert "草柳编收纳篮" in nothing and "没有找到" in nothing
    assert client.get("/search/").status_code == 200


def test_the_makers_share_is_the_sum_of_posted_rates_or_is_not_said(client: Client, shop: Prefecture) -> None:
    address = f"/en{shop.products['basket'].get_absolute_url()}"
    page = client.get(address).content.decode()
    assert "<strong>¥28.00</strong> of this price, 22 %" in page
    assert "¥20.50" in page and "¥7.50" in page
    without_sheet = f"/en{shop.products['tiger'].get_absolute_url()}"
    assert "of this price" not in client.get(without_sheet).content.decode()


def test_robots_find_works_and_bases_in_both_languages_and_nothing_private(client: Client, shop: Prefecture) -> None:
    sitemap = client.get("/sitemap.xml").content.decode()
    assert f"/en{shop.products['basket'].get_absolute_url()}" in sitemap
    assert "/bases/straw/" in sitemap and 'hreflang="zh-hans"' in sitemap
    assert "Disallow: /basket/" in client.get("/robots.txt").content.decode()
    filtered = client.get("/catalogue/?place=130926").content.decode()
    assert 'content="noindex, follow"' in filtered
    assert '<link rel="canonical" href="http://testserver/catalogue/">' in filtered


@pytest.mark.parametrize("name", ["！", "❤️", "…", "草 编/柳编"])
def test_a_craft_of_any_name_has_an_address_and_leaves_every_page_up(
    client: Client, shop: Prefecture, name: str
) -> None:
    craft = Category.add_root(name=name)
    assert craft.get_absolute_url() in client.get("/").content.decode()
    assert name in client.get(craft.get_absolute_url()).content.decode()


@pytest.mark.parametrize("slug", ["", "a b", "x.y", "？"])
def test_a_craft_that_was_stored_with_a_broken_address_takes_no_page_down(
    client: Client, shop: Prefecture, slug: str
) -> None:
    craft = Category.add_root(name="旧工艺")
    Category.objects.filter(pk=craft.pk).update(slug=slug)
    craft.refresh_from_db()
    assert craft.get_absolute_url() in client.get("/").content.decode()
    assert client.get(craft.get_absolute_url()).status_code == 200


def test_a_work_of_any_name_has_an_address(client: Client, shop: Prefecture) -> None:
    made = product(shop.bases["straw"], "❤️", "!", price="9", category=shop.categories["straw"])
    listing.refresh(Product.objects.filter(pk=made.pk))
    assert made.get_absolute_url() in client.get("/catalogue/").content.decode()
    assert "❤️" in client.get(made.get_absolute_url()).content.decode()
