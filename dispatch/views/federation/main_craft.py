"""Let officers set the main craft of a county, a town or a village."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.pages.deeds import DeedForm
from shop.pages.versions import Shown, VersionMixin
from workshops import main_crafts
from workshops.access import for_officers, visitor
from workshops.journal import Verb, last
from workshops.models import Craft, Place
from workshops.reach import places_of


class MainCraftForm(VersionMixin, DeedForm):
    """Asks for the craft that a place is known for."""

    craft = forms.ModelChoiceField(
        label=gettext_lazy("Main craft"), queryset=Craft.objects.all(), required=False,
        empty_label=gettext_lazy("none"), help_text=gettext_lazy("Shown on the map."),
    )  # fmt: skip


def facts(place: Place) -> dict[str, str]:
    """Return the main craft of a place, as words by its label."""
    return {_("Main craft"): place.main_craft.label if place.main_craft else _("none")}


@for_officers
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Show the main craft of a place, with a form to name another."""
    here = places_of(request.user).filter(level__gte=Place.Level.COUNTY).select_related("main_craft", "parent")
    place = get_object_or_404(here, code=code)
    shown = Shown(place, facts, visitor(request), last(Verb.SET_MAIN_CRAFT))
    form = MainCraftForm(request.POST or None, initial={"craft": place.main_craft}, shown=shown)
    if request.method == "POST" and form.does(
        lambda said: main_crafts.set_main_craft(place, craft=said["craft"], by=visitor(request))
    ):
        messages.success(request, _("Kept."))
        return redirect("federation:counties")
    return render(request, "dispatch/federation/main_craft.html", {"place": place, "form": form})
