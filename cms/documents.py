"""Serve the editors' documents."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from wagtail.documents.views.serve import serve

from cms.models import LibraryFile
from media.serving import part, sandboxed, stored


def document(request: HttpRequest, pk: str, name: str) -> HttpResponseBase:
    """Return a document to be saved, or the page that asks for its password. Raises Http404 when the file is lost."""
    kept = get_object_or_404(LibraryFile, pk=pk)
    stored(kept.file).close()
    answer: HttpResponseBase = serve(request, pk, name)
    is_file = answer.status_code == 200 and "Content-Disposition" in answer
    return _file(request, kept, answer) if is_file else answer


@sandboxed
def _file(request: HttpRequest, kept: LibraryFile, whole: HttpResponseBase) -> HttpResponseBase:
    """Return a document, or a part of it, since browsers fetch a film in parts to play it."""
    whole["Accept-Ranges"] = "bytes"
    return part(request, kept.file, kept.content_type) or whole
