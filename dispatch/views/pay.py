"""Pay on the desk: periods with what is missing, payslips, batches released by a second person, disputes."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from dispatch import disputing, earnings, paying, settling
from dispatch.errors import Refused
from dispatch.models import Dispute, Payout, PayoutBatch, Payslip, Period
from dispatch.views.access import for_managers, visitor
from dispatch.views.deed_form import DeedForm
from shop.sheets import xlsx
from workshops.models import Station
from workshops.reach import bases_of


class PrepareForm(DeedForm):
    """How to pay, and whom."""

    way = forms.ChoiceField(label=gettext_lazy("Way"), choices=PayoutBatch.Way.choices)
    station = forms.ModelChoiceField(
        label=gettext_lazy("Station"), queryset=Station.objects.none(), required=False,
        empty_label=gettext_lazy("all stations"),
    )  # fmt: skip

    def __init__(self, *args: Any, period: Period, **more: Any) -> None:
        super().__init__(*args, **more)
        payable = paying.payable(period).values("worker__station")
        self.fields["station"].queryset = Station.objects.filter(pk__in=payable)  # type: ignore[attr-defined]


class AnswerForm(DeedForm):
    """The answer to a dispute, and what is paid to make it good."""

    words = forms.CharField(
        label=gettext_lazy("Answer"), max_length=255, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("She reads this."),
    )  # fmt: skip
    amount = forms.DecimalField(
        label=gettext_lazy("To be paid to her, ¥"), min_value=Decimal(0), max_digits=12, decimal_places=2, initial=0,
        help_text=gettext_lazy("Above zero the dispute is upheld and paid in the open period; at zero it is refused."),
    )  # fmt: skip


def periods_of(request: HttpRequest) -> QuerySet[Period]:
    """The periods of the visitor's bases."""
    return Period.objects.filter(base__in=bases_of(visitor(request))).select_related("base")


def batches_of(request: HttpRequest) -> QuerySet[PayoutBatch]:
    """The batches of the visitor's bases with their number of payouts and sum in CNY."""
    batches = PayoutBatch.objects.filter(period__base__in=bases_of(visitor(request)))
    batches = batches.annotate(count=Count("payouts"), total=Sum("payouts__amount"))
    return batches.select_related("period__base", "prepared_by", "released_by").order_by("-prepared_at")


@for_managers
def home(request: HttpRequest) -> HttpResponse:
    """The open period with what it comes to so far, and the closed ones."""
    periods = periods_of(request)
    running = [(period, settling.preview(period)) for period in periods.filter(state=Period.State.OPEN)[:5]]
    closed = periods.filter(state=Period.State.CLOSED).annotate(count=Count("payslips"), total=Sum("payslips__net"))
    closed = closed.order_by("-begins_on", "base")
    context = {
        "running": running,
        "page": Paginator(closed, 25).get_page(request.GET.get("page")),
        "disputes": Dispute.objects.filter(base__in=bases_of(visitor(request)), state=Dispute.State.OPEN).count(),
        "unreleased": batches_of(request).filter(released_at=None),
    }
    return render(request, "dispatch/pay/home.html", context)


@for_managers
def period(request: HttpRequest, pk: int) -> HttpResponse:
    """An open period's preview, or a closed one's payslips and batches; as xlsx when asked."""
    one = get_object_or_404(periods_of(request), pk=pk)
    if one.state == Period.State.OPEN:
        context = {"period": one, "preview": settling.preview(one)}
        return render(request, "dispatch/pay/open_period.html", context)
    payslips = one.payslips.select_related("worker__station").prefetch_related("payouts")
    payslips = payslips.order_by("worker__station__code", "worker__name")
    if words := request.GET.get("q", "").strip():
        payslips = payslips.filter(worker__name__icontains=words) | payslips.filter(worker__number__icontains=words)
    if request.GET.get("format") == "xlsx":
        return _payslip_sheet(one, payslips)
    form = PrepareForm(request.POST or None, period=one)
    if request.method == "POST" and form.does(
        lambda said: paying.prepare(one, way=said["way"], station=said["station"], by=visitor(request))
    ):
        messages.success(request, _("Prepared. A second person must release it."))
        return redirect("desk:pay-period", pk)
    context = {
        "period": one,
        "page": Paginator(payslips, 50).get_page(request.GET.get("page")),
        "words": words,
        "form": form,
        "payable": paying.payable(one).aggregate(count=Count("pk"), total=Sum("net")),
        "batches": batches_of(request).filter(period=one),
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
        _("State"),
    ]
    rows = [
        (slip.worker.number, slip.worker.name, slip.worker.station.label, slip.pieces, slip.exact, slip.net,
         slip.get_state_display())
        for slip in payslips
    ]  # fmt: skip
    return xlsx(f"payslips-{one.begins_on}", headings, rows)


