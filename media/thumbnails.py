"""Give Oscar's own templates small pictures from our renditions."""

from typing import Any, NamedTuple

from django.core.files.storage import default_storage

from media import renditions


class Thumbnail(NamedTuple):
    """A picture's address."""

    url: str


class Thumbnailer:
    """Returns the smallest rendition that is wide enough, or the picture itself without one.

    Oscar looks it up by name.
    """

    def generate_thumbnail(self, source: Any, **opts: Any) -> Thumbnail:
        """Return a thumbnail of `source`.

        `source`: a path in the media storage or a file field. `size`: `"200x200"`, `"200x"` or `"x200"`.
        """
        path = str(source)
        manifest = renditions.manifest_of(path)
        widths = manifest.made.get("jpeg") if manifest else None
        if not manifest or not widths:
            return Thumbnail(default_storage.url(path))
        across, _x, down = opts["size"].partition("x")
        wanted = int(across or 0) or int(down) * manifest.width // manifest.height
        return Thumbnail(manifest.url(next((width for width in widths if width >= wanted), widths[-1]), "jpeg"))

    def delete_thumbnails(self, source: Any) -> None:
        renditions.forget(str(source))
