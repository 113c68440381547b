"""Let a worker confirm, contest and take back, signed in or by her card."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dispatch.models import Dispute, Inspection, Payout
from dispatch.pay import disputing, earnings, paying, settling
from dispatch.views.me.her import Her
from dispatch.views.shared.evidence import picture_of
from dispatch.views.station.forms import MissingForm, ReasonForm
from shop.pages.deeds import do

NUMBERS = (1, 2, 3, 4, 5, 10)  # of missing pieces, to be touched


@require_POST
def confirm_payslip(request: HttpRequest, her: Her, pk: int) -> HttpResponse:
    """Let a worker agree with a payslip."""
    one = get_object_or_404(her.worker.payslips, pk=pk)
    return do(request, partial(settling.confirm, one, by=her.by), _("Thank you. You agreed."), her.of_payslip(pk))


@require_POST
def take_back_payslip(request: HttpRequest, her: Her, pk: int) -> HttpResponse:
    """Let a worker take back that she agreed with a payslip."""
    one = get_object_or_404(her.worker.payslips, pk=pk)
    words = _("Taken back: this payslip waits for you again.")
    return do(request, partial(settling.take_back, one, by=her.by), words, her.of_payslip(pk))


@require_POST
def confirm_payout(request: HttpRequest, her: Her, pk: int) -> HttpResponse:
    """Let a worker confirm that she received the money."""
    one = get_object_or_404(Payout.objects.of(her.worker), pk=pk)
    return do(request, partial(paying.confirm, one, by=her.by), _("Noted: you have the money."), her.home)


@require_POST
def take_back_payout(request: HttpRequest, her: Her, pk: int) -> HttpResponse:
    """Let a worker take back that she received the money."""
    one = get_object_or_404(Payout.objects.of(her.worker), pk=pk)
    words = _("Taken back. The base is told that you do not have the money.")
    return do(request, partial(paying.take_back, one, by=her.by), words, her.home)


@require_POST
def withdraw_dispute(request: HttpRequest, her: Her, pk: int) -> HttpResponse:
    """Let a worker take back a dispute that nobody has answered."""
    one = get_object_or_404(Dispute.objects.of(her.worker), pk=pk)
    words = _("Taken back. Nothing is contested any more.")
    return do(request, partial(disputing.withdraw, one, by=her.by), words, her.home)


def contest_inspection(request: HttpRequest, her: Her, pk: int) -> HttpResponse:
    """Let a worker dispute an inspection of her pieces by touching a reason."""
    one = get_object_or_404(Inspection.objects.standing().of(her.worker), pk=pk)
    form = ReasonForm(request.POST or None, reasons=Dispute.OF_INSPECTION)
    return contested(request, her, form, partial(disputing.contest_inspection, one, by=her.by), inspection=one)


def contest_missing(request: HttpRequest, her: Her, assignment: int) -> HttpResponse:
    """Let a worker say that pieces she handed in were not recorded, by touching how many and a reason."""
    held = get_object_or_404(earnings.assignments(her.worker), pk=assignment)
    most = held.out + held.returned
    form = MissingForm(request.POST or None, most=most, reasons=Dispute.OF_MISSING)
    about = {"assignment": held, "numbers": [number for number in NUMBERS if number <= most], "most": most}
    return contested(request, her, form, partial(disputing.contest_missing, held, by=her.by), **about)


def contested(request: HttpRequest, her: Her, form: Any, deed: Any, **about: Any) -> HttpResponse:
    """Show the form of a dispute `about` something, and do the deed with what it asks for."""
    if request.method == "POST" and form.does(lambda _said: deed(**form.said)):
        messages.success(request, _("Sent. The base must answer within 7 days."))
        return redirect(her.home)
    return render(request, "dispatch/me/contest.html", {"her": her, "form": form, **about})


def inspection_picture(_request: HttpRequest, her: Her, pk: int) -> HttpResponse:
    """Show the picture of a fault in her own pieces."""
    return picture_of(Inspection.objects.of(her.worker), pk)
