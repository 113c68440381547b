"""Test that an uploaded file cannot run on the site's own address."""

import re
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import BaseViewRestriction, CollectionViewRestriction

from cms import publishing
from cms.models import LibraryFile
from media.serving import PICTURES, POLICY
from shop.settings import ROOT
from tests.media.uploads import HTML, LONG, PDF, SVG, photo
from tests.personas import Prefecture

REFUSED = "请改传"
SCRIPT = b"fetch('/cms/').then(alert)"


def add(prefecture: Prefecture, signed_in: Any, name: str, content: bytes) -> Any:
    sent = SimpleUploadedFile(name, content, "application/pdf")
    return signed_in(prefecture.zhen).post(reverse("wagtaildocs:add"), {"title": "尺寸表", "file": sent, "tags": ""})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        *((name, content) for content in (HTML, SVG, SCRIPT) for name in ("a.pdf", "a.docx", "a.mp4")),
        ("a.html", HTML), ("a.svg", SVG), ("a.js", SCRIPT), ("a.txt", HTML), ("a.csv", SVG),
        ("a.html", PDF), ("a.svg", PDF), ("a.pdf.html", PDF), ("a", PDF), ("a.xlsx", PDF),
        ("a.pdf", b"%PDF-1.4\n" + HTML), ("a.pdf", HTML + PDF), ("a.pdf", SVG + PDF), ("a.pdf", b""),
    ],
)  # fmt: skip
def test_what_could_run_is_refused_in_words(name: str, content: bytes, prefecture: Prefecture, signed_in: Any) -> None:
    answer = add(prefecture, signed_in, name, content)
    assert answer.status_code == 200 and answer.context["form"].errors["file"]
    assert REFUSED in answer.content.decode() or not content
    assert not LibraryFile.objects.exists()


def test_many_documents_at_once_are_looked_into_as_well(prefecture: Prefecture, signed_in: Any) -> None:
    for sent, kept in ((SimpleUploadedFile("a.pdf", HTML), False), (SimpleUploadedFile("a.pdf", PDF), True)):
        form = {"files[]": sent, "title": "a", "collection": "1"}
        answer = signed_in(prefecture.zhen).post(reverse("wagtaildocs:add_multiple"), form)
        assert answer.json()["success"] is kept and LibraryFile.objects.exists() is kept


@pytest.mark.parametrize(("name", "content"), [(f"{LONG}.pdf", PDF), ("表.csv", "名,数\n篮,3\n".encode("gb18030"))])
def test_a_document_is_private_and_only_to_be_saved(
    name: str, content: bytes, prefecture: Prefecture, signed_in: Any, client: Client
) -> None:
    assert add(prefecture, signed_in, name, content).status_code == 302
    kept = LibraryFile.objects.get()
    answer = client.get(kept.url)
    assert b"".join(answer.streaming_content) == content  # type: ignore[attr-defined]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == POLICY and "sandbox" in POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get(f"/media/{kept.file.name}").status_code == 404
    assert not default_storage.exists(kept.file.name)


def test_the_page_that_asks_for_a_documents_password_can_be_sent(
    prefecture: Prefecture, signed_in: Any, client: Client
) -> None:
    assert add(prefecture, signed_in, "list.csv", b"a,b").status_code == 302
    kept = LibraryFile.objects.get()
    CollectionViewRestriction.objects.create(
        collection=kept.collection, restriction_type=BaseViewRestriction.PASSWORD, password="willow"
    )
    asked = client.get(kept.url)
    assert 'name="password"' in asked.content.decode()
    assert "sandbox" not in asked.headers["Content-Security-Policy"]


def test_a_film_is_fetched_in_parts(prefecture: Prefecture, client: Client) -> None:
    default_storage.save("stories/parts.mp4", ContentFile(b"0123456789"))
    film = publishing.keep_film("stories/parts.mp4", title="收口", by=prefecture.zhen)
    for asked, status, content, where in (
        ("bytes=2-4", 206, b"234", "bytes 2-4/10"),
        ("bytes=8-", 206, b"89", "bytes 8-9/10"),
        ("bytes=0-99", 206, b"0123456789", "bytes 0-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
    ):
        answer = client.get(film.url, headers={"Range": asked})
        assert (answer.status_code, answer.content, answer.headers["Content-Range"]) == (status, content, where)
        assert answer.headers["Content-Security-Policy"] == POLICY


def test_only_pictures_are_shown_where_media_are_served(db: None, client: Client) -> None:
    for name, content in (("a.html", HTML), ("a.svg", SVG), ("a.js", SCRIPT), ("a.PDF", PDF), ("a", HTML)):
        path = default_storage.save(f"old/{name}", ContentFile(content))
        answer = client.get(f"/media/{path}")
        assert answer.status_code == 200 and answer.headers["Content-Disposition"] == "attachment", name
        assert answer.headers["Content-Security-Policy"] == POLICY
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    shown = client.get("/media/" + default_storage.save("old/a.jpg", photo()))
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert shown.headers["Content-Security-Policy"] == POLICY


def test_the_proxys_example_has_the_same_policy() -> None:
    example = (ROOT / "deploy/Caddyfile").read_text()
    assert f'Content-Security-Policy "{POLICY}"' in example and "X-Content-Type-Options nosniff" in example
    shown = re.search(r"@other not path (.*)", example)
    assert shown and set(shown[1].split()) == {f"*{ending}" for ending in PICTURES}
    assert "header @other Content-Disposition attachment" in example
