"""Serve pictures of faults and short deliveries after the view has checked access."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from media.serving import private_picture


def picture_of(within_reach: QuerySet[Any], pk: int) -> HttpResponse:
    """Return the picture of an inspection or a short delivery within the visitor's reach, or raise Http404."""
    return private_picture(get_object_or_404(within_reach.exclude(picture=""), pk=pk).picture)