@for_managers
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a period and write its payslips."""
    one = get_object_or_404(periods_of(request), pk=pk)
    return _do(request, lambda: settling.close(one, by=visitor(request)), _("Closed. The payslips are written."), pk)


def _do(request: HttpRequest, deed: Any, words: str, pk: int) -> HttpResponse:
    try:
        deed()
        messages.success(request, words)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("desk:pay-period", pk)


@for_managers
def payslip(request: HttpRequest, pk: int) -> HttpResponse:
    """One payslip with its lines."""
    mine = Payslip.objects.filter(period__base__in=bases_of(visitor(request)))
    one = get_object_or_404(mine.select_related("worker__station", "period__base"), pk=pk)
    context = {"payslip": one, "lines": earnings.payslip_lines(one), "disputes": one.disputes.all()}
    return render(request, "dispatch/pay/payslip.html", context)


@for_managers
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """A batch: whom it pays, who prepared and who released it; its bank file or its list to sign."""
    one = get_object_or_404(batches_of(request), pk=pk)
    payouts = one.payouts.select_related("payslip__worker__station").order_by(
        "payslip__worker__station__code", "payslip__worker__name"
    )
    if request.GET.get("format") == "xlsx":
        return _bank_file(one, payouts)
    context = {"batch": one, "payouts": payouts, "may_release": one.prepared_by_id != visitor(request).pk}
    page = "cash_list" if request.GET.get("list") == "cash" else "batch"
    return render(request, f"dispatch/pay/{page}.html", context)


def _bank_file(one: PayoutBatch, payouts: QuerySet[Payout]) -> HttpResponse:
    headings = [
        _("Reference"),
        _("Number"),
        pgettext("of a person", "Name"),
        _("Phone"),
        _("Amount, CNY"),
        _("Purpose"),
    ]
    purpose = _("Piece pay %(month)s") % {"month": one.period.begins_on.strftime("%Y-%m")}
    rows = [
        (str(payout.key), payout.payslip.worker.number, payout.payslip.worker.name,
         str(payout.payslip.worker.phone or ""), payout.amount, purpose)
        for payout in payouts
    ]  # fmt: skip
    return xlsx(f"payout-{one.pk}", headings, rows)


@for_managers
@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a batch be paid, as the second person."""
    one = get_object_or_404(batches_of(request), pk=pk)
    done = _("Released. The workers now see the money as on its way.")
    return _do(request, lambda: paying.release(one, by=visitor(request)), done, one.period_id)


@for_managers
def disputes(request: HttpRequest) -> HttpResponse:
    """What workers contest: the open ones by their day, then the answered ones."""
    found = Dispute.objects.filter(base__in=bases_of(visitor(request))).select_related("worker__station", "base")
    answered = found.exclude(state=Dispute.State.OPEN).order_by("-answered_at")
    context = {
        "open": found.filter(state=Dispute.State.OPEN),
        "page": Paginator(answered, 25).get_page(request.GET.get("page")),
    }
    return render(request, "dispatch/pay/disputes.html", context)


@for_managers
def dispute(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer one dispute."""
    mine = Dispute.objects.filter(base__in=bases_of(visitor(request))).select_related(
        "worker__station", "payslip__period", "inspection__report__assignment__lot_operation__operation",
        "inspection__report__assignment__lot_operation__lot",
    )  # fmt: skip
    one = get_object_or_404(mine, pk=pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.does(
        lambda said: disputing.answer(one, words=said["words"], amount=said["amount"], by=visitor(request))
    ):
        messages.success(request, _("Answered. She sees your answer at once."))
        return redirect("desk:pay-disputes")
    return render(request, "dispatch/pay/dispute.html", {"dispute": one, "form": form})
