"""Serve uploaded files so that none of them can run on the site's own address."""

import re
from collections.abc import Callable
from functools import wraps
from mimetypes import guess_type
from pathlib import PurePath
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.core.files.base import File
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.static import serve

from media.missing import is_there

PICTURES = {".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp"}  # all else is saved, never shown
POLICY = "sandbox; default-src 'none'"
MOST_AT_ONCE = 2 * 1024 * 1024  # bytes of one part
Args = ParamSpec("Args")
Answer = TypeVar("Answer", bound=HttpResponseBase)


def sandboxed(view: Callable[Args, Answer]) -> Callable[Args, Answer]:
    """Let a browser run nothing of what this view returns, nor guess its type."""

    @wraps(view)
    def answer(*args: Args.args, **kwargs: Args.kwargs) -> Answer:
        response = view(*args, **kwargs)
        response["Content-Security-Policy"] = POLICY
        response["X-Content-Type-Options"] = "nosniff"
        return response

    return answer


def private_picture(file: Any) -> HttpResponse:
    """Return a private picture once the view has checked access, cached by the reader's own browser only."""
    kind = guess_type(str(file))[0] or "application/octet-stream"
    with stored(file) as opened:
        return HttpResponse(opened.read(), content_type=kind, headers={"Cache-Control": "private, max-age=86400"})


def stored(file: Any) -> File[Any]:
    """Return a stored file opened for reading. Raises Http404 when the storage has lost it."""
    if not is_there(file.name, file.storage):
        raise Http404
    opened: File[Any] = file.open("rb")
    return opened


@sandboxed
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Return a file of the media storage: a picture to be shown, anything else to be saved."""
    response = serve(request, path, document_root=settings.MEDIA_ROOT)
    if PurePath(path).suffix.lower() not in PICTURES:
        response["Content-Disposition"] = "attachment"
    return response


def part(request: HttpRequest, file: File[Any], content_type: str) -> HttpResponse | None:
    """Return the part of a file that the request asks for, or None when it asks for the whole.

    Some browsers play no film that cannot be fetched in parts.
    """
    wanted = re.fullmatch(r"bytes=(\d{1,15})-(\d{0,15})", request.headers.get("Range", ""))
    if not wanted:
        return None
    start, size = int(wanted[1]), file.size
    end = min(int(wanted[2] or size), size - 1, start + MOST_AT_ONCE - 1)
    if start > end:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    with file.open("rb") as opened:
        opened.seek(start)
        content = opened.read(end - start + 1)
    return HttpResponse(content, content_type, status=206, headers={"Content-Range": f"bytes {start}-{end}/{size}"})
