"""Show one payslip to the base, and print the slips that every worker is given."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from dispatch.models import Payslip
from dispatch.pay import claims, earnings, paying
from dispatch.views.desk.pay.common import payslips_of, periods_of
from dispatch.views.desk.pay.periods import PrepareForm
from dispatch.views.shared.slip import slip, slips
from shop.pages.addresses import whole
from workshops.access import for_managers

MOST_AT_ONCE = 200


@for_managers
def payslip(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one payslip with its lines and every payment attempt. `?format=` returns a slip to print or a PDF."""
    one = get_object_or_404(payslips_of(request), pk=pk)
    if request.GET.get("format"):
        return slip(request, one)
    can_be_paid = one.period.state == one.period.State.CLOSED and paying.payable(one.period).filter(pk=one.pk).exists()
    context = {
        "again": PrepareForm(period=one.period, initial={"only": one.pk}) if can_be_paid else None,
        "payslip": one,
        "lines": earnings.payslip_lines(one),
        "disputes": claims.about(one),
        "payouts": one.payouts.select_related("batch", "confirmed_by", "account_changed_by", "payslip__worker"),
    }
    return render(request, "dispatch/pay/payslip.html", context)


@for_managers
def period_slips(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the slips of a closed period to print, by station, at most 200 from `?from=` on.

    A period that is still open has none.
    """
    one = get_object_or_404(periods_of(request), pk=pk)
    rows = Payslip.objects.filter(period=one).select_related("worker__station", "period__base")
    rows = rows.order_by("worker__station__code", "worker__name")
    begin = min(whole(request.GET.get("from", "")), rows.count())
    if shown := list(rows[begin : begin + MOST_AT_ONCE]):
        return slips(request, shown)
    messages.warning(request, _("There are no payslips to print here. They are written when the period is closed."))
    return redirect("desk:pay-period", pk)
