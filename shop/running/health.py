"""Is it alive, is it ready: what a supervisor or a load balancer asks."""

from django.http import HttpRequest, HttpResponse
from health_check.views import HealthCheckView


def alive(_request: HttpRequest) -> HttpResponse:
    """The process answers; says nothing of what stands behind it."""
    return HttpResponse("ok\n", content_type="text/plain")


ready = HealthCheckView.as_view(checks=["health_check.checks.Database", "health_check.checks.Cache"])
