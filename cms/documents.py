"""Serve the editors' documents."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.documents.views.serve import serve

from cms.models import LibraryFile
from media.serving import part, sandboxed


def document(request: HttpRequest, pk: str, name: str) -> HttpResponseBase:
    """Return a document to be saved, or the page that asks for its password."""
    answer: HttpResponseBase = serve(request, pk, name)
    is_file = answer.status_code == 200 and "Content-Disposition" in answer
    return _file(request, pk, answer) if is_file else answer


@sandboxed
def _file(request: HttpRequest, pk: str, whole: HttpResponseBase) -> HttpResponseBase:
    """Return a document, or a part of it, since browsers fetch a film in parts to play it."""
    kept = LibraryFile.objects.get(pk=pk)
    whole["Accept-Ranges"] = "bytes"
    return part(request, kept.file, kept.content_type) or whole
