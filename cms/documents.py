"""Serve the editors' documents."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.documents.views.serve import serve

from cms.models import LibraryFile
from media.serving import part, sandboxed


@sandboxed
def document(request: HttpRequest, pk: str, name: str) -> HttpResponseBase:
    """Return a document to be saved. A film may be fetched in parts, as browsers do to play it."""
    whole: HttpResponseBase = serve(request, pk, name)
    if whole.status_code != 200 or "Content-Disposition" not in whole:  # such as the page that asks for a password
        return whole
    kept = LibraryFile.objects.get(pk=pk)
    whole["Accept-Ranges"] = "bytes"
    return part(request, kept.file, kept.content_type) or whole
