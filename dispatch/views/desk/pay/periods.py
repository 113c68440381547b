"""Show pay periods: a preview and gaps of the open one, its closing, and payslips and batches of closed ones."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from dispatch.models import Deduction, Dispute, Payout, Payslip, Period
from dispatch.pay import paying, settling
from dispatch.pay.before_closing import missing
from dispatch.pay.wallets import payment_methods
from dispatch.views.desk.pay.common import batches_of, count_for_second, periods_of
from shop.pages.deeds import DeedForm, do
from shop.pages.searching import both, matching
from shop.pages.spreadsheets import xlsx
from workshops.access import for_managers, visitor
from workshops.exporting import export_list
from workshops.models import Station
from workshops.reach import bases_of

FOUND_BY = ("worker__name", "worker__number", *both("worker__station__name"))


class PrepareForm(DeedForm):
    """Asks for the payment method, and for the station or the payslip to be paid."""

    way = forms.ChoiceField(label=gettext_lazy("Way"), choices=payment_methods)
    station = forms.ModelChoiceField(
        label=gettext_lazy("Station"), queryset=Station.objects.none(), required=False,
        empty_label=gettext_lazy("all stations"),
    )  # fmt: skip

    only = forms.ModelChoiceField(queryset=Payslip.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, period: Period, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["only"].queryset = period.payslips.all()  # type: ignore[attr-defined]
        payable = paying.payable(period).values("worker__station")
        self.fields["station"].queryset = Station.objects.filter(pk__in=payable)  # type: ignore[attr-defined]


@for_managers
def home(request: HttpRequest) -> HttpResponse:
    """Show open periods with their sums so far, and closed ones with what was said to be paid and received."""
    periods = periods_of(request)
    running = [(period, settling.preview(period)) for period in periods.filter(state=Period.State.OPEN)[:5]]
    closed = periods.filter(state=Period.State.CLOSED).annotate(count=Count("payslips"), total=Sum("payslips__net"))
    closed = closed.order_by("-begins_on", "base")
    page = Paginator(closed, 25).get_page(request.GET.get("page"))
    paid = {row["batch__period"]: row for row in paid_by_period(page.object_list)}
    for each in page:
        each.paid = paid.get(each.pk)  # type: ignore[attr-defined]
    context = {
        "running": running,
        "page": page,
        "deductions": Deduction.objects.waiting().of_bases(bases_of(visitor(request))).count(),
        "to_approve": count_for_second(request),
        "disputes": Dispute.objects.open().of_bases(bases_of(visitor(request))).count(),
        "unreleased": batches_of(request).filter(released_at=None),
    }
    return render(request, "dispatch/pay/home.html", context)


def paid_by_period(periods: Any) -> QuerySet[Any, Any]:
    """Return the payout figures of each period.

    `said`: CNY said to be paid but not confirmed. `received`: CNY confirmed. `back`: payouts that came back and wait
    for a new attempt.
    """
    back = Q(state=Payout.State.RETURNED) & ~Q(payslip__payouts__state__in=[*Payout.SAID, "prepared", "confirmed"])
    return (
        Payout.objects.filter(batch__period__in=[period.pk for period in periods])
        .order_by()
        .values("batch__period")
        .annotate(
            said=Sum("amount", filter=Q(state__in=Payout.SAID), default=0),
            received=Sum("amount", filter=Q(state=Payout.State.CONFIRMED), default=0),
            back=Count("pk", filter=back, distinct=True),
        )
    )


@for_managers
def period(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an open period's preview, or a closed one's payslips and batches, and let a manager prepare payouts.

    `?format=xlsx` returns the payslips of a closed period as a spreadsheet.
    """
    one = get_object_or_404(periods_of(request), pk=pk)
    form = PrepareForm(request.POST or None, period=one)
    if request.method == "POST" and form.does(
        lambda said: paying.prepare(
            one, way=said["way"], station=said["station"], by=visitor(request),
            only=[said["only"]] if said["only"] else None,
        )
    ):  # fmt: skip
        messages.success(request, _("Prepared. A second person must release it."))
        return redirect("desk:pay-period", pk)
    if one.state == Period.State.OPEN:
        context = {"period": one, "preview": settling.preview(one), "missing": missing(one), "form": form}
        return render(request, "dispatch/pay/open_period.html", context)
    return _closed_period(request, one, form)


def _closed_period(request: HttpRequest, one: Period, form: PrepareForm) -> HttpResponse:
    payslips = one.payslips.select_related("worker__station").prefetch_related("payouts")
    payslips = payslips.order_by("worker__station__code", "worker__name")
    words = request.GET.get("q", "").strip()
    payslips = matching(payslips, words, *FOUND_BY)
    if request.GET.get("format") == "xlsx":
        export_list("payslips", rows=payslips.count(), by=visitor(request), base=one.base)
        return _payslip_sheet(one, payslips)
    payable = paying.payable(one)
    context = {
        "period": one,
        "page": Paginator(payslips, 50).get_page(request.GET.get("page")),
        "words": words,
        "form": form,
        "payable": payable.aggregate(count=Count("pk"), total=Sum("net")),
        "without_account": payable.filter(worker__pay_account=None).count(),
        "batches": batches_of(request).filter(period=one),
        "paid": next(iter(paid_by_period([one])), None),
        "total": one.payslips.aggregate(total=Sum("net"))["total"],
    }
    return render(request, "dispatch/pay/period.html", context)


def _payslip_sheet(one: Period, payslips: QuerySet[Payslip]) -> HttpResponse:
    headings = [
        _("Number"),
        pgettext("of a person", "Name"),
        _("Station"),
        _("Pieces"),
        _("Earned"),
        _("To be paid"),
        _("Payslip"),
        _("Said to be paid"),
        pgettext("money", "Received"),
    ]
    rows = [
        (slip.worker.number, slip.worker.name, slip.worker.station.label, slip.pieces, slip.exact, slip.net,
         slip.get_state_display(), *_said_and_received(slip))
        for slip in payslips
    ]  # fmt: skip
    return xlsx(f"payslips-{one.begins_on}", headings, rows)


def _said_and_received(slip: Payslip) -> tuple[Any, Any]:
    payout = slip.payout
    if payout is None:
        return 0, 0
    return (payout.amount if payout.is_said else 0, payout.amount if payout.state == Payout.State.CONFIRMED else 0)


@for_managers
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a manager close a period and write its payslips."""
    one = get_object_or_404(periods_of(request), pk=pk)
    words = _("Closed. The payslips are written.")
    return do(request, lambda: settling.close(one, by=visitor(request)), words, "desk:pay-period", pk)
