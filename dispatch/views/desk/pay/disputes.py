"""Show what workers dispute, and let the base answer."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from dispatch.models import Dispute
from dispatch.models.disputes import DisputeQuerySet
from dispatch.views.shared.answers import RELATED, Answering
from workshops.access import for_managers, visitor
from workshops.reach import bases_of


def of_my_bases(request: HttpRequest) -> DisputeQuerySet:
    """Return the disputes of the visitor's bases."""
    return Dispute.objects.of_bases(bases_of(visitor(request))).select_related(*RELATED)


@for_managers
def disputes(request: HttpRequest) -> HttpResponse:
    """List the disputes of workers: open ones by their deadline, then those that are over."""
    found = of_my_bases(request)
    over = found.exclude(state=Dispute.State.OPEN).order_by("-answered_at", "-pk")
    context = {
        "open": found.open(),
        "page": Paginator(over, 25).get_page(request.GET.get("page")),
    }
    return render(request, "dispatch/pay/disputes.html", context)


@for_managers
def dispute(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a manager answer one dispute while it is with her base."""
    one = get_object_or_404(of_my_bases(request), pk=pk)
    answering = Answering(request, one)
    if answering.is_done():
        return redirect("desk:pay-disputes")
    return render(request, "dispatch/pay/dispute.html", {"dispute": one, "answering": answering})
