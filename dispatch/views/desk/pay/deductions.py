"""Let managers propose a deduction, approve it as the second person or decline it."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from dispatch.models import Deduction
from dispatch.pay import deducting
from dispatch.views.desk.access import at_desk
from dispatch.views.desk.pay.common import WorkForm
from shop.money import FEN
from shop.pages.deeds import WordsForm, do
from workshops.access import visitor
from workshops.models import Base

SHOWN = 50


class DeductionForm(WorkForm):
    """Asks for the worker, the kind, the amount (CNY) and the cause of a deduction."""

    why = forms.ChoiceField(
        label=pgettext_lazy("deduction", "What for"), choices=Deduction.Why.choices, widget=forms.RadioSelect
    )
    amount = forms.DecimalField(
        label=gettext_lazy("Amount, ¥"), min_value=FEN, max_digits=12, decimal_places=2,
        help_text=gettext_lazy("At most a fifth of what she has earned in the period; the minimum wage must remain."),
    )  # fmt: skip
    words = forms.CharField(
        label=gettext_lazy("What happened"), max_length=255, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("She reads this, and may contest it."),
    )  # fmt: skip


@at_desk
def deductions(request: HttpRequest, base: Base) -> HttpResponse:
    """List deductions that wait for a second person and those decided lately, with a form to propose one."""
    form = DeductionForm(request.POST or None, base=base, initial={"worker": request.GET.get("worker", "")})
    if request.method == "POST" and form.does(
        lambda said: deducting.propose(
            base, worker=said["worker"], why=said["why"], amount=said["amount"], words=said["words"],
            lot_operation=said["lot_operation"], by=visitor(request), key=said["key"],
        )
    ):  # fmt: skip
        messages.success(request, _("Proposed. Nothing is kept back before a second person approves it."))
        return redirect("desk:pay-deductions")
    mine = base.deductions.select_related(
        "worker__station", "proposed_by", "approved_by", "declined_by", "entry__reversed_by__by", "entry__period",
        "lot_operation__lot",
    )  # fmt: skip
    waiting = mine.waiting()
    context = {"form": form, "waiting": waiting, "decided": mine.exclude(pk__in=waiting.values("pk"))[:SHOWN]}
    return render(request, "dispatch/pay/deductions.html", {"base": base, **context})


@require_POST
@at_desk
def approve(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Let a second person approve a deduction."""
    one = get_object_or_404(base.deductions, pk=pk)
    words = _("Approved. It stands in her open period, with its reason.")
    return do(request, lambda: deducting.approve(one, by=visitor(request)), words, "desk:pay-deductions")


@at_desk
def decline(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Let a manager decline a deduction, or withdraw one of her own."""
    one = get_object_or_404(base.deductions.select_related("worker"), pk=pk)
    form = WordsForm(request.POST or None, label=_("Why?"), help_text=_("She and your colleagues can read this."))
    if request.method == "POST" and form.does(
        lambda said: deducting.decline(one, because=said["words"], by=visitor(request))
    ):
        messages.success(request, _("Declined. Nothing is kept back."))
        return redirect("desk:pay-deductions")
    return render(request, "dispatch/pay/deduction.html", {"deduction": one, "form": form})
