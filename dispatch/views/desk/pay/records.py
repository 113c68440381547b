"""Export records for the tax office and the labour inspector: income by person and quarter, and each assignment."""

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.utils.translation import pgettext_lazy as p_
from django.views.decorators.http import require_safe

from dispatch.models import Deduction
from dispatch.pay import records as law
from dispatch.rates import real_hours
from dispatch.views.desk.access import at_desk
from shop.pages.listing import Column, as_spreadsheet, heads, page_of, sorted_rows
from workshops.access import visitor
from workshops.models import Base

Why = Deduction.Why


def _day(moment: datetime | None) -> date | str:
    return timezone.localtime(moment).date() if moment else ""


INCOMES = (
    Column("number", gettext_lazy("Number"), lambda row: row.worker.number),
    Column("name", p_("of a person", "Name"), lambda row: row.worker.name),
    Column("station", gettext_lazy("Station"), lambda row: row.worker.station.label),
    Column("pieces", gettext_lazy("Pieces"), lambda row: row.pieces, numeric=True),
    Column("piece_pay", gettext_lazy("Piece pay"), lambda row: row.piece_pay, numeric=True),
    Column("shared", gettext_lazy("Shared within the household"), lambda row: row.shared, numeric=True),
    Column("added", gettext_lazy("Put right"), lambda row: row.added, numeric=True),
    Column("gross", gettext_lazy("Gross"), lambda row: row.gross, numeric=True),
    Column("deductions", gettext_lazy("Deductions"), lambda row: row.deductions, numeric=True),
    Column("spoiled", Why.SPOILED.label, lambda row: row.by_reason[Why.SPOILED], numeric=True),
    Column("rent", Why.RENT.label, lambda row: row.by_reason[Why.RENT], numeric=True),
    Column("repayment", Why.REPAYMENT.label, lambda row: row.by_reason[Why.REPAYMENT], numeric=True),
    Column("taxable", gettext_lazy("Income of the quarter"), lambda row: row.taxable, numeric=True),
    Column("advances", gettext_lazy("Advances given"), lambda row: row.advances, numeric=True),
    Column("costs", gettext_lazy("Costs paid back"), lambda row: row.costs, numeric=True),
    Column("received", gettext_lazy("Confirmed as received"), lambda row: row.received, numeric=True),
)
ASSIGNMENTS = (
    Column("handed", gettext_lazy("Handed out"), lambda row: timezone.localtime(row.handed_at).date()),
    Column("number", gettext_lazy("Number"), lambda row: row.worker.number),
    Column("name", p_("of a person", "Name"), lambda row: row.worker.name),
    Column("station", gettext_lazy("Station"), lambda row: row.worker.station.label),
    Column("lot", gettext_lazy("Lot"), lambda row: row.lot_operation.lot.number),
    Column("product", gettext_lazy("Product"), lambda row: row.lot_operation.lot.work_order.sheet.product.label),
    Column("operation", gettext_lazy("Operation"), lambda row: row.lot_operation.operation.label),
    Column("pieces", gettext_lazy("Pieces handed out"), lambda row: row.pieces),
    Column("allotted", gettext_lazy("Time allotted, minutes"), lambda row: row.allotted),
    Column("minutes", gettext_lazy("Time reported, minutes"), lambda row: row.minutes or ""),
    Column("rate", gettext_lazy("CNY per piece"), lambda row: row.lot_operation.rate),
    Column("hourly", gettext_lazy("CNY an hour"), lambda row: row.lot_operation.hourly),
    Column("minimum", gettext_lazy("Hourly minimum"), lambda row: row.lot_operation.minimum_hourly),
    Column("accepted", gettext_lazy("Accepted"), lambda row: row.accepted),
    Column("rejected", p_("pieces", "Rejected"), lambda row: row.rejected),
    Column("gross", gettext_lazy("Gross"), lambda row: row.gross),
    Column("shared", gettext_lazy("Shared within the household"), lambda row: -row.shared),
    Column("kept", gettext_lazy("Deductions"), lambda row: row.kept_back),
    Column("kept_for", gettext_lazy("Reason"), lambda row: row.kept_for or ""),
    Column("costs", gettext_lazy("Costs paid back"), lambda row: row.costs),
    Column("net", gettext_lazy("Net"), lambda row: row.net),
    Column("last", gettext_lazy("Last finished"), lambda row: row.last_on or ""),
    Column("paid", gettext_lazy("Confirmed as received"), lambda row: _day(row.paid_at)),
)
HOURS = (
    Column("lot", gettext_lazy("Lot"), lambda row: row.operation.lot.number, sort="lot__number"),
    Column("product", gettext_lazy("Product"), lambda row: row.operation.lot.work_order.sheet.product.label),
    Column("station", gettext_lazy("Station"), lambda row: row.operation.lot.station.label, sort="lot__station__name"),
    Column("operation", gettext_lazy("Operation"), lambda row: row.operation.operation.label),
    Column("pieces", gettext_lazy("Pieces"), lambda row: row.pieces, sort="real_pieces", numeric=True),
    Column("hours", gettext_lazy("Hours reported"), lambda row: row.hours, sort="real_minutes", numeric=True),
    Column("rate", gettext_lazy("CNY per piece"), lambda row: row.operation.rate, sort="rate", numeric=True),
    Column("standard", gettext_lazy("By standard minutes"), lambda row: row.operation.hourly, numeric=True),
    Column("real", gettext_lazy("By real hours"), lambda row: row.hourly, sort="real_hourly", numeric=True),
    Column("minimum", gettext_lazy("Hourly minimum"), lambda row: row.operation.minimum_hourly, numeric=True),
)  # fmt: skip


@require_safe
@at_desk
def records(request: HttpRequest, base: Base) -> HttpResponse:
    """List the income by person in a quarter.

    `?format=xlsx` returns a spreadsheet of it, `?format=assignments` one of each assignment.
    """
    today = timezone.localdate()
    quarter = law.Quarter.read(request.GET.get("quarter", ""), today)
    asked = request.GET.get("format", "")
    if asked == "assignments":
        law.export(base, quarter, what=asked, by=visitor(request))
        return as_spreadsheet(f"assignments-{quarter}", ASSIGNMENTS, law.assignments(base, quarter).iterator(2000))
    rows = law.incomes(base, quarter)
    if asked == "xlsx":
        law.export(base, quarter, what=asked, by=visitor(request))
        return as_spreadsheet(f"income-{quarter}", INCOMES, rows)
    context = {"base": base, "quarter": quarter, "rows": rows, "is_now": quarter == law.Quarter.of(today)}
    return render(request, "dispatch/pay/records.html", context)


@require_safe
@at_desk
def hours(request: HttpRequest, base: Base) -> HttpResponse:
    """List the real hourly pay by lot and operation where hours were reported. `?format=xlsx` returns a spreadsheet."""
    rows = sorted_rows(request, real_hours.timed(base), HOURS)
    if request.GET.get("format") == "xlsx":
        return as_spreadsheet("real-hours", HOURS, (real_hours.real_hour(row) for row in rows))
    page = page_of(request, rows)
    page.object_list = [real_hours.real_hour(row) for row in page.object_list]
    return render(request, "dispatch/pay/hours.html", {"base": base, "page": page, "heads": heads(request, HOURS)})
