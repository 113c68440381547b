"""Serve pictures of faults after the view has checked access."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from dispatch.models import Inspection
from media.serving import private_picture


def picture_of(within_reach: QuerySet[Inspection], pk: int) -> HttpResponse:
    """Return the picture of an inspection within the visitor's reach, or raise Http404."""
    return private_picture(get_object_or_404(within_reach.exclude(picture=""), pk=pk).picture)
