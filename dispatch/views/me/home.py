"""Show a worker her earnings, reports, payslips and payouts."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dispatch.models import Deduction, Outlay, Payout, Payslip, WorkReport
from dispatch.pay import advancing, claims, disputing, earnings, outlays, settling
from dispatch.views.me.deeds import contested
from dispatch.views.me.her import Her, myself, signed_in
from dispatch.views.shared.slip import slip
from dispatch.views.station.forms import ReasonForm, ReportForm
from dispatch.work import reporting
from shop.pages.addresses import whole
from shop.pages.deeds import WordsForm, do
from workshops import pay_accounts
from workshops.access import for_workers, visitor

WORKS_ON_A_PAGE, ENTRIES_ON_A_PAGE, PAYSLIPS_ON_A_CARD = 8, 20, 3


def overview(request: HttpRequest, her: Her) -> dict[str, Any]:
    """Return the context of her first page.

    Her sums, a page of her work, what she contests, money said to be paid that she has not confirmed, payslips that
    wait for her, and what was confirmed in her name and can be taken back.
    """
    worker = her.worker
    page = Paginator(earnings.assignments(worker), WORKS_ON_A_PAGE).get_page(request.GET.get("page"))
    waiting = worker.payslips.filter(state__in=Payslip.UNANSWERED).select_related("period__base", "worker")
    on_card = list(waiting[:PAYSLIPS_ON_A_CARD]) if her.card else []
    return {
        "her": her,
        "worker": worker,
        "change": pay_accounts.to_tell(worker),
        "sums": earnings.sums(worker),
        "page": page,
        "kept_back": earnings.kept_back(worker),
        "works": earnings.works(page.object_list),
        "disputes": claims.lately(worker),
        "arriving": Payout.objects.said().of(worker).select_related("payslip__period__base", "batch"),
        "advances": Outlay.objects.to_receive().of(worker).select_related("base"),
        "waiting": waiting,
        "lines_waiting": [(one, earnings.payslip_lines(one)) for one in on_card],
        "in_her_name": earnings.confirmed_in_her_name(worker),
    }


@for_workers
def home(request: HttpRequest) -> HttpResponse:
    """Show her earnings of this month."""
    return render(request, "dispatch/me/home.html", overview(request, Her(myself(request), visitor(request))))


@for_workers
def report(request: HttpRequest, assignment: int) -> HttpResponse:
    """Let a worker report finished pieces."""
    held = get_object_or_404(earnings.assignments(myself(request)), pk=assignment)
    form = ReportForm(request.POST or None, most=held.out, initial={"pieces": held.out})
    if request.method == "POST" and form.does(
        lambda said: reporting.report(
            held, pieces=said["pieces"], by=visitor(request), key=said["key"], done_on=said["done_on"],
            minutes=said["minutes"],
        )
    ):  # fmt: skip
        messages.success(request, _("Reported. Your lead will inspect the pieces."))
        return redirect("me:home")
    waiting = WorkReport.objects.waiting().filter(assignment=held)
    return render(request, "dispatch/me/report.html", {"assignment": held, "form": form, "waiting": waiting})


@for_workers
def payslips(request: HttpRequest) -> HttpResponse:
    """List her payslips, the newest first."""
    mine = myself(request).payslips.select_related("period__base").prefetch_related("payouts")
    return render(request, "dispatch/me/payslips.html", {"payslips": mine})


@for_workers
def payslip(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one payslip with each of its lines. The first opening is recorded."""
    mine = myself(request).payslips.select_related("period__base", "worker", "confirmed_by")
    one = get_object_or_404(mine, pk=pk)
    if one.seen_at is None:
        one = settling.see(one, by=visitor(request))
    if request.GET.get("format"):
        return slip(request, one)
    context = {
        "her": Her(one.worker, visitor(request)),
        "payslip": one,
        "lines": earnings.payslip_lines(one),
        "disputes": claims.about(one),
        "payouts": one.payouts.confirmed().select_related("confirmed_by", "payslip__worker"),
    }
    return render(request, "dispatch/me/payslip.html", context)


@for_workers
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """List every entry behind a payslip, with its reason: each inspection with pieces and rate, each deduction."""
    one = get_object_or_404(myself(request).payslips.select_related("period__base", "worker"), pk=pk)
    page = Paginator(earnings.entries(one), ENTRIES_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "dispatch/me/statement.html", {"payslip": one, "page": page})


@for_workers
@require_POST
def receive_advance(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a worker say that she has an advance."""
    one = get_object_or_404(Outlay.objects.of(myself(request)), pk=pk)
    return do(request, lambda: advancing.receive(one, by=visitor(request)), _("Noted: you have the money."), "me:home")


@for_workers
@require_POST
def decline_advance(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a worker say that she did not get an advance, so that nothing is kept back."""
    one = get_object_or_404(Outlay.objects.of(myself(request)), pk=pk)
    deed = partial(outlays.decline, one, because=_("She did not get it."), by=visitor(request))
    return do(request, deed, _("Noted: you did not get it, and nothing is kept back."), "me:home")


@signed_in
def contest_payslip(request: HttpRequest, her: Her, pk: int) -> HttpResponse:
    """Let a worker dispute a payslip, or the line of it that `?entry=` names."""
    one = get_object_or_404(her.worker.payslips.select_related("period", "worker"), pk=pk)
    entry = earnings.entries(one).filter(pk=whole(request.GET.get("entry", ""))).first()
    deed = partial(disputing.contest_payslip, one, entry=entry, by=her.by)
    return contested(request, her, ReasonForm(request.POST or None), deed, entry=entry, payslip=one)


@signed_in
def contest_deduction(request: HttpRequest, her: Her, pk: int) -> HttpResponse:
    """Let a worker dispute a deduction before it is on a payslip."""
    mine = Deduction.objects.standing().of(her.worker)
    one = get_object_or_404(mine.select_related("worker__station", "base", "entry"), pk=pk)
    deed = partial(disputing.contest_deduction, one, by=her.by)
    return contested(request, her, ReasonForm(request.POST or None), deed, entry=one.entry)


@for_workers
def withdraw_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a worker take a wrong report back before it is inspected."""
    mine = WorkReport.objects.waiting().of(myself(request))
    wrong = get_object_or_404(mine.select_related("assignment__lot_operation__operation"), pk=pk)
    form = WordsForm(
        request.POST or None, label=_("What was wrong?"), help_text=_("Then you can report the right number.")
    )
    if request.method == "POST" and form.does(
        lambda said: reporting.withdraw(wrong, why=said["words"], by=visitor(request))
    ):
        messages.success(request, _("Taken back. Now report the right number."))
        return redirect("me:report", wrong.assignment_id)
    return render(request, "dispatch/me/withdraw.html", {"form": form, "report": wrong})
