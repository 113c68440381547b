"""Pictures of faults: handed out by views that look who asks, and kept by no cache but the reader's own."""

from mimetypes import guess_type

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from dispatch.models import Inspection


def picture_of(within_reach: QuerySet[Inspection], pk: int) -> HttpResponse:
    """The picture of an inspection that the caller found within the visitor's reach; 404 for any other."""
    found = get_object_or_404(within_reach.exclude(picture=""), pk=pk)
    kind = guess_type(str(found.picture))[0] or "application/octet-stream"
    headers = {"Cache-Control": "private, max-age=86400"}
    with found.picture.open() as file:
        return HttpResponse(file.read(), content_type=kind, headers=headers)
