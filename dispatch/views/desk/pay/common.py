"""Share among the pay pages the rows within the visitor's reach, and forms that name a worker or a lot."""

from typing import Any

from django import forms
from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dispatch.models import Assignment, Ceilings, Outlay, Payout, PayoutBatch, Payslip, Period, TakingBack
from dispatch.pay import outlays
from shop.pages.deeds import DeedForm
from workshops import pay_accounts
from workshops.access import visitor
from workshops.models import Base, Worker
from workshops.reach import bases_of

LIVE = ~Q(payouts__state__in=Payout.OVER)


class WorkerForm(DeedForm):
    """Names a worker of the base by her number."""

    worker = forms.CharField(label=gettext_lazy("Worker's number"), max_length=20)

    def __init__(self, *args: Any, base: Base, **more: Any) -> None:
        super().__init__(*args, **more)
        self.base = base

    def clean_worker(self) -> Worker:
        number = self.cleaned_data["worker"].strip()
        found = outlays.workers_of(self.base).filter(number__iexact=number).first()
        if found is None:
            raise forms.ValidationError(_("Nobody with this number has worked for your base."))
        return found


class WorkForm(WorkerForm):
    """Names a worker and, where needed, a lot that she worked on. `lot_operation` is None without a lot."""

    lot = forms.CharField(
        label=gettext_lazy("Lot"), max_length=32, required=False,
        help_text=gettext_lazy("Its number, where it belongs to one that she worked on."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["lot_operation"] = None
        if (number := (cleaned.get("lot") or "").strip()) and cleaned.get("worker"):
            mine = Assignment.objects.of(cleaned["worker"]).of_base(self.base)
            held = mine.filter(lot_operation__lot__number__iexact=number).order_by("-handed_at").first()
            if held is None:
                self.add_error("lot", _("She was handed nothing of a lot with this number."))
            else:
                cleaned["lot_operation"] = held.lot_operation
        return cleaned


def periods_of(request: HttpRequest) -> QuerySet[Period]:
    """Return the periods of the visitor's bases."""
    return Period.objects.filter(base__in=bases_of(visitor(request))).select_related("base")


def payslips_of(request: HttpRequest) -> QuerySet[Payslip]:
    """Return the payslips of the visitor's bases."""
    mine = Payslip.objects.of_bases(bases_of(visitor(request)))
    return mine.select_related("worker__station", "period__base")


def batches_of(request: HttpRequest) -> QuerySet[PayoutBatch]:
    """Return the batches of the visitor's bases with figures of their live payouts.

    `count`, `total` (CNY), and of it `received` (CNY), as someone confirmed.
    """
    batches = PayoutBatch.objects.of_bases(bases_of(visitor(request)))
    batches = batches.annotate(
        count=Count("payouts", filter=LIVE),
        total=Sum("payouts__amount", filter=LIVE, default=0),
        received=Sum("payouts__amount", filter=Q(payouts__state=Payout.State.CONFIRMED), default=0),
    )
    return batches.select_related("period__base", "prepared_by", "released_by").order_by("-prepared_at")


def count_for_second(request: HttpRequest) -> int:
    """Return how many advances, costs, takings back, ceilings and accounts wait for a second person."""
    by = visitor(request)
    mine = bases_of(by)
    waiting = (Outlay.objects.to_approve(), TakingBack.objects.waiting(), Ceilings.objects.waiting())
    return sum(rows.of_bases(mine).count() for rows in waiting) + pay_accounts.to_confirm(by).count()
