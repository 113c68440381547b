"""Show the shop's staff where orders differ from money, shipments and work."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shop.order import comparing


def differences(request: HttpRequest) -> HttpResponse:
    """Compare now, and list what differs."""
    return render(request, "oscar/dashboard/orders/differences.html", {"found": comparing.differences()})
