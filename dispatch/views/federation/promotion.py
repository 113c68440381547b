"""Let the association choose which bases the home page shows, and see which ones it showed."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from dispatch.views.federation.lists import places_or_404
from shop.pages.deeds import DeedForm, do
from shop.pages.listing import page_of
from workshops import promoting
from workshops.access import for_association, visitor
from workshops.models import Base, Choice

Day = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class ChoiceForm(DeedForm):
    """Asks which base the home page is to show, and on which days."""

    base = forms.ModelChoiceField(Base.objects.none(), label=gettext_lazy("Base"))
    from_on = forms.DateField(label=gettext_lazy("First day"), widget=Day)
    until_on = forms.DateField(label=gettext_lazy("Last day"), widget=Day)

    def __init__(self, *args: Any, bases: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        base: Any = self.fields["base"]
        base.queryset = bases

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("from_on"), cleaned.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", _("The last day is the first one or later."))
        return cleaned


@for_association
def index(request: HttpRequest) -> HttpResponse:
    """List the bases with the days on which the home page showed them, and the choices, with a form to make one."""
    today, here = timezone.localdate(), places_or_404(request)
    bases = Base.objects.selling().filter(place__in=here).select_related("place__county").order_by("name")
    form = ChoiceForm(request.POST or None, bases=bases, initial={"from_on": today})
    if request.method == "POST" and form.does(lambda said: _choose(request, said)):
        messages.success(request, _("Chosen. The home page shows it on these days."))
        return redirect("federation:promotion")
    lately = Q(showings__day__gt=today - timedelta(days=promoting.ROUND))
    shown = bases.annotate(lately=Count("showings", filter=lately), last_on=Max("showings__day"))
    choices = Choice.objects.filter(base__place__in=here, until_on__gte=today).select_related("base", "by")
    context = {"page": page_of(request, shown), "choices": choices, "form": form}
    return render(request, "dispatch/federation/promotion.html", context)


def _choose(request: HttpRequest, said: dict[str, Any]) -> Choice:
    return promoting.choose(said["base"], from_on=said["from_on"], until_on=said["until_on"], by=visitor(request))


@require_POST
@for_association
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a choice."""
    choice = get_object_or_404(Choice.objects.filter(base__place__in=places_or_404(request)), pk=pk)
    return do(request, lambda: promoting.end(choice, by=visitor(request)), _("Ended."), "federation:promotion")
