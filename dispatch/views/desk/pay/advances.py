"""Let a manager give advances and see what is still owed."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dispatch.models import Earning
from dispatch.pay import advancing
from dispatch.views.desk.access import at_desk
from dispatch.views.desk.pay.common import WorkerForm
from shop.money import FEN
from workshops.access import visitor
from workshops.models import Base


class AdvanceForm(WorkerForm):
    """Asks for the worker, the amount (CNY) and the purpose of an advance."""

    amount = forms.DecimalField(label=gettext_lazy("Amount, ¥"), min_value=FEN, max_digits=12, decimal_places=2)
    note = forms.CharField(
        label=gettext_lazy("What for, and how it was given"), max_length=255, help_text=gettext_lazy("She reads this.")
    )


@at_desk
def advances(request: HttpRequest, base: Base) -> HttpResponse:
    """List workers who owe an advance and the latest advances, with a form to give another."""
    form = AdvanceForm(request.POST or None, base=base, initial={"worker": request.GET.get("worker", "")})
    if request.method == "POST" and form.does(
        lambda said: advancing.give(
            base, worker=said["worker"], amount=said["amount"], note=said["note"], by=visitor(request), key=said["key"]
        )
    ):
        messages.success(request, _("Noted. Her next payslip keeps it back."))
        return redirect("desk:pay-advances")
    given = Earning.objects.filter(kind=Earning.Kind.ADVANCE, period__base=base)
    context = {
        "form": form,
        "owing": advancing.owing(base),
        "given": given.select_related("debit__worker__station", "by", "period").order_by("-at")[:25],
    }
    return render(request, "dispatch/pay/advances.html", {"base": base, **context})
