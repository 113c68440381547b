"""Test renditions, the tag that shows them, and Oscar's thumbnails."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template import Context, Template
from PIL import Image

from catalog.models import ProductImage
from media import ordering, renditions, tasks
from media.thumbnails import Thumbnailer
from tests.personas import Prefecture


@pytest.fixture
def path() -> Any:
    """Return a picture of 1000 x 500 pixels in the media storage."""
    file = BytesIO()
    Image.effect_mandelbrot((1000, 500), (-2, -1, 1, 1), 20).convert("RGB").save(file, "JPEG")
    name = default_storage.save("test/weave.jpg", ContentFile(file.getvalue()))
    yield name
    renditions.forget(name)
    default_storage.delete(name)


def shown(path: str, options: str = "") -> str:
    return Template("{% load picture %}{% picture path " + options + " %}").render(
        Context({"path": path, "alt": "麦草 <b>"})
    )


def test_a_picture_without_renditions_is_shown_as_it_is_in_its_place(path: str) -> None:
    html = shown(path, 'alt=alt ratio="4:3" css="soft"')
    assert f'src="{default_storage.url(path)}"' in html and "srcset" not in html
    assert 'width="960" height="720"' in html and 'loading="lazy"' in html and 'class="soft"' in html
    assert "麦草 &lt;b&gt;" in html
    assert not default_storage.exists(f"renditions/{path}.json")  # looking at a page makes nothing


def test_renditions_are_offered_best_format_first_and_never_wider_than_the_picture(path: str) -> None:
    manifest = renditions.make(path)
    assert manifest.made == {kind: [400, 800, 1000] for kind in ("avif", "webp", "jpeg")}
    html = shown(path, 'sizes="50vw" ratio=""')
    assert re.findall(r'type="image/(\w+)"', html) == ["avif", "webp"]
    assert 'width="960" height="480"' in html and html.count('sizes="50vw"') == 3
    for url in re.findall(r"(/media/\S+) \d+w", html):
        with default_storage.open(url.removeprefix("/media/")) as file:
            assert Image.open(file).width in (400, 800, 1000)


def test_the_main_picture_is_fetched_first(path: str) -> None:
    assert 'fetchpriority="high"' in shown(path, "priority=True") and "lazy" not in shown(path, "priority=True")


def test_no_picture_shows_nothing() -> None:
    assert shown("") == ""


def test_quick_renditions_first_and_the_rest_later(path: str) -> None:
    renditions.make_many([path])
    manifest = renditions.manifest_of(path)
    assert manifest and set(manifest.made) == {"webp"} and manifest.lacks()
    html = shown(path)
    assert "image/webp" in html and f'src="{default_storage.url(path)}"' in html  # for browsers without WebP
    kept = default_storage.get_modified_time(f"renditions/{path}-400.webp")
    done = renditions.make(path)
    assert not done.lacks() and "avif" in done.made
    assert default_storage.get_modified_time(f"renditions/{path}-400.webp") == kept  # made once


def test_thumbnails_are_the_least_rendition_that_is_wide_enough(path: str) -> None:
    thumbnailer = Thumbnailer()
    assert thumbnailer.generate_thumbnail(path, size="200x200").url == default_storage.url(path)
    renditions.make(path)
    assert thumbnailer.generate_thumbnail(path, size="200x200").url.endswith("-400.jpeg")
    assert thumbnailer.generate_thumbnail(path, size="x300").url.endswith("-800.jpeg")
    assert thumbnailer.generate_thumbnail(path, size="5000x").url.endswith("-1000.jpeg")
    thumbnailer.delete_thumbnails(path)
    assert not default_storage.exists(f"renditions/{path}-400.jpeg")


def test_every_picture_that_lacks_renditions_gets_them(prefecture: Prefecture, path: str) -> None:
    ProductImage.objects.create(product=prefecture.products["basket"], original=path)
    ProductImage.objects.create(product=prefecture.products["tiger"], original="gone/away.jpg")
    assert list(ordering.lacking()) == [path]
    tasks.fill_renditions()
    assert list(ordering.lacking()) == []


def test_a_saved_picture_is_cut_by_the_worker(
    prefecture: Prefecture, path: str, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ordered: list[Any] = []
    monkeypatch.setattr(tasks.make_renditions, "apply_async", lambda arguments, *_, **__: ordered.append(arguments))
    with django_capture_on_commit_callbacks(execute=True):
        ProductImage.objects.create(product=prefecture.products["basket"], original=path)
    assert ordered == [(path,)]
