"""Let managers give advances and see what is still owed."""

from dataclasses import replace

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dispatch.pay import advancing, ceilings
from dispatch.views.desk.access import at_desk
from dispatch.views.desk.pay.common import WorkerForm
from shop.money import FEN, money
from shop.pages.versions import Shown, VersionMixin
from workshops.access import visitor
from workshops.journal import Verb, last
from workshops.models import Base, Worker

SHOWN = 25


class AdvanceForm(VersionMixin, WorkerForm):
    """Asks for the worker, the amount (CNY) and the purpose of an advance."""

    amount = forms.DecimalField(
        label=gettext_lazy("Amount, ¥"), min_value=FEN, max_digits=12, decimal_places=2,
        help_text=gettext_lazy("At most what she has earned and not been paid."),
    )  # fmt: skip
    words = forms.CharField(
        label=gettext_lazy("What for, and how it was given"), max_length=255, help_text=gettext_lazy("She reads this.")
    )

    def clean_worker(self) -> Worker:
        found = super().clean_worker()
        to_her = last(Verb.GIVE_ADVANCE, of=lambda base: base.outlays.filter(worker=found))
        self.shown = replace(self.shown, last_change=to_her)
        return found

    def is_about(self, label: str) -> bool:
        """Return whether a fact is about the worker who was named."""
        return label == label_of(self.cleaned_data["worker"])


def label_of(worker: Worker) -> str:
    """Return a worker's name and number."""
    return f"{worker.name} {worker.number}"


def facts(base: Base) -> dict[str, str]:
    """Return what each worker owes, and what is given her and not received yet."""
    told: dict[str, list[str]] = {}
    for row in advancing.owing(base):
        told.setdefault(label_of(row.worker), []).append(_("owes %(amount)s") % {"amount": money(row.amount)})
    for one in advancing.given(base).filter(entry=None, declined_at=None).order_by("pk"):
        words = _("%(amount)s not received yet (%(name)s)") % {"amount": money(one.amount), "name": one.proposed_by}
        told.setdefault(label_of(one.worker), []).append(words)
    return {label: ", ".join(parts) for label, parts in told.items()}


@at_desk
def advances(request: HttpRequest, base: Base) -> HttpResponse:
    """List workers who owe an advance and the latest advances, with a form to give another."""
    to_anybody = last(Verb.GIVE_ADVANCE, of=lambda row: row.outlays.all())
    shown, named = Shown(base, facts, visitor(request), to_anybody), {"worker": request.GET.get("worker", "")}
    form = AdvanceForm(request.POST or None, base=base, initial=named, shown=shown)
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
