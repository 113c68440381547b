"""Let a base set the days and the working week that its promises count with."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import time_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dispatch.planning import days
from dispatch.views.desk.access import at_desk, show
from shop.pages.versions import Shown, VersionMixin
from shop.words import percent
from workshops.access import visitor
from workshops.calendars import lead_times_of
from workshops.journal import Verb, last
from workshops.models import Base, LeadTimes

DAYS = ("answer_days", "sample_days", "material_days", "checking_days", "packing_days")


class LeadTimesForm(VersionMixin, forms.ModelForm[LeadTimes]):
    """Asks for the days beside the making, with the order's most in percent."""

    order_percent = forms.IntegerField(
        label=gettext_lazy("Most of the free hours for one order, percent"), min_value=10, max_value=100,
        help_text=gettext_lazy("So that one large order leaves room for others."),
    )  # fmt: skip

    class Meta:
        model = LeadTimes
        fields = (*DAYS, "pieces_a_day", "week", "closes_at")
        widgets = {"closes_at": forms.TimeInput(format="%H:%M", attrs={"type": "time"})}

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["order_percent"].initial = int(self.instance.order_share * 100)

    def lead_times(self) -> LeadTimes:
        """Return the lead times of a valid form."""
        self.instance.order_share = Decimal(self.cleaned_data["order_percent"]) / 100
        return self.instance


def facts(base: Base) -> dict[str, str]:
    """Return the lead times that the base counts with, as words by their labels."""
    lead = lead_times_of(base)
    said = {name: str(getattr(lead, name)) for name in (*DAYS, "pieces_a_day")}
    said |= {"week": str(lead.get_week_display()), "closes_at": time_format(lead.closes_at, "H:i")}
    labels = {field.name: capfirst(str(field.verbose_name)) for field in LeadTimes._meta.fields}
    words = {labels[name]: value for name, value in said.items()}
    return words | {_("Most of the free hours for one order, percent"): percent(lead.order_share)}


@at_desk
def lead_times(request: HttpRequest, base: Base) -> HttpResponse:
    """Show the lead times of the base with what each is for, and change them."""
    shown = Shown(base, facts, visitor(request), last(Verb.SET_LEAD_TIMES))
    form = LeadTimesForm(request.POST or None, instance=lead_times_of(base), shown=shown)
    if request.method == "POST" and form.does(
        lambda _said: days.set_lead_times(base, form.lead_times(), by=visitor(request))
    ):
        messages.success(request, _("Kept. Promises count with these days from now on."))
        return redirect("desk:lead-times")
    return show(request, base, "lead_times", form=form)
