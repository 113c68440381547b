"""Let two managers set the ceilings for what one of them may do with money."""

from decimal import Decimal

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from dispatch.pay import ceilings
from dispatch.views.desk.access import at_desk
from shop.pages.deeds import DeedForm, do
from shop.pages.versions import Shown, VersionMixin
from shop.words import plain
from workshops.access import visitor
from workshops.journal import Verb, last
from workshops.models import Base

SHOWN = 10


class CeilingsForm(VersionMixin, DeedForm):
    """Asks for a base's ceilings (CNY)."""

    advance = forms.DecimalField(
        label=gettext_lazy("Advances to one worker, ¥"), min_value=Decimal(0), max_digits=8, decimal_places=2,
        help_text=gettext_lazy("In all that she owes. Above it a second person approves each advance."),
    )  # fmt: skip
    costs = forms.DecimalField(
        label=gettext_lazy("Costs paid back to one worker, ¥"), min_value=Decimal(0), max_digits=8, decimal_places=2,
        help_text=gettext_lazy("In one period. Nothing above it is paid back."),
    )  # fmt: skip
    broker_rate = forms.DecimalField(
        label=gettext_lazy("Broker's margin per piece, ¥"), min_value=Decimal(0), max_digits=8, decimal_places=4,
        help_text=gettext_lazy("No broker gets more."),
    )  # fmt: skip


def facts(base: Base) -> dict[str, str]:
    """Return the ceilings in force."""
    held = ceilings.of_base(base)
    labels = {name: str(field.label) for name, field in CeilingsForm.base_fields.items()}
    return {labels[name]: plain(getattr(held, name)) for name in ("advance", "costs", "broker_rate")}


@at_desk
def index(request: HttpRequest, base: Base) -> HttpResponse:
    """Show the ceilings in force and those that wait, with a form to propose others."""
    held = ceilings.of_base(base)
    usual = {name: getattr(held, name) for name in ("advance", "costs", "broker_rate")}
    shown = Shown(base, facts, visitor(request), last(Verb.APPROVE_CEILINGS, of=lambda row: row.ceilings.all()))
    form = CeilingsForm(request.POST or None, initial=usual, shown=shown)
    if request.method == "POST" and form.does(
        lambda said: ceilings.propose(
            base, advance=said["advance"], costs=said["costs"], broker_rate=said["broker_rate"], by=visitor(request)
        )
    ):
        messages.success(request, _("Proposed. They hold once a second person has approved them."))
        return redirect("desk:pay-ceilings")
    past = base.ceilings.select_related("proposed_by", "approved_by", "declined_by")[:SHOWN]
    context = {"base": base, "form": form, "held": held, "waiting": base.ceilings.waiting().first(), "past": past}
    return render(request, "dispatch/pay/ceilings.html", context)


@require_POST
@at_desk
def approve(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Let a second person approve ceilings."""
    one = get_object_or_404(base.ceilings, pk=pk)
    return do(request, lambda: ceilings.approve(one, by=visitor(request)), _("Approved."), "desk:pay-ceilings")


@require_POST
@at_desk
def decline(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Let a manager decline ceilings, or withdraw her own."""
    one = get_object_or_404(base.ceilings, pk=pk)
    return do(request, lambda: ceilings.decline(one, by=visitor(request)), _("Declined."), "desk:pay-ceilings")
