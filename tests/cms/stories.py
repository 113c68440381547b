"""Build stories to test with."""

from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from cms import publishing
from cms.models import Picture, StoryPage
from shop.accounts.models import User
from tests.personas import Prefecture


def photo(width: int = 64, height: int = 48, kind: str = "JPEG", **more: Any) -> ContentFile[bytes]:
    """Return a small picture file."""
    file = BytesIO()
    Image.new("RGB", (width, height), "#ad3826").save(file, kind, **more)
    return ContentFile(file.getvalue(), name=f"photo.{kind.lower()}")


def a_picture(prefecture: Prefecture, path: str = "stories/straw.jpg", **more: Any) -> Picture:
    """Return a picture in the editors' library."""
    if not default_storage.exists(path):
        default_storage.save(path, photo(**more))
    return publishing.keep_picture(path, title="麦草", by=prefecture.zhen)


def draft(prefecture: Prefecture, *, by: User | None = None, **more: Any) -> StoryPage:
    """Return a story that Zhen wrote and nobody has seen."""
    said: dict[str, Any] = {
        "title": "刘庄的麦草",
        "kind": "craft",
        "summary": "麦收之后，一村人都在编。",
        "body": [("text", "<p>天还没亮，院子里已经有人。</p>")],
        "craft": prefecture.crafts["straw"],
        "by": by or prefecture.zhen,
    }
    return publishing.write(**(said | more))


def story(prefecture: Prefecture, **more: Any) -> StoryPage:
    """Return the same story, which Zhen submitted and Mo published."""
    page = draft(prefecture, **more)
    publishing.submit(page, by=prefecture.zhen)
    return publishing.publish(page, by=prefecture.mo)
