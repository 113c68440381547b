"""Let a manager raise many piece rates at once by a share, and approve many that another has proposed."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from dispatch.models import Operation, RateCard
from dispatch.rates import raising, rating
from dispatch.views.desk.access import at_desk, show
from shop.pages.deeds import DeedMixin, refusals_above_page
from shop.pages.searching import both, matching
from workshops.access import visitor
from workshops.models import Base


class RaiseForm(DeedMixin, forms.Form):
    """Asks by how much rates are raised, from which day, and which ones."""

    percent = forms.DecimalField(
        label=gettext_lazy("Raise by, %"), min_value=Decimal("0.1"), max_value=100, max_digits=5, decimal_places=2
    )
    from_on = forms.DateField(
        label=gettext_lazy("Holds from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    q = forms.CharField(
        label=gettext_lazy("Only of this product or operation"), required=False, max_length=100,
        help_text=gettext_lazy("Leave it empty for all."),
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Why below the minimum wage"), required=False, max_length=255,
        help_text=gettext_lazy("Only for those that stay below it. Else the reason of today's rate goes on."),
    )  # fmt: skip
    chosen = forms.TypedMultipleChoiceField(coerce=int, required=False, widget=forms.MultipleHiddenInput)

    def __init__(self, *args: Any, choices: list[int], **more: Any) -> None:
        super().__init__(*args, **more)
        chosen: Any = self.fields["chosen"]
        chosen.choices = [(pk, pk) for pk in choices]


@require_http_methods(["GET", "POST"])
@at_desk
def rate_raise(request: HttpRequest, base: Base) -> HttpResponse:
    """Show what each rate would be and bring an hour, and propose those that are ticked."""
    operations = raising.worked_by(base).select_related("sheet__product", "craft", "continues")
    typed = request.POST or (request.GET if "percent" in request.GET else None)
    form = RaiseForm(typed, initial={"from_on": timezone.localdate()}, choices=[each.pk for each in operations])
    if request.method == "POST" and form.does(lambda said: _propose(operations, base, said, request)):
        count = len(form.result)
        said = ngettext("%(count)s rate is proposed.", "%(count)s rates are proposed.", count) % {"count": count}
        messages.success(request, said)
        return redirect("desk:rates")
    is_typed = form.is_bound and form.errors is not None  # the fields are read
    rows = _preview(operations, base, form.cleaned_data) if is_typed else []
    ticked = form.cleaned_data.get("chosen", []) if request.method == "POST" else [row.operation.pk for row in rows]
    minimum = rating.highest_minimum(base, timezone.localdate())
    return show(request, base, "rate_raise", form=form, rows=rows, chosen=ticked, minimum=minimum)


def _preview(operations: Any, base: Base, said: dict[str, Any]) -> list[raising.Raise]:
    """Return the new rates, none while the share or the day is wrong."""
    percent, day = said.get("percent"), said.get("from_on")
    if percent is None or day is None:
        return []
    found = matching(operations, said.get("q", ""), *both("sheet__product__title", "name", "craft__name"))
    found = found.order_by("sheet__product__title", "sheet", "position")
    return raising.preview(found, percent=percent, base=base, day=day)


def _propose(operations: Any, base: Base, said: dict[str, Any], request: HttpRequest) -> list[RateCard]:
    chosen: list[Operation] = [each for each in operations if each.pk in said["chosen"]]
    terms = {name: said[name] for name in ("percent", "from_on", "reason")}
    return raising.propose_raise(chosen, base=base, by=visitor(request), **terms)


@require_POST
@at_desk
def rate_approve_all(request: HttpRequest, base: Base) -> HttpResponse:
    """Let a manager approve the proposed rates that she has ticked."""
    ticked = [pk for pk in request.POST.getlist("card") if pk.isascii() and pk.isdigit() and len(pk) < 19]
    cards = list(RateCard.objects.of_base(base).filter(pk__in=ticked))
    with refusals_above_page(request):
        done = len(raising.approve_all(cards, by=visitor(request)))
        said = ngettext("%(count)s rate is approved.", "%(count)s rates are approved.", done) % {"count": done}
        messages.success(request, said)
    return redirect("desk:rates")
