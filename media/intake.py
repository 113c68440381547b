"""Take a picture in: check that it is one, that it can be shown, and remove data about its place and maker."""

import struct
import zlib
from contextlib import suppress
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps
from pillow_heif import register_heif_opener

from media.files import named

register_heif_opener()
KINDS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif"}
AS_JPEG = {"MPO", "HEIF"}  # some cameras write several pictures in one, and phones what not every browser shows
BROKEN = OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, RuntimeError, struct.error, zlib.error
MOST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 3200  # pixels kept; no page shows more
QUALITY = 90


def take_in(upload: File[Any]) -> SimpleUploadedFile:
    """Return the same picture, upright, in the web's colours, without metadata, named after its real format.

    Takes any opened file and tells its format from its content. Raises ValidationError with words for the sender.
    """
    if upload.size and upload.size > MOST_BYTES:
        most = filesizeformat(MOST_BYTES)
        raise ValidationError(_("This picture is too large: at most %(most)s.") % {"most": most}, "too_large")
    image, kind = opened(upload)
    if image.width * image.height > MOST_PIXELS:
        raise ValidationError(
            _("This picture has too many pixels: at most %(most)d million.") % {"most": MOST_PIXELS // 1_000_000},
            "too_many_pixels",
        )
    try:
        shown = plain(image)
    except BROKEN as damaged:
        raise ValidationError(_("This picture is damaged. Please send it again."), "damaged") from damaged
    shown.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    kept = BytesIO()
    (on_white(shown) if kind == "JPEG" else shown).save(kept, kind, quality=QUALITY)
    return SimpleUploadedFile(named(upload.name, KINDS[kind]), kept.getvalue(), Image.MIME[kind])


def opened(upload: File[Any]) -> tuple[Image.Image, str]:
    """Return the picture in a file and its format. Raises ValidationError for anything else."""
    upload.seek(0)
    try:
        image = Image.open(upload, formats=[*KINDS, "HEIF"])
    except (*BROKEN, Image.DecompressionBombError) as unknown:
        raise ValidationError(
            _("This is not a picture that we can show. Please send a JPEG, PNG, WebP or AVIF file."), "not_a_picture"
        ) from unknown
    return image, "JPEG" if image.format in AS_JPEG else str(image.format)


def plain(image: Image.Image) -> Image.Image:
    """Return a picture as the web shows it: upright, in sRGB, RGB or RGBA, and nothing beside its pixels."""
    profile = image.info.get("icc_profile")
    upright = turned(image)
    if upright.mode.startswith("I"):  # 16 bits of grey, of which Pillow would keep the low ones
        upright = upright.convert("I").point(lambda depth: depth / 256).convert("L")
    seethrough = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
    mode = "RGBA" if seethrough else "RGB"
    if profile and upright.mode in ("RGB", "RGBA", "CMYK"):
        with suppress(ImageCms.PyCMSError):  # a broken profile: the bare numbers are the best guess
            upright = in_web_colours(upright, profile, mode)
    shown = upright.convert(mode)
    shown.info = {}
    return shown


def turned(image: Image.Image) -> Image.Image:
    """Turn a picture as its metadata say. Broken metadata say nothing, and are no reason to refuse it."""
    image.load()
    try:
        return ImageOps.exif_transpose(image)
    except BROKEN:
        return image


def in_web_colours(image: Image.Image, profile: bytes, mode: str) -> Image.Image:
    """Convert a picture's colours from its own profile to sRGB."""
    web = ImageCms.createProfile("sRGB")
    converted = ImageCms.profileToProfile(image, BytesIO(profile), web, outputMode=mode)
    return converted or image


def on_white(picture: Image.Image) -> Image.Image:
    """Return a picture for a format without transparent parts: they become white."""
    if picture.mode != "RGBA":
        return picture
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture)
    return ground
