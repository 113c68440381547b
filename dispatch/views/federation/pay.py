"""Show officers the disputes that reached their level, and the table of minimum wages."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dispatch.models import Dispute, Inspection
from dispatch.models.disputes import DisputeQuerySet
from dispatch.rates import rating
from dispatch.views.federation.lists import places_or_404
from dispatch.views.shared.answers import RELATED, Answering
from dispatch.views.shared.evidence import picture_of
from shop.money import FEN
from shop.pages.deeds import DeedForm
from workshops.access import for_officers, visitor
from workshops.models import MinimumWage
from workshops.models.places import AreaClass
from workshops.reach import is_of_association


class WageForm(DeedForm):
    """Asks for a minimum wage from a day on, with the document that sets it."""

    area_class = forms.ChoiceField(label=gettext_lazy("Class of area"), choices=AreaClass.choices)
    hourly = forms.DecimalField(label=gettext_lazy("CNY per hour"), min_value=FEN, max_digits=8, decimal_places=2)
    from_on = forms.DateField(
        label=gettext_lazy("Holds from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    source = forms.CharField(
        label=gettext_lazy("Source"), max_length=255, help_text=gettext_lazy("The paper that says so, with its number.")
    )


def risen(request: HttpRequest) -> DisputeQuerySet:
    """Return disputes of workers at the visitor's places that no base answered in time, or that are about a lead."""
    mine = Dispute.objects.of_workers_in(places_or_404(request))
    return mine.for_officers().select_related(*RELATED)


@for_officers
def disputes(request: HttpRequest) -> HttpResponse:
    """List disputes that reached the officers: open ones by their deadline, then answered ones."""
    rows = risen(request)
    answered = rows.exclude(state=Dispute.State.OPEN).order_by("-answered_at", "-pk")
    context = {
        "open": rows.open().order_by("answer_by_on", "pk"),
        "page": Paginator(answered, 25).get_page(request.GET.get("page")),
        "below": Dispute.objects.open().of_workers_in(places_or_404(request)).exclude(pk__in=rows.values("pk")).count(),
    }
    return render(request, "dispatch/federation/disputes.html", context)


@for_officers
def dispute(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one dispute, with the form to answer it for those who may at its level."""
    one = get_object_or_404(risen(request), pk=pk)
    answering = Answering(request, one)
    if answering.is_done():
        return redirect("federation:disputes")
    return render(request, "dispatch/federation/dispute.html", {"dispute": one, "answering": answering})


@for_officers
def inspection_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the picture of a disputed fault whose dispute reached the officers."""
    return picture_of(Inspection.objects.filter(disputes__in=risen(request)).distinct(), pk)


@for_officers
def wages(request: HttpRequest) -> HttpResponse:
    """List the minimum wages with their documents, and let the association add the next."""
    may = is_of_association(visitor(request))
    form = WageForm(request.POST or None, initial={"from_on": timezone.localdate()}) if may else None
    if form and request.method == "POST" and form.does(lambda said: _set(request, said)):
        messages.success(request, _("Kept. New rates and lots must meet it from its day on."))
        return redirect("federation:wages")
    context = {"form": form, "wages": MinimumWage.objects.order_by("-from_on", "area_class")}
    return render(request, "dispatch/federation/wages.html", context)


def _set(request: HttpRequest, said: dict[str, Any]) -> MinimumWage:
    return rating.set_minimum(
        said["area_class"], hourly=said["hourly"], from_on=said["from_on"], source=said["source"], by=visitor(request)
    )
