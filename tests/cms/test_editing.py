"""Test the editors' pages over HTTP: who enters, what a chooser shows, what an upload is told."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from catalog import listing
from catalog.models import Product
from cms.models import Picture, StoryIndexPage, StoryPage
from cms.wagtail_hooks import SynonymsViewSet
from tests.cms.stories import a_picture, draft, photo, story
from tests.personas import Prefecture


def test_only_editors_and_moderators_enter(prefecture: Prefecture, signed_in: Any) -> None:
    home = reverse("wagtailadmin_home")
    for who in ("zhen", "mo"):
        assert signed_in(getattr(prefecture, who)).get(home).status_code == 200
    for who in ("mei", "lan", "anna", "guan"):
        assert signed_in(getattr(prefecture, who)).get(home).status_code == 302
    assert signed_in(None).get(home).status_code == 302


def test_an_editor_has_no_button_to_publish_and_pressing_one_does_nothing(
    prefecture: Prefecture, signed_in: Any
) -> None:
    page = draft(prefecture)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert 'name="action-publish"' in signed_in(prefecture.mo).get(address).content.decode()
    editor = signed_in(prefecture.zhen)
    html = editor.get(address).content.decode()
    assert 'name="action-publish"' not in html and 'name="action-submit"' in html
    said = {"title": "偷偷发", "slug": page.slug, "kind": "news", "summary": "改过", "action-publish": "1"}
    bodies = {"body": streamfield([]), "body_en": streamfield([]), "comments": inline_formset([])}
    editor.post(address, nested_form_data(said | bodies))
    assert StoryPage.objects.get(pk=page.pk).get_latest_revision_as_object().title == "偷偷发"
    assert not StoryPage.objects.get(pk=page.pk).live


def test_a_chooser_tells_a_makers_name_and_station_and_no_more(prefecture: Prefecture, signed_in: Any) -> None:
    editor = signed_in(prefecture.zhen)
    html = editor.get("/cms/worker_chooser/results/?q=秀英").content.decode()
    assert "王秀英" in html and "刘庄加工站" in html and "李桂兰" not in html
    assert "139" not in html
    by_sound = editor.get("/cms/worker_chooser/results/?q=xiuying+liuzhuang").content.decode()
    assert "王秀英" in by_sound and "李桂兰" not in by_sound
    assert "青县草编合作社" in editor.get("/cms/base_chooser/results/?q=草编").content.decode()
    assert "布老虎" in editor.get("/cms/product_chooser/results/?q=tiger").content.decode()
    assert signed_in(prefecture.anna).get("/cms/worker_chooser/results/").status_code in (302, 403)


def test_a_file_that_is_no_picture_is_refused_and_not_kept(prefecture: Prefecture, signed_in: Any) -> None:
    editor = signed_in(prefecture.zhen)
    fake = SimpleUploadedFile("photo.jpg", b"<script>alert(1)</script>", "image/jpeg")
    refused = editor.post(reverse("wagtailimages:add"), {"title": "假的", "file": fake, "collection": "1"})
    assert refused.status_code == 200 and refused.context["form"].errors["file"]
    assert not Picture.objects.exists()


def test_an_upload_is_kept_clean(prefecture: Prefecture, signed_in: Any) -> None:
    exif = b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x0f\x00\x02\x00\x00\x00\x06\x00\x00\x00\x1aPhone\x00"
    sent = SimpleUploadedFile("a.jpg", photo(exif=exif).read(), "image/jpeg")
    assert b"Phone" in sent.read()
    sent.seek(0)
    form = {"title": "麦场", "file": sent, "tags": ""}
    answer = signed_in(prefecture.zhen).post(reverse("wagtailimages:add"), form)
    assert answer.status_code == 302, answer.context["form"].errors
    with Picture.objects.get().file.open() as kept:
        assert b"Phone" not in kept.read()


def test_editors_find_a_story_by_any_part_of_its_title(prefecture: Prefecture, signed_in: Any) -> None:
    story(prefecture, title="刘庄的麦草")
    editor = signed_in(prefecture.zhen)
    for part in ("刘庄", "麦草", "草"):
        assert "刘庄的麦草" in editor.get(reverse("wagtailadmin_pages:search") + f"?q={part}").content.decode(), part


def test_a_draft_can_be_previewed_by_its_editor(prefecture: Prefecture, signed_in: Any) -> None:
    page = draft(prefecture, cover=a_picture(prefecture))
    shown = signed_in(prefecture.zhen).get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert shown.status_code == 200 and page.title in shown.content.decode()


def test_the_list_of_stories_exists_from_the_start(db: None) -> None:
    index = StoryIndexPage.objects.get()
    assert index.live and index.get_url() == reverse("stories")
    assert index.get_workflow().tasks.get().specific.groups.get().name == "Moderators"


def test_an_editor_keeps_the_words_that_mean_the_same(prefecture: Prefecture, signed_in: Any) -> None:
    editor = signed_in(prefecture.zhen)
    address = reverse(SynonymsViewSet().get_url_name("add"))
    assert "至少写两个词" in editor.post(address, {"words": "笸箩"}).content.decode()
    editor.post(address, {"words": "笸箩，收纳篮"})
    listed = editor.get(reverse(SynonymsViewSet().get_url_name("list"))).content.decode()
    assert "笸箩，收纳篮" in listed
    listing.refresh(Product.objects.all())
    assert "草柳编收纳篮" in editor.get("/search/?q=笸箩").content.decode()


def test_a_title_without_letters_has_an_address(prefecture: Prefecture, client: Any) -> None:
    first, second = (story(prefecture, title="❤️") for _number in range(2))
    assert client.get(first.get_url()).status_code == client.get(second.get_url()).status_code == 200
