"""Answer a supervisor or a load balancer: is the process alive, is it ready."""

from django.http import HttpRequest, HttpResponse
from health_check.views import HealthCheckView


def alive(_request: HttpRequest) -> HttpResponse:
    """Answer that the process runs, without checking the services behind it."""
    return HttpResponse("ok\n", content_type="text/plain")


ready = HealthCheckView.as_view(checks=["health_check.checks.Database", "health_check.checks.Cache"])
