"""Print pages of ours as PDF."""

from mimetypes import guess_type
from typing import IO, Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import default_storage
from PIL import ImageFile
from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint lets all of Python take half a picture for a whole one


def pdf(html: str) -> bytes:
    """Return an HTML page as PDF.

    It may show our own styles and pictures, and data addresses. Nothing else is fetched.
    """
    return bytes(HTML(string=html, base_url="/", url_fetcher=_OwnFiles(allowed_protocols=["data"])).write_pdf())


class _OwnFiles(URLFetcher):
    """Gives WeasyPrint our own files. Any other address is refused."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        path = unquote(urlsplit(url).path)
        for prefix, opened in ((settings.STATIC_URL, _static), (settings.MEDIA_URL, default_storage.open)):
            if not url.startswith("data:") and path.startswith(prefix):
                kind = guess_type(path)[0] or "application/octet-stream"
                return URLFetcherResponse(url, opened(path.removeprefix(prefix)), {"Content-Type": kind})
        return super().fetch(url, headers)


def _static(name: str) -> IO[bytes]:
    """Open a static file by its name, as collected or (before anything is collected) where it lies in the code."""
    found = finders.find(name)
    file: IO[bytes] = open(found, "rb") if isinstance(found, str) else staticfiles_storage.open(name)  # noqa: SIM115, PTH123
    return file
