"""Serve pictures of faults after the view has checked access, cached by the reader's own browser only."""

from mimetypes import guess_type

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from dispatch.models import Inspection
from media.serving import stored


def picture_of(within_reach: QuerySet[Inspection], pk: int) -> HttpResponse:
    """Return the picture of an inspection within the visitor's reach, or raise Http404."""
    found = get_object_or_404(within_reach.exclude(picture=""), pk=pk)
    kind = guess_type(str(found.picture))[0] or "application/octet-stream"
    headers = {"Cache-Control": "private, max-age=86400"}
    with stored(found.picture) as file:
        return HttpResponse(file.read(), content_type=kind, headers=headers)
