"""A picture that takes its place before it is there."""

from typing import Any

from django import template
from django.core.files.storage import default_storage
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

WIDTH = 960


@register.simple_tag
def picture(
    image: Any, alt: str = "", sizes: str = "100vw", ratio: str = "1:1", priority: bool = False
) -> SafeString | str:
    """The `<img>` of a picture, cropped by the page to `ratio`; nothing when there is no picture.

    `image`: a path in the media storage, or a file field. `sizes`: how wide the page shows it. `priority`: it is the
    main picture of the page, to be fetched first; all others wait until they are near.
    """
    if not image:
        return ""
    across, down = (int(side) for side in ratio.split(":"))
    haste = mark_safe('fetchpriority="high"') if priority else mark_safe('loading="lazy" decoding="async"')
    return format_html(
        '<img src="{}" alt="{}" sizes="{}" width="{}" height="{}" {}>',
        default_storage.url(str(image)),
        alt,
        sizes,
        WIDTH,
        WIDTH * down // across,
        haste,
    )
