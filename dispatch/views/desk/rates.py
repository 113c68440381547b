"""Piece rates and tech sheets: what an operation pays, what that is by the hour, and who agreed to it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dispatch import rating
from dispatch.errors import Refused
from dispatch.models import Operation, RateCard
from dispatch.views.access import visitor
from dispatch.views.desk.access import at_desk, show
from dispatch.views.listing import page_of
from workshops.models import Base


class RateForm(forms.Form):
    """A rate to be proposed."""

    rate = forms.DecimalField(label=gettext_lazy("CNY per piece"), min_value=0, max_digits=10, decimal_places=4)
    standard_minutes = forms.DecimalField(
        label=gettext_lazy("Standard minutes"), min_value=0, max_digits=8, decimal_places=2,
        help_text=gettext_lazy("Minutes that an able worker needs for one piece, from a time study."),
    )  # fmt: skip
    from_on = forms.DateField(
        label=gettext_lazy("Holds from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(
        label=gettext_lazy("Why below the minimum wage"), required=False, max_length=255,
        help_text=gettext_lazy("Only when it is. Everyone who looks at the rate sees this."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        for name in ("rate", "standard_minutes"):
            if given.get(name) == 0:
                self.add_error(name, _("Must be more than nothing."))
        return given


@require_safe
@at_desk
def rates(request: HttpRequest, base: Base) -> HttpResponse:
    """Every operation of the base with the rate in force, what it is by the hour, and rates that wait for approval."""
    today, words = timezone.localdate(), request.GET.get("q", "").strip()
    operations = Operation.objects.filter(sheet__base=base).select_related("sheet__product", "craft")
    if words:
        title = Q(sheet__product__title__icontains=words) | Q(sheet__product__title_en__icontains=words)
        operations = operations.filter(title | Q(name__icontains=words) | Q(name_en__icontains=words))
    page = page_of(request, operations.order_by("sheet__product__title", "sheet", "position"))
    cards = rating.in_force([operation.pk for operation in page], today)
    waiting = RateCard.objects.filter(operation__sheet__base=base, approved_at=None)
    context = {
        "page": page,
        "rows": [(operation, cards.get(operation.pk)) for operation in page],
        "waiting": waiting.select_related("operation__sheet__product", "proposed_by").order_by("proposed_at"),
        "minimum": rating.highest_minimum(base, today),
        "q": words,
    }
    return show(request, base, "rates", **context)


@require_http_methods(["GET", "POST"])
@at_desk
def rate_propose(request: HttpRequest, base: Base, operation: int) -> HttpResponse:
    """Propose a new rate; refused below the minimum wage without a reason, beside the field."""
    step = get_object_or_404(
        Operation.objects.select_related("sheet__product", "sheet__base"), sheet__base=base, pk=operation
    )
    today = timezone.localdate()
    now = rating.in_force([step.pk], today).get(step.pk)
    begin = {"rate": now.rate if now else None, "standard_minutes": step.standard_minutes, "from_on": today}
    form = RateForm(request.POST or None, initial=begin)
    if form.is_valid():
        try:
            rating.propose(step, by=visitor(request), **form.cleaned_data)
        except Refused as refusal:
            form.add_error("rate", str(refusal))
        else:
            messages.success(request, _("Proposed. It holds once a second person approves it."))
            return redirect("desk:rates")
    history = step.rates.select_related("proposed_by", "approved_by").order_by("-from_on", "-pk")
    minimum = rating.highest_minimum(base, today)
    return show(request, base, "rate_propose", form=form, step=step, history=history, minimum=minimum)


@require_POST
@at_desk
def rate_approve(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Approve a rate that somebody else proposed."""
    card = get_object_or_404(RateCard, operation__sheet__base=base, pk=pk)
    try:
        rating.approve(card, by=visitor(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The rate holds from %(day)s.") % {"day": card.from_on})
    return redirect("desk:rates")
