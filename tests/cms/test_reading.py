"""Test stories as readers see them."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from catalog import listing
from catalog.models import Product
from cms import publishing
from cms.models import StoryPage
from tests.cms.stories import a_picture, draft, story
from tests.personas import Prefecture


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_a_story_shows_all_that_it_is_made_of(prefecture: Prefecture, client: Client) -> None:
    picture = a_picture(prefecture)
    default_storage.save("stories/weaving.mp4", ContentFile(b"film"))
    film = publishing.keep_film("stories/weaving.mp4", title="收口", by=prefecture.zhen)
    listing.refresh(Product.objects.all())
    shot = {"picture": picture, "alt": "麦草垛", "caption": "七月的麦场"}
    page = story(
        prefecture,
        cover=picture,
        body=[
            ("text", "<h2>选草</h2><p>挑<b>最直</b>的。</p>"),
            ("picture", shot),
            ("gallery", [shot, shot]),
            ("video", {"file": film, "poster": picture, "caption": "收口的手法"}),
            ("quote", {"text": "手上有活，心里有数。", "by": "王秀英"}),
            ("maker", {"worker": prefecture.workers["xiuying"], "words": "编了三十年", "agreed": True}),
            ("base", prefecture.bases["straw"]),
            ("product", prefecture.products["basket"]),
        ],
    )
    html = text(client, page.get_url())
    shown = ["选草", "<b>最直</b>", "麦草垛", "七月的麦场", "收口的手法", "心里有数", "王秀英", "刘庄加工站"]
    for words in [*shown, prefecture.bases["straw"].name, prefecture.products["basket"].get_absolute_url()]:
        assert words in html, words
    assert "video/mp4" in html and html.count("<picture>") >= 4
    worker = prefecture.workers["xiuying"]
    assert str(worker.phone) not in html and worker.number not in html


def test_a_story_survives_the_deletion_of_what_it_shows(prefecture: Prefecture, client: Client) -> None:
    tiger, base = prefecture.products["tiger"], prefecture.bases["cloth"]
    page = story(
        prefecture,
        base=base,
        products=[tiger],
        body=[("text", "<p>开头</p>"), ("product", tiger), ("base", base), ("text", "<p>结尾</p>")],
    )
    tiger.delete()
    base.delete()
    html = text(client, page.get_url())
    assert "开头" in html and "结尾" in html and base.name not in html


def test_a_maker_who_withdraws_her_consent_is_not_shown(prefecture: Prefecture, client: Client) -> None:
    page = story(prefecture, worker=prefecture.workers["guilan"], worker_agreed=True)
    assert "李桂兰" in text(client, page.get_url())
    StoryPage.objects.filter(pk=page.pk).update(worker_agreed=False)
    assert "李桂兰" not in text(client, page.get_url())


def test_english_readers_get_english_where_there_is_some(prefecture: Prefecture, client: Client) -> None:
    chinese = story(prefecture, title="只有中文")
    both = story(prefecture, title="两种", title_en="Both", body_en=[("text", "<p>In English</p>")])
    with override("en"):
        html = text(client, both.get_url())
        assert "Both" in html and "In English" in html and 'lang="en"' in html
        html = text(client, chinese.get_url())
        assert "只有中文" in html and "天还没亮" in html and 'class="story-body" lang="zh-Hans"' in html


def test_the_list_is_filtered_by_kind_and_craft_and_paged(
    prefecture: Prefecture, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cms.models.PER_PAGE", 2)
    for number in range(3):
        story(prefecture, title=f"故事{number}", slug=f"story-{number}")
    story(prefecture, title="剪红纸", kind="maker", craft=prefecture.crafts["paper"])
    shelf = reverse("stories")
    assert "剪红纸" in text(client, shelf) and "故事0" not in text(client, shelf)
    assert "故事0" in text(client, shelf + "?page=2")
    assert "剪红纸" not in text(client, shelf + "?kind=craft") and "故事2" in text(client, shelf + "?kind=craft")
    assert "剪红纸" not in text(client, shelf + "?craft=weaving") and "故事2" in text(client, shelf + "?craft=weaving")
    assert "全部故事" in text(client, shelf + "?kind=news")
    assert text(client, shelf + "?kind=nonsense&page=99")


def test_lists_take_a_constant_number_of_queries(prefecture: Prefecture, client: Client) -> None:
    def cost() -> int:
        text(client, reverse("stories"))
        with CaptureQueriesContext(connection) as asked:
            text(client, reverse("stories"))
        return len(asked)

    story(prefecture, cover=a_picture(prefecture), base=prefecture.bases["straw"])
    one = cost()
    for number in range(4):
        story(prefecture, slug=f"more-{number}", cover=a_picture(prefecture), base=prefecture.bases["straw"])
    assert cost() == one


def test_feed_and_sitemap_name_published_stories_only(prefecture: Prefecture, client: Client) -> None:
    shown, hidden = story(prefecture, title="看得见", slug="seen"), draft(prefecture, title="看不见", slug="hidden")
    feed = client.get(reverse("stories-feed")).content.decode()
    assert "<title>看得见</title>" in feed and "看不见" not in feed
    sitemap = client.get("/sitemap.xml?section=stories").content.decode()
    assert shown.get_url() in client.get("/sitemap.xml").content.decode() + sitemap and hidden.slug not in sitemap


def test_a_story_whose_pictures_and_film_are_lost_shows_the_rest(prefecture: Prefecture, client: Client) -> None:
    picture = a_picture(prefecture)
    default_storage.save("stories/weaving.mp4", ContentFile(b"film"))
    film = publishing.keep_film("stories/weaving.mp4", title="收口", by=prefecture.zhen)
    shot = {"picture": picture, "alt": "麦草垛", "caption": "七月的麦场"}
    video = {"file": film, "poster": picture, "caption": "收口的手法"}
    body = [("text", "<p>选草</p>"), ("picture", shot), ("gallery", [shot, shot]), ("video", video)]
    page = story(prefecture, cover=picture, body=body)
    default_storage.delete(picture.file.name)
    film.file.storage.delete(film.file.name)
    html = text(client, page.get_url())
    assert "选草" in html and "七月的麦场" in html and "麦草垛" not in html
    assert text(client, "/stories/") and client.get(film.url).status_code == 404
