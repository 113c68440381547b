"""Serve pictures of faults and short deliveries, once the view has checked access, for the reader's browser only."""

from mimetypes import guess_type
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from media.serving import stored


def picture_of(within_reach: QuerySet[Any], pk: int) -> HttpResponse:
    """Return the picture of an inspection or a short delivery within the visitor's reach, or raise Http404."""
    found = get_object_or_404(within_reach.exclude(picture=""), pk=pk)
    kind = guess_type(str(found.picture))[0] or "application/octet-stream"
    headers = {"Cache-Control": "private, max-age=86400"}
    with stored(found.picture) as file:
        return HttpResponse(file.read(), content_type=kind, headers=headers)
