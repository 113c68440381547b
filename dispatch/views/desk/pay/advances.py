"""Let managers give advances and see what is still owed."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dispatch.pay import advancing, ceilings
from dispatch.views.desk.access import at_desk
from dispatch.views.desk.pay.common import WorkerForm
from shop.money import FEN
from workshops.access import visitor
from workshops.models import Base

SHOWN = 25


class AdvanceForm(WorkerForm):
    """Asks for the worker, the amount (CNY) and the purpose of an advance."""

    amount = forms.DecimalField(
        label=gettext_lazy("Amount, ¥"), min_value=FEN, max_digits=12, decimal_places=2,
        help_text=gettext_lazy("At most what she has earned and not been paid."),
    )  # fmt: skip
    words = forms.CharField(
        label=gettext_lazy("What for, and how it was given"), max_length=255, help_text=gettext_lazy("She reads this.")
    )


@at_desk
def advances(request: HttpRequest, base: Base) -> HttpResponse:
    """List workers who owe an advance and the latest advances, with a form to give another."""
    form = AdvanceForm(request.POST or None, base=base, initial={"worker": request.GET.get("worker", "")})
    if request.method == "POST" and form.does(
        lambda said: advancing.give(
            base, worker=said["worker"], amount=said["amount"], words=said["words"], by=visitor(request),
            key=said["key"],
        )
    ):  # fmt: skip
        if form.result.needs_second:
            messages.success(request, _("Noted. It is above the ceiling: a second person must approve it first."))
        else:
            messages.success(request, _("Noted. Give her the money: it counts once she says that she has it."))
        return redirect("desk:pay-advances")
    context = {
        "form": form,
        "owing": advancing.owing(base),
        "given": advancing.given(base).select_related("entry__reversed_by")[:SHOWN],
        "earlier": advancing.without_receipt(base)[:SHOWN],
        "ceiling": ceilings.of_base(base).advance,
    }
    return render(request, "dispatch/pay/advances.html", {"base": base, **context})
