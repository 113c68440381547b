"""Small pictures for Oscar's own templates, from our renditions."""

from typing import Any, NamedTuple

from django.core.files.storage import default_storage

from media import renditions


class Thumbnail(NamedTuple):
    """A picture's address."""

    url: str


class Thumbnailer:
    """Gives the smallest rendition that is wide enough; the picture itself while there is none. Oscar asks by name."""

    def generate_thumbnail(self, source: Any, **opts: Any) -> Thumbnail:
        """`source`: a path in the media storage or a file field; `size`: `"200x200"`, `"200x"` or `"x200"`."""
        path = str(source)
        sheet = renditions.sheet_of(path)
        widths = sheet.made.get("jpeg") if sheet else None
        if not sheet or not widths:
            return Thumbnail(default_storage.url(path))
        across, _x, down = opts["size"].partition("x")
        wanted = int(across or 0) or int(down) * sheet.width // sheet.height
        return Thumbnail(sheet.url(next((width for width in widths if width >= wanted), widths[-1]), "jpeg"))

    def delete_thumbnails(self, source: Any) -> None:
        renditions.forget(str(source))
