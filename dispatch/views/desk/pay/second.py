"""Show all that waits for a second person at a base, and let her approve or decline it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dispatch.models import Deduction, Earning, Outlay, TakingBack
from dispatch.pay import advancing, outlays, reimbursing, taking_back
from dispatch.views.desk.access import at_desk
from dispatch.views.desk.pay.common import batches_of
from dispatch.views.shared.accounts import confirm_account, stop_account
from shop.pages.deeds import WordsForm, do
from workshops import pay_accounts
from workshops.access import visitor
from workshops.models import Base

HERE = "desk:pay-second"
APPROVE = {Outlay.Kind.ADVANCE: advancing.approve, Outlay.Kind.COSTS: reimbursing.approve}


@at_desk
def index(request: HttpRequest, base: Base) -> HttpResponse:
    """List what one person has begun and another must look at, by kind."""
    mine = Outlay.objects.to_approve().of_base(base)
    context = {
        "batches": batches_of(request).filter(released_at=None, period__base=base),
        "outlays": mine.select_related("worker__station", "proposed_by", "lot_operation__lot").order_by("pk"),
        "deductions": Deduction.objects.waiting().of_base(base).select_related("worker", "proposed_by").order_by("pk"),
        "takings_back": [(each, taking_back.worker_of(each.entry)) for each in taking_back.waiting(base)],
        "ceilings": base.ceilings.waiting().select_related("proposed_by").first(),
        "changes": pay_accounts.within_reach(visitor(request)).filter(worker__station__links__base=base),
    }
    return render(request, "dispatch/pay/second.html", {"base": base, **context})


@require_POST
@at_desk
def approve_outlay(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Let a second person approve an advance or costs."""
    one = get_object_or_404(base.outlays, pk=pk)
    deed = APPROVE[Outlay.Kind(one.kind)]
    return do(request, lambda: deed(one, by=visitor(request)), _("Approved."), HERE)


@at_desk
def decline_outlay(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Let a manager decline an advance or costs, or withdraw her own."""
    one = get_object_or_404(base.outlays.select_related("worker"), pk=pk)
    form = WordsForm(request.POST or None, label=_("Why?"), help_text=_("She and your colleagues can read this."))
    if request.method == "POST" and form.does(
        lambda said: outlays.decline(one, because=said["words"], by=visitor(request))
    ):
        messages.success(request, _("Declined. Nothing was posted."))
        return redirect(HERE)
    return render(request, "dispatch/pay/outlay_decline.html", {"base": base, "outlay": one, "form": form})


@at_desk
def take_back(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Let a manager ask to undo an advance, costs or a deduction."""
    mine = Earning.objects.filter(period__base=base, kind__in=taking_back.BY_HAND, reversed_by=None)
    entry = get_object_or_404(mine.select_related("debit__worker", "credit__worker", "period__base"), pk=pk)
    form = WordsForm(request.POST or None, label=_("Why?"), help_text=_("She and your colleagues can read this."))
    if request.method == "POST" and form.does(
        lambda said: taking_back.ask(entry, because=said["words"], by=visitor(request))
    ):
        messages.success(request, _("Noted. It is taken back once a second person agrees."))
        return redirect(HERE)
    context = {"base": base, "entry": entry, "worker": taking_back.worker_of(entry), "form": form}
    return render(request, "dispatch/pay/take_back.html", context)


@require_POST
@at_desk
def agree(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Let a second person agree to take an entry back."""
    one = _taking_back(base, pk)
    words = _("Taken back, in her open period.")
    return do(request, lambda: taking_back.agree(one, by=visitor(request)), words, HERE)


@require_POST
@at_desk
def drop(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Let a manager leave an entry as it is."""
    one = _taking_back(base, pk)
    return do(request, lambda: taking_back.drop(one, by=visitor(request)), _("Left as it is."), HERE)


@require_POST
@at_desk
def confirm(request: HttpRequest, base: Base, pk: int) -> HttpResponse:  # noqa: ARG001 her reach is her posts
    """Let a manager confirm a pay account."""
    return confirm_account(request, pk, HERE)


@at_desk
def stop(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Let a manager stop the change of a pay account."""
    return stop_account(request, pk, "dispatch/pay/account_stop.html", HERE, base=base)


def _taking_back(base: Base, pk: int) -> TakingBack:
    mine = TakingBack.objects.of_base(base).select_related("entry__period__base")
    return get_object_or_404(mine, pk=pk)
