"""Test the steps from an editor's draft to the readers."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from catalog import listing, searching
from catalog.models import Product
from cms import publishing
from cms.models import StoryPage
from tests.cms.stories import a_picture, draft, story
from tests.personas import Prefecture


def test_an_editor_writes_and_submits_and_only_a_moderator_publishes(prefecture: Prefecture) -> None:
    page = draft(prefecture)
    assert not page.live
    publishing.submit(page, by=prefecture.zhen)
    with pytest.raises(PermissionDenied):
        publishing.publish(page, by=prefecture.zhen)
    assert not StoryPage.objects.get(pk=page.pk).live
    assert publishing.publish(page, by=prefecture.mo).live


def test_an_editor_cannot_publish_what_was_never_submitted(prefecture: Prefecture) -> None:
    page = draft(prefecture)
    with pytest.raises(PermissionDenied):
        publishing.publish(page, by=prefecture.zhen)
    assert publishing.publish(page, by=prefecture.mo).live


def test_a_story_is_submitted_once(prefecture: Prefecture) -> None:
    page = draft(prefecture)
    publishing.submit(page, by=prefecture.zhen)
    with pytest.raises(PermissionDenied):
        publishing.submit(page, by=prefecture.zhen)


def test_nobody_else_writes_stories(prefecture: Prefecture) -> None:
    for stranger in (prefecture.mei, prefecture.anna, prefecture.guan):
        with pytest.raises(PermissionDenied):
            draft(prefecture, by=stranger)
    assert not StoryPage.objects.exists()


def test_a_maker_is_shown_only_when_she_agreed(prefecture: Prefecture) -> None:
    with pytest.raises(ValidationError) as refused:
        draft(prefecture, worker=prefecture.workers["xiuying"])
    assert "worker_agreed" in refused.value.message_dict
    assert draft(prefecture, worker=prefecture.workers["xiuying"], worker_agreed=True).worker


def test_a_picture_is_kept_once(prefecture: Prefecture) -> None:
    first = a_picture(prefecture, "stories/one.jpg")
    assert (first.width, first.height) == (64, 48)
    assert a_picture(prefecture, "stories/one.jpg") == first


def test_a_published_story_is_found_by_any_part_of_its_words(prefecture: Prefecture) -> None:
    story(prefecture, title="一根麦草的路", body=[("text", "<p>王家的<b>马尾辫</b>手法</p>")])

    def found(query: str) -> list[str]:
        return [finding.title for _, findings in searching.elsewhere(query) for finding in findings]

    for query in ("麦草", "草", "maicao", "mc", "马尾辫", "草柳编"):
        assert found(query) == ["一根麦草的路"], query
    assert found("剪纸") == []
    StoryPage.objects.get().unpublish(user=prefecture.mo)
    assert found("麦草") == []


def test_a_draft_is_hidden_and_a_published_story_shows_wherever_it_belongs(prefecture: Prefecture, client) -> None:
    page = draft(prefecture, base=prefecture.bases["straw"], products=[prefecture.products["basket"]])
    listing.refresh(Product.objects.all())
    places = [
        reverse("stories"),
        reverse("home"),
        prefecture.products["basket"].get_absolute_url(),
        reverse("workshops:base-detail", args=["straw"]),
    ]
    assert client.get(page.get_url()).status_code == 404
    for place in places:
        assert page.title not in client.get(place).content.decode()
    publishing.publish(page, by=prefecture.mo)
    assert client.get(page.get_url()).status_code == 200
    for place in places:
        assert page.title in client.get(place).content.decode(), place
    other = client.get(reverse("workshops:base-detail", args=["cloth"]))
    assert page.title not in other.content.decode()
