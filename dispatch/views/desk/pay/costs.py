"""Let managers pay back what a worker paid for the base."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dispatch.pay import ceilings, reimbursing
from dispatch.views.desk.access import at_desk
from dispatch.views.desk.pay.common import WorkForm
from shop.money import FEN
from workshops.access import visitor
from workshops.models import Base

SHOWN = 50


class CostsForm(WorkForm):
    """Asks for the worker, the amount (CNY), what she paid for, and the lot where there is one."""

    amount = forms.DecimalField(label=gettext_lazy("Amount, ¥"), min_value=FEN, max_digits=12, decimal_places=2)
    words = forms.CharField(
        label=gettext_lazy("What she paid for"), max_length=255,
        help_text=gettext_lazy("Such as thread or a fare, and where the receipt is. She reads this."),
    )  # fmt: skip


@at_desk
def costs(request: HttpRequest, base: Base) -> HttpResponse:
    """List recent reimbursements, with a form to propose one."""
    form = CostsForm(request.POST or None, base=base, initial={"worker": request.GET.get("worker", "")})
    if request.method == "POST" and form.does(
        lambda said: reimbursing.propose(
            base, worker=said["worker"], amount=said["amount"], words=said["words"],
            lot_operation=said["lot_operation"], by=visitor(request), key=said["key"],
        )
    ):  # fmt: skip
        messages.success(request, _("Proposed. It comes with her next payslip once a second person approves it."))
        return redirect("desk:pay-costs")
    context = {
        "base": base,
        "form": form,
        "given": reimbursing.given(base)[:SHOWN],
        "ceiling": ceilings.of_base(base).costs,
    }
    return render(request, "dispatch/pay/costs.html", context)
