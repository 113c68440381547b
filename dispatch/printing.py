"""Paper: pages as PDF, and codes that a phone can read."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import segno
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage


def code(text: str) -> str:
    """A QR code of a text as an SVG data address, for the `src` of a picture."""
    return str(segno.make(text, error="m").svg_data_uri(border=0, dark="#000"))


def pdf(html: str) -> bytes:
    """An HTML page as PDF. It may show our own styles and pictures, and data addresses; nothing else is fetched."""
    from weasyprint import HTML  # slow to import, and wanted only here

    return bytes(HTML(string=html, base_url="/", url_fetcher=_own_files).write_pdf())


def _own_files(address: str) -> dict[str, Any]:
    """Give weasyprint a file of ours. Raises ValueError for any other address."""
    from weasyprint import default_url_fetcher

    if address.startswith("data:"):
        return dict(default_url_fetcher(address))
    path = unquote(urlsplit(address).path)
    if path.startswith(settings.MEDIA_URL):
        return {"file_obj": default_storage.open(path.removeprefix(settings.MEDIA_URL))}
    found = finders.find(path.removeprefix(settings.STATIC_URL)) if path.startswith(settings.STATIC_URL) else None
    if not isinstance(found, str):
        raise ValueError(address)
    return {"file_obj": Path(found).open("rb")}
