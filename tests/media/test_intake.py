"""Test what may become a picture here, and what is left of it."""

from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image

from media import intake
from media.fields import PictureInput


def sent(kind: str = "JPEG", size: tuple[int, int] = (40, 20), name: str = "a.jpg", **more: Any) -> ContentFile[bytes]:
    file = BytesIO()
    Image.new("RGB", size, "#ad3826").save(file, kind, **more)
    return ContentFile(file.getvalue(), name=name)


def test_it_is_upright_and_without_its_place() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "A maker of phones"
    exif.get_ifd(0x8825)[1] = "N"
    kept = Image.open(intake.take_in(sent(exif=exif)))
    assert kept.size == (20, 40)
    assert not kept.getexif() and "exif" not in kept.info and "icc_profile" not in kept.info


def test_the_format_follows_from_the_content_not_from_the_name() -> None:
    taken = intake.take_in(sent("PNG", name="photo.jpg"))
    assert taken.name == "photo.png" and taken.content_type == "image/png"


@pytest.mark.parametrize("content", [b"<svg onload='alert(1)'/>", b"GIF89a", b"", b"%PDF-1.7", b"\xff\xd8\xff\xe0 no"])
def test_what_is_no_picture_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(ValidationError) as refused:
        intake.take_in(ContentFile(content, name="photo.jpg"))
    assert "JPEG" in str(refused.value)


def test_a_cut_off_picture_is_refused() -> None:
    whole = sent(size=(800, 600)).read()
    with pytest.raises(ValidationError) as refused:
        intake.take_in(ContentFile(whole[: len(whole) // 2], name="photo.jpg"))
    assert refused.value.code == "damaged"


def test_too_many_bytes_and_too_many_pixels_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MOST_PIXELS", 100)
    with pytest.raises(ValidationError, match="0"):
        intake.take_in(sent())
    monkeypatch.setattr(intake, "MOST_BYTES", 100)
    with pytest.raises(ValidationError) as refused:
        intake.take_in(sent())
    assert refused.value.code == "too_large"


def test_a_huge_picture_is_made_smaller() -> None:
    assert Image.open(intake.take_in(sent(size=(4000, 1000)))).size == (3200, 800)


def test_a_form_says_so_beside_the_field() -> None:
    with pytest.raises(ValidationError):
        PictureInput().clean(ContentFile(b"no picture", name="a.jpg"))
    assert PictureInput().clean(sent()).name == "a.jpg"
