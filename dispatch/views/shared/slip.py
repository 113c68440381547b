"""Print payslips, so that every worker gets a copy, whether or not she owns a phone."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from dispatch.models import Payslip
from dispatch.pay import earnings
from workshops.access import visitor
from workshops.exporting import export_list

PDF = "application/pdf"


def slip(request: HttpRequest, payslip: Payslip) -> HttpResponse:
    """Return a payslip as a page to print, or as PDF with `?format=pdf`. The caller has checked access."""
    return slips(request, [payslip])


def slips(request: HttpRequest, payslips: Sequence[Payslip]) -> HttpResponse:
    """Return several payslips in the same form, each on a page of its own, and record who took those of others."""
    by = visitor(request)
    if others := [one for one in payslips if one.worker.user_id != by.pk]:
        base, stations = others[0].period.base, {one.worker.station for one in others}
        station = stations.pop() if len(stations) == 1 else None
        export_list("payslips to print", rows=len(others), by=by, base=base, station=station)
    as_pdf = request.GET.get("format") == "pdf"
    sheets = [(one, earnings.payslip_lines(one)) for one in payslips]
    page = render_to_string("dispatch/payslip_print.html", {"sheets": sheets, "as_pdf": as_pdf}, request)
    if not as_pdf:
        return HttpResponse(page)
    from shop.pages.printing import pdf  # slow to import, and wants system libraries that only this needs

    name = f"payslip-{payslips[0].period.begins_on}-{payslips[0].worker.number}.pdf"
    return HttpResponse(pdf(page), content_type=PDF, headers={"Content-Disposition": f'inline; filename="{name}"'})
