"""Show what workers dispute, and let the base answer."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dispatch.models import Dispute
from dispatch.models.disputes import DisputeQuerySet
from dispatch.pay import disputing
from shop.pages.deeds import DeedForm
from workshops.access import for_managers, visitor
from workshops.reach import bases_of

OF_LOT = ("lot_operation__operation", "lot_operation__lot")
RELATED = (
    *("worker__station__county", "base", "payslip__period", "outcome", "answered_by"),
    *(f"inspection__report__assignment__{name}" for name in OF_LOT),
    *(f"assignment__{name}" for name in OF_LOT),
    *(f"entry__{name}" for name in (*OF_LOT, "deduction")),
)


class AnswerForm(DeedForm):
    """Asks for the answer to a dispute, and for the amount (CNY) that is paid to make it good."""

    words = forms.CharField(
        label=gettext_lazy("Answer"), max_length=255, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("She reads this."),
    )  # fmt: skip
    amount = forms.DecimalField(
        label=gettext_lazy("To be paid to her, ¥"), min_value=Decimal(0), max_digits=12, decimal_places=4, initial=0,
        help_text=gettext_lazy("Above zero the dispute is upheld and paid in the open period; at zero it is refused."),
    )  # fmt: skip
    take_off = forms.BooleanField(
        label=gettext_lazy("Take the deduction off: it is reversed in the open period"), required=False
    )

    def __init__(self, *args: Any, dispute: Dispute, **more: Any) -> None:
        super().__init__(*args, **more)
        found = dispute.standing_inspection
        self.action = f"?seen={found.pk if found else 0}"
        if not disputing.can_take_off(dispute):
            del self.fields["take_off"]
        if worth := disputing.worth(dispute):
            self.fields["amount"].widget.attrs["placeholder"] = f"{worth:f}"


def answering(request: HttpRequest, one: Dispute) -> AnswerForm | None:
    """Return the form to answer a dispute, or None once it is answered and a message says so."""
    form, seen = AnswerForm(request.POST or None, dispute=one), request.GET.get("seen", "")
    if request.method == "POST" and form.does(
        lambda said: disputing.answer(
            one, words=said["words"], amount=said["amount"], take_off=said.get("take_off", False), by=visitor(request),
            seen=int(seen) if seen.isdecimal() else None,
        )
    ):  # fmt: skip
        messages.success(request, _("Answered. She sees your answer at once."))
        return None
    return form


def of_my_bases(request: HttpRequest) -> DisputeQuerySet:
    """Return the disputes of the visitor's bases."""
    return Dispute.objects.of_bases(bases_of(visitor(request))).select_related(*RELATED)


@for_managers
def disputes(request: HttpRequest) -> HttpResponse:
    """List the disputes of workers: open ones by their deadline, then answered ones."""
    found = of_my_bases(request)
    answered = found.exclude(state=Dispute.State.OPEN).order_by("-answered_at")
    context = {
        "open": found.open(),
        "page": Paginator(answered, 25).get_page(request.GET.get("page")),
    }
    return render(request, "dispatch/pay/disputes.html", context)


@for_managers
def dispute(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a manager answer one dispute."""
    one = get_object_or_404(of_my_bases(request), pk=pk)
    form = answering(request, one)
    if form is None:
        return redirect("desk:pay-disputes")
    context = {"dispute": one, "form": form, "worth": disputing.worth(one)}
    return render(request, "dispatch/pay/dispute.html", context)
