"""Print the lot card that goes with a lot, for the desk and for the station."""

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from dispatch.models import Lot

PDF = "application/pdf"


def lot_card(request: HttpRequest, lot: Lot) -> HttpResponse:
    """Return the card of a lot as a page to print, or as PDF with `?format=pdf`. The caller has checked access."""
    address = settings.PUBLIC_ADDRESS + reverse("station:lot", args=[lot.token])
    as_pdf = request.GET.get("format") == "pdf"
    context = {
        "lot": lot,
        "product": lot.work_order.sheet.product,
        "operations": lot.operations.select_related("operation").order_by("position"),
        "materials": lot.materials.select_related("material"),
        "code": segno.make(address, error="m").svg_data_uri(border=0, dark="#000"),
        "as_pdf": as_pdf,
    }
    page = render_to_string("dispatch/lot_card.html", context, request)
    if not as_pdf:
        return HttpResponse(page)
    from shop.pages.printing import pdf  # slow to import, and wants system libraries that only this needs

    headers = {"Content-Disposition": f'inline; filename="{lot.number}.pdf"'}
    return HttpResponse(pdf(page), content_type=PDF, headers=headers)
