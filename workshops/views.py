"""Show bases to buyers: who they are, where they stand, what they make."""

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from catalog.models import Listing
from workshops.models import Base, Craft, Place, Station
from workshops.reach import may_preview

OPEN = Q(inside__bases__state=Base.State.OPEN)


@require_safe
def base_list(request: HttpRequest) -> HttpResponse:
    """Show all bases by county, or those of one county or craft when the address says so."""
    place, craft = request.GET.get("place", ""), request.GET.get("craft", "")
    bases = Base.objects.selling().select_related("place__county").prefetch_related("crafts")
    bases = bases.order_by("place__county__code", "name")
    shown = bases.filter(place__county__code=place) if place else bases
    shown = shown.filter(Q(crafts__code=craft) | Q(crafts__parent__code=craft)).distinct() if craft else shown
    context = {
        "bases": shown,
        "works": dict(Listing.objects.order_by().values_list("base_slug").annotate(works=Count("pk"))),
        "counties": Place.objects.annotate(made=Count("inside__bases", filter=OPEN)).filter(made__gt=0),
        "crafts": Craft.objects.filter(parent=None)
        .filter(Q(bases__isnull=False) | Q(branches__bases__isnull=False))
        .distinct(),
        "place": place,
        "craft": craft,
    }
    return render(request, "workshops/base_list.html", context)


def base_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one base: its story in short, its villages, its works."""
    base = get_object_or_404(Base.objects.select_related("place__county").prefetch_related("crafts"), slug=slug)
    if base.state == Base.State.PREPARING and not may_preview(base, request.user):
        raise Http404
    villages = Station.objects.filter(links__base=base, level=Station.Level.VILLAGE, is_active=True)
    works = Listing.objects.filter(base_slug=slug).defer("search")
    context = {
        "base": base,
        "honours": base.honours.shown(),
        "villages": villages.select_related("place__county").order_by("place__county__code", "name"),
        "works": works[:12],
        "works_count": works.count(),
    }
    return render(request, "workshops/base_detail.html", context)
