"""Let a manager set the share of surplus pieces that is accepted, for the base or for one lot."""

from decimal import Decimal

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dispatch.models import Lot
from dispatch.views.desk.access import at_desk
from dispatch.work import surplus
from shop.pages.deeds import DeedForm
from shop.pages.versions import Shown, VersionMixin
from shop.words import percent
from workshops.access import visitor
from workshops.journal import Verb, last
from workshops.models import Base


class ToleranceForm(VersionMixin, DeedForm):
    """Asks for a share in percent."""

    percent = forms.DecimalField(
        label=gettext_lazy("Surplus pieces that are taken, percent"), min_value=0, max_value=50, decimal_places=1,
        help_text=gettext_lazy("Women sometimes finish a few more than they were handed. So many are taken and paid."),
    )  # fmt: skip

    @property
    def share(self) -> Decimal:
        """Return the percentage as a share of the pieces (0.05: five in a hundred)."""
        return Decimal(self.cleaned_data["percent"]) / 100


def facts(row: Base | Lot) -> dict[str, str]:
    """Return the share that is taken now."""
    return {_("Surplus pieces that are taken, percent"): percent(row.tolerance)}


@at_desk
def of_base(request: HttpRequest, base: Base) -> HttpResponse:
    """Let a manager set the base's rule for lots issued from now on."""
    shown = Shown(base, facts, visitor(request), last(Verb.ALLOW_SURPLUS_FOR_BASE))
    form = ToleranceForm(request.POST or None, initial={"percent": percent(base.tolerance)}, shown=shown)
    if request.method == "POST" and form.does(
        lambda _said: surplus.allow_for_base(base, tolerance=form.share, by=visitor(request))
    ):
        messages.success(request, _("Kept. Lots issued from now on take so many."))
        return redirect("desk:pay-tolerance")
    return render(request, "dispatch/pay/tolerance.html", {"base": base, "form": form})


@at_desk
def of_lot(request: HttpRequest, base: Base, number: str) -> HttpResponse:
    """Let a manager set the rule of one lot."""
    lot = get_object_or_404(Lot.objects.of_base(base), number=number)
    shown = Shown(lot, facts, visitor(request), last(Verb.ALLOW_SURPLUS_FOR_LOT))
    form = ToleranceForm(request.POST or None, initial={"percent": percent(lot.tolerance)}, shown=shown)
    if request.method == "POST" and form.does(
        lambda _said: surplus.allow_for_lot(lot, tolerance=form.share, by=visitor(request))
    ):
        messages.success(request, _("Kept for this lot."))
        return redirect("desk:lot-detail", number)
    return render(request, "dispatch/pay/tolerance.html", {"base": base, "form": form, "lot": lot})
