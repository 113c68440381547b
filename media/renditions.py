"""Make pictures in the sizes and formats that pages ask for, and keep a manifest of those that exist.

Renditions and their manifest lie beside each other in the media storage under `renditions/`, named after the original.
Pages only read manifests. Nothing is ever cut while somebody waits for a page.
"""

import json
from collections.abc import Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from io import BytesIO
from os import cpu_count
from typing import Any, cast

from django.core.cache import caches
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from media.intake import on_white, plain

WIDTHS = (400, 800, 1600)
FORMATS = ("avif", "webp", "jpeg")  # the best first: browsers take the first that they know
QUICK = ("webp",)  # nearly every browser knows it, and it costs a tenth of AVIF
SAVING: dict[str, dict[str, Any]] = {
    "avif": {"quality": 55, "speed": 6},
    "webp": {"quality": 78, "method": 2},
    "jpeg": {"quality": 80, "progressive": True, "optimize": True},
}
REMEMBER_NONE = 60  # seconds until a picture without renditions is looked at again


@dataclass(frozen=True, slots=True)
class Manifest:
    """The renditions of one picture: its own size, and for each format the widths in pixels, the least first."""

    path: str
    width: int
    height: int
    made: dict[str, list[int]] = field(default_factory=dict)

    def url(self, width: int, kind: str) -> str:
        """Return the address of one rendition."""
        return default_storage.url(place(self.path, width, kind))

    def srcset(self, kind: str) -> str:
        """Return all renditions of a format as `srcset` lists them."""
        return ", ".join(f"{self.url(width, kind)} {width}w" for width in self.made[kind])

    def lacks(self, widths: Collection[int] = WIDTHS, kinds: Collection[str] = FORMATS) -> bool:
        """Return whether a rendition of these widths and formats is missing."""
        return any(set(fitting(widths, self.width)) - set(self.made.get(kind, ())) for kind in kinds)


_complete: dict[str, Manifest] = {}  # manifests that will not change any more


def manifest_of(path: str) -> Manifest | None:
    """Return the manifest of the picture at `path` in the media storage, or None when nothing was made of it yet."""
    if path in _complete:
        return _complete[path]
    known = caches["renditions"].get(path)
    if known is None:
        known = read(path)
        caches["renditions"].set(path, known, None if known else REMEMBER_NONE)
    if not known:
        return None
    manifest = Manifest(**json.loads(known))
    if not manifest.lacks():
        _complete[path] = manifest
    return manifest


def read(path: str) -> str:
    """Return the manifest of a picture as text from the storage, or "" when there is none."""
    try:
        with default_storage.open(manifest_place(path)) as file:
            return cast(str, file.read().decode())
    except FileNotFoundError:
        return ""


def make(path: str, *, widths: Collection[int] = WIDTHS, formats: Collection[str] = FORMATS) -> Manifest:
    """Make the missing renditions in these widths (pixels, never more than it has) and formats. Returns the manifest.

    Raises FileNotFoundError when there is no such picture, UnidentifiedImageError when it is none.
    """
    known = manifest_of(path)
    if known and not known.lacks(widths, formats):
        return known
    with default_storage.open(path) as file:
        picture = plain(Image.open(file))
    made = dict(known.made) if known else {}
    wanted = fitting(widths, picture.width)
    for width in sorted(wanted, reverse=True):
        size = (width, max(1, round(picture.height * width / picture.width)))
        cut = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
        for kind in formats:
            if width not in made.get(kind, ()):
                keep(place(path, width, kind), encoded(cut, kind))
                made[kind] = sorted({*made.get(kind, ()), width})
    manifest = Manifest(path, picture.width, picture.height, made)
    text = json.dumps(asdict(manifest))
    keep(manifest_place(path), text.encode())
    caches["renditions"].set(path, text, None)
    return manifest


def make_many(paths: Iterable[str], *, widths: Collection[int] = WIDTHS, formats: Collection[str] = QUICK) -> None:
    """Make renditions of many pictures on all cores. Cutting and encoding release Python's lock."""
    with ThreadPoolExecutor(cpu_count()) as pool:
        list(pool.map(lambda path: make(path, widths=widths, formats=formats), paths))


def forget(path: str) -> None:
    """Delete all renditions of a picture, as when it is deleted."""
    if manifest := manifest_of(path):
        for kind, widths in manifest.made.items():
            for width in widths:
                default_storage.delete(place(path, width, kind))
        default_storage.delete(manifest_place(path))
    caches["renditions"].delete(path)
    _complete.pop(path, None)


def fitting(widths: Collection[int], own: int) -> list[int]:
    """Return the widths to make of a picture that is `own` pixels wide: its own in place of all above."""
    return sorted({min(width, own) for width in widths})


def encoded(picture: Image.Image, kind: str) -> bytes:
    """Return a picture as a file of this format. JPEG shows transparent parts as white."""
    file = BytesIO()
    (on_white(picture) if kind == "jpeg" else picture).save(file, kind.upper(), **SAVING[kind])
    return file.getvalue()


def keep(name: str, content: bytes) -> None:
    """Write a file of exactly this name into the media storage."""
    default_storage.delete(name)
    default_storage.save(name, ContentFile(content))


def place(path: str, width: int, kind: str) -> str:
    """Return the place of a rendition in the storage."""
    return f"renditions/{path}-{width}.{kind}"


def manifest_place(path: str) -> str:
    """Return the place of a picture's manifest in the storage."""
    return f"renditions/{path}.json"
