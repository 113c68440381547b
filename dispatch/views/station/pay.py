"""Let a lead handle payslips and payouts for a woman, as her witness or with her four digits."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dispatch.models import Deduction, Dispute, Outlay, Payout, Payslip
from dispatch.pay import advancing, claims, disputing, earnings, paying, settling
from dispatch.views.shared.accounts import account_page
from dispatch.views.shared.slip import slip
from dispatch.views.station.forms import ContestForHerForm, WitnessForm
from dispatch.views.station.people import worker_of_station
from shop.pages.deeds import do
from workshops.access import for_leads, visitor
from workshops.models import Worker
from workshops.reach import stations_of


def payslip_of_station(request: HttpRequest, pk: int) -> Payslip:
    """Return a payslip of a worker of one of the visitor's stations, or raise Http404."""
    mine = Payslip.objects.of_workers_at(stations_of(visitor(request)))
    return get_object_or_404(
        mine.select_related("worker__station", "worker__user", "period__base", "confirmed_by"), pk=pk
    )


@for_leads
def pay(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a worker's payslips, and payouts that are said to be paid."""
    worker = worker_of_station(request, pk)
    arriving = Payout.objects.said().of(worker).select_related("payslip__period__base", "payslip__worker", "batch")
    by = visitor(request)
    context = {
        "worker": worker,
        "form": WitnessForm(worker=worker),
        "arriving": [(one, paying.changed_her_account(one, by=by)) for one in arriving],
        "advances": Outlay.objects.to_receive().of(worker).select_related("base"),
        "payslips": worker.payslips.select_related("period__base").prefetch_related("payouts")[:24],
    }
    return render(request, "dispatch/station/pay.html", context)


@for_leads
def payslip(request: HttpRequest, payslip: int) -> HttpResponse:
    """Show one payslip, to be read out to her or printed."""
    one = payslip_of_station(request, payslip)
    if request.GET.get("format"):
        return slip(request, one)
    context = {
        "payslip": one,
        "lines": earnings.payslip_lines(one),
        "disputes": claims.about(one).for_leads(),
        "form": WitnessForm(worker=one.worker),
    }
    return render(request, "dispatch/station/payslip.html", context)


@for_leads
@require_POST
def confirm_payslip(request: HttpRequest, payslip: int) -> HttpResponse:
    """Let a lead record as witness that she agrees with her payslip."""
    one = payslip_of_station(request, payslip)
    words = _("Noted: %(name)s agrees, you are her witness.") % {"name": one.worker.name}
    deed = partial(settling.confirm, one, by=visitor(request), digits=request.POST.get("digits", ""))
    return do(request, deed, words, "station:payslip", one.pk)


@for_leads
@require_POST
def confirm_payout(request: HttpRequest, payout: int) -> HttpResponse:
    """Let a lead record as witness that she received the money."""
    mine = Payout.objects.of_workers_at(stations_of(visitor(request)))
    one = get_object_or_404(mine.select_related("payslip__worker"), pk=payout)
    worker = one.payslip.worker
    words = _("Noted: %(name)s has the money, you are her witness.") % {"name": worker.name}
    deed = partial(paying.confirm, one, by=visitor(request), digits=request.POST.get("digits", ""))
    return do(request, deed, words, "station:worker-pay", worker.pk)


@for_leads
@require_POST
def receive_advance(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a lead record as witness that she has an advance."""
    mine = Outlay.objects.of_workers_at(stations_of(visitor(request)))
    one = get_object_or_404(mine.select_related("worker"), pk=pk)
    words = _("Noted: %(name)s has the money, you are her witness.") % {"name": one.worker.name}
    deed = partial(advancing.receive, one, by=visitor(request), digits=request.POST.get("digits", ""))
    return do(request, deed, words, "station:worker-pay", one.worker_id)


@for_leads
def contest_payslip(request: HttpRequest, payslip: int) -> HttpResponse:
    """Let a lead dispute a payslip for her."""
    one = payslip_of_station(request, payslip)
    deed = partial(disputing.contest_payslip, one, by=visitor(request))
    return _contest(request, deed, one.worker, back=reverse("station:payslip", args=[one.pk]))


@for_leads
def contest_deduction(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a lead dispute a deduction for her."""
    mine = Deduction.objects.standing().of_workers_at(stations_of(visitor(request)))
    one = get_object_or_404(mine.select_related("worker__station", "base", "entry"), pk=pk)
    deed = partial(disputing.contest_deduction, one, by=visitor(request))
    return _contest(request, deed, one.worker, back=reverse("station:worker", args=[one.worker_id]))


def _contest(request: HttpRequest, deed: Any, worker: Worker, *, back: str) -> HttpResponse:
    form = ContestForHerForm(request.POST or None, worker=worker)
    if request.method == "POST" and form.does(lambda said: deed(words=said["words"], digits=said.get("digits", ""))):
        messages.success(request, _("Sent. The base must answer within 7 days."))
        return redirect("station:worker-pay", worker.pk)
    context = {
        "form": form,
        "heading": _("Something is wrong"),
        "submit": _("Send"),
        "back": back,
        "back_words": worker.name,
    }
    return render(request, "dispatch/station/words.html", context)


@for_leads
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a lead enter a worker's pay account, and the code that she reads from her phone."""
    worker = worker_of_station(request, pk)
    return account_page(request, worker, "dispatch/station/account.html", "station:worker-account", pk)


@for_leads
def disputes(request: HttpRequest) -> HttpResponse:
    """List the disputes of women of the visitor's stations, with the state of each."""
    mine = Dispute.objects.of_workers_at(stations_of(visitor(request))).for_leads()
    rows = mine.select_related("worker", "base", "outcome").order_by("-opened_at")
    context = {"open": rows.open(), "answered": rows.exclude(state=Dispute.State.OPEN)[:20]}
    return render(request, "dispatch/station/disputes.html", context)
