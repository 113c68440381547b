"""Answer a supervisor or a load balancer: is the process alive, is it ready."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from health_check.views import HealthCheckView


def alive(_request: HttpRequest) -> HttpResponse:
    """Answer that the process runs, without checking the services behind it."""
    return HttpResponse("ok\n", content_type="text/plain")


ready = HealthCheckView.as_view(checks=["health_check.checks.Database", "health_check.checks.Cache"])
PROBES = ("/healthz", "/readyz")


def from_anywhere(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Let a supervisor ask by the IP address of a machine, which no name in `ALLOWED_HOSTS` is."""

    def respond(request: HttpRequest) -> HttpResponse:
        if request.path_info in PROBES:
            request.META["HTTP_HOST"] = settings.ALLOWED_HOSTS[0].lstrip(".")
        return get_response(request)

    return respond
