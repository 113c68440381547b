"""Print a paper of materials as a page or as PDF."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def paper(request: HttpRequest, template: str, name: str, context: dict[str, Any]) -> HttpResponse:
    """Return a paper as a page to print, or as PDF with `?format=pdf`, named by its number."""
    as_pdf = request.GET.get("format") == "pdf"
    page = render_to_string(f"dispatch/materials/{template}.html", {**context, "as_pdf": as_pdf}, request)
    if not as_pdf:
        return HttpResponse(page)
    from shop.pages.printing import pdf  # slow to import, and wants system libraries that only this needs

    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return HttpResponse(pdf(page), content_type="application/pdf", headers=headers)
