"""Make files as people send them: pictures with a place in them, cut off, in rare colours, and what is no picture."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

LONG = "麦" * 108
PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
HTML = b"<!doctype html><script>fetch('/cms/')</script>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"


def placed() -> Image.Exif:
    """Return metadata that tell where a picture was taken, and with what."""
    exif = Image.Exif()
    exif[0x010F] = "A maker of phones"
    exif.get_ifd(0x8825)[1] = "N"
    return exif


def photo(name: str = "a.jpg", kind: str = "JPEG", mode: str = "RGB", **more: Any) -> SimpleUploadedFile:
    """Return a picture, by default with its place, of noise that does not compress to nothing."""
    file = BytesIO()
    noise = Image.effect_noise((320, 240), 80)
    (noise if mode == "L" else noise.convert(mode)).save(file, kind, exif=placed(), **more)
    return SimpleUploadedFile(name, file.getvalue(), f"image/{kind.lower()}")


def cut_off(name: str = "a.jpg") -> SimpleUploadedFile:
    """Return the first half of a picture."""
    whole = photo(name).read()
    return SimpleUploadedFile(name, whole[: len(whole) // 2], "image/jpeg")


def tells_its_place(content: bytes) -> bool:
    """Return whether a picture tells where or with what it was taken."""
    return b"A maker of phones" in content or bool(Image.open(BytesIO(content)).getexif())
