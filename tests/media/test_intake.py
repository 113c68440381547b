"""Test what may become a picture here, and what is left of it."""

from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from media import intake
from media.fields import PictureInput
from tests.media.uploads import cut_off, photo


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


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "I;16"), ("PNG", "P"), ("PNG", "1"), ("PNG", "LA"), ("JPEG", "CMYK"), ("JPEG", "L")]
)
def test_rare_depths_and_colours_are_converted(kind: str, mode: str) -> None:
    grey = {"I;16": 128 * 256, "CMYK": (0, 0, 0, 127), "LA": (128, 255), "1": 1}.get(mode, 128)
    file = BytesIO()
    Image.new(mode, (40, 20), grey).save(file, kind)
    kept = Image.open(intake.take_in(ContentFile(file.getvalue(), name="a.png"))).convert("RGB")
    level = kept.getpixel((5, 5))
    assert isinstance(level, tuple)
    assert level[0] == 255 if mode == "1" else abs(level[0] - 128) <= 4 or mode == "P"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_wherever_a_picture_is_cut_off_it_is_refused_in_words(kind: str) -> None:
    whole = photo("a.heic", kind).read()
    assert intake.take_in(ContentFile(whole, name="a"))
    for length in range(1, len(whole) * 9 // 10, max(1, len(whole) // 23)):
        with pytest.raises(ValidationError):
            intake.take_in(ContentFile(whole[:length], name="a"))


def test_a_transparent_picture_of_a_phone_is_kept_on_white() -> None:
    file = BytesIO()
    Image.new("RGBA", (64, 64), (0, 0, 0, 0)).save(file, "HEIF")
    kept = Image.open(intake.take_in(ContentFile(file.getvalue(), name="IMG_1.HEIC")))
    assert kept.format == "JPEG" and kept.getpixel((5, 5)) == (255, 255, 255)


def test_broken_metadata_are_no_reason_to_refuse_a_picture() -> None:
    whole = sent(exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff\x00\x01\x01")
    assert intake.take_in(whole)


def test_weasyprint_does_not_let_half_a_picture_through() -> None:
    from shop.pages import printing

    assert printing.pdf("<p>loaded</p>")
    with pytest.raises(ValidationError) as refused:
        intake.take_in(cut_off())
    assert refused.value.code == "damaged"


@pytest.mark.parametrize(
    "name", ["麦" * 108 + ".jpg", "𠮷" * 200 + ".jpg", "..", "/", "\\", "", "a\x00b.jpg", "？.jpg"]
)
def test_any_name_can_be_stored(name: str) -> None:
    whole = sent()
    whole.name = name
    kept = intake.take_in(whole)
    assert default_storage.save(default_storage.generate_filename(f"names/{kept.name}"), kept)
    assert len((kept.name or "").encode()) < 200
