"""Handle payout batches: the bank's file, the list to sign, a second person's release, and the outcome of payouts."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from dispatch.models import Payout, PayoutBatch
from dispatch.pay import bank_files, paying, remitting
from dispatch.views.desk.pay.common import batches_of
from shop.pages.deeds import DeedForm, WordsForm, do, refusals_above_page
from shop.pages.spreadsheets import comma_separated, xlsx
from workshops.access import for_managers, visitor
from workshops.exporting import export_list
from workshops.models import Station
from workshops.reach import bases_of


class AcceptedForm(DeedForm):
    """Records that the bank has accepted the file."""

    reference = forms.CharField(label=gettext_lazy("Number at the bank"), max_length=64, required=False)


@for_managers
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a batch: its payouts, who prepared and released it, its bank file or its list to sign."""
    one = get_object_or_404(batches_of(request), pk=pk)
    payouts = one.payouts.select_related("payslip__worker__station", "confirmed_by", "account_changed_by", "batch")
    payouts = payouts.prefetch_related("payslip__payouts")
    payouts = payouts.order_by("payslip__worker__station__code", "payslip__worker__name")
    if request.GET.get("format") in ("xlsx", "csv"):
        with refusals_above_page(request):
            return _bank_file(request, one)
        return redirect("desk:pay-batch", pk)
    if request.GET.get("list") == "cash":
        export_list("cash list", rows=payouts.live().count(), by=visitor(request), base=one.period.base)
        return render(request, "dispatch/pay/cash_list.html", {"batch": one, "stations": by_station(payouts.live())})
    form = AcceptedForm(request.POST or None)
    if request.method == "POST" and form.does(
        lambda said: remitting.accept(one, reference=said["reference"], by=visitor(request))
    ):
        messages.success(request, _("Noted. The money is with the bank."))
        return redirect("desk:pay-batch", pk)
    context = {
        "batch": one,
        "payouts": payouts,
        "may_release": one.prepared_by_id != visitor(request).pk,
        "former_accounts": set(one.payouts.to_former_accounts().values_list("pk", flat=True)),
        "new_accounts": sum(payout.is_account_new for payout in payouts),
        "sent": any(payout.state == Payout.State.RELEASED for payout in payouts),
        "templates": bank_files.templates(one.period.base),
        "form": form,
    }
    return render(request, "dispatch/pay/batch.html", context)


def by_station(payouts: Iterable[Payout]) -> list[tuple[Station, list[Payout], Decimal]]:
    """Return each station with its payouts, which come in the order of stations, and their sum."""
    groups = [(key, list(group)) for key, group in groupby(payouts, lambda payout: payout.payslip.worker.station)]
    return [(station, paid, sum((payout.amount for payout in paid), Decimal(0))) for station, paid in groups]


def _bank_file(request: HttpRequest, one: PayoutBatch) -> HttpResponse:
    """Return the list of payouts for the bank."""
    payouts = paying.export(one, by=visitor(request))
    headings, rows = bank_files.table(one, payouts, request.GET.get("template", ""))
    write = comma_separated if request.GET["format"] == "csv" else xlsx
    return write(f"payout-{one.pk}", headings, rows)


@for_managers
@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a second person release a batch for payment."""
    one = get_object_or_404(batches_of(request), pk=pk)
    words = _("Released. The workers now see the money as on its way.")
    return do(request, lambda: paying.release(one, by=visitor(request)), words, "desk:pay-batch", pk)


@for_managers
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a manager record that a payout came back and why, so that it can be paid by a new attempt."""
    mine = Payout.objects.of_bases(bases_of(visitor(request)))
    one = get_object_or_404(mine.select_related("payslip__worker__station", "batch__period"), pk=pk)
    form = WordsForm(
        request.POST or None, label=_("Why did it come back?"),
        help_text=pgettext("payout", "As the bank says it. Afterwards you can pay her again, under a new number."),
    )  # fmt: skip
    if request.method == "POST" and form.does(
        lambda said: remitting.bring_back(one, why=said["words"], by=visitor(request))
    ):
        messages.success(request, _("Noted. The money can be paid again."))
        return redirect("desk:pay-period", one.batch.period_id)
    return render(request, "dispatch/pay/bring_back.html", {"payout": one, "form": form})


@for_managers
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the wallet for the outcome of a payout whose result is unknown, without paying a second time."""
    mine = Payout.objects.of_bases(bases_of(visitor(request))).filter(state=Payout.State.UNCLEAR)
    one = get_object_or_404(mine.select_related("batch__period"), pk=pk)
    return do(request, lambda: remitting.send(one), _("Asked. Its state is what the wallet says."), "desk:pay-batch",
              one.batch_id)  # fmt: skip
