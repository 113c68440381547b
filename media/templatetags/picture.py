"""Show a picture that reserves its space before it loads, in the best format and the least size that will do."""

from typing import Any

from django import template
from django.core.files.storage import default_storage
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from media.missing import is_there
from media.renditions import FORMATS, Manifest, manifest_of

register = template.Library()

WIDTH = 960


@register.simple_tag
def picture(
    image: Any, alt: str = "", sizes: str = "100vw", ratio: str = "1:1", priority: bool = False, css: str = ""
) -> SafeString | str:
    """Return the `<picture>` of a picture, cropped by the page to `ratio`, or nothing when there is no picture.

    A picture whose file is lost counts as none.

    `image`: a path in the media storage, or a file field. `sizes`: how wide the page shows it. `ratio`: "4:3", or empty
    for the picture's own. `priority`: it is the main picture of the page, to be fetched first, and all others wait
    until they are near. `css`: classes of the `<img>`. While a picture has no renditions the original is shown.
    """
    manifest = manifest_of(str(image)) if image else None
    if not image or not (manifest or is_there(str(image))):
        return ""
    width, height = shown_size(image, manifest, ratio)
    haste = mark_safe('fetchpriority="high"') if priority else mark_safe('loading="lazy" decoding="async"')
    classes = format_html(' class="{}"', css) if css else ""
    rest = format_html('alt="{}" width="{}" height="{}"{} {}', alt, width, height, classes, haste)
    made = manifest.made if manifest else {}
    kinds = [(kind, manifest.srcset(kind), sizes) for kind in FORMATS if manifest and kind != "jpeg" and kind in made]
    sources = format_html_join("", '<source type="image/{}" srcset="{}" sizes="{}">', kinds)
    if manifest and "jpeg" in made:
        middle = min(made["jpeg"], key=lambda width: abs(width - WIDTH))
        choice = format_html('srcset="{}" sizes="{}"', manifest.srcset("jpeg"), sizes)
        img = format_html('<img src="{}" {} {}>', manifest.url(middle, "jpeg"), choice, rest)
    else:
        img = format_html('<img src="{}" {}>', default_storage.url(str(image)), rest)
    return format_html("<picture>{}{}</picture>", sources, img)


def shown_size(image: Any, manifest: Manifest | None, ratio: str) -> tuple[int, int]:
    """Return width and height of the place to keep, in pixels: by `ratio`, else by the picture's own size."""
    if ratio:
        across, down = (int(side) for side in ratio.split(":"))
    elif manifest:
        across, down = manifest.width, manifest.height
    else:
        across, down = getattr(image, "width", 1), getattr(image, "height", 1)
    return WIDTH, WIDTH * down // across
