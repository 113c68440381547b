"""Answer a supervisor or a load balancer: is the process alive, is it ready."""

from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse


def alive(_request: HttpRequest) -> HttpResponse:
    """Answer that the process runs, without checking the services behind it."""
    return HttpResponse("ok\n", content_type="text/plain")


def ready(_request: HttpRequest) -> HttpResponse:
    """Answer 503 without the database. Without Valkey pages are slower and tasks wait, but the server stays ready.

    A load balancer that asks every server would otherwise take all of them out together.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("The database does not answer.\n", status=503, content_type="text/plain")
    words = "ok\n" if cache.answers() else "Degraded: Valkey does not answer.\n"  # type: ignore[attr-defined]
    return HttpResponse(words, content_type="text/plain")


PROBES = ("/healthz", "/readyz")


def from_anywhere(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Let a supervisor ask by the IP address of a machine, which no name in `ALLOWED_HOSTS` is."""

    def respond(request: HttpRequest) -> HttpResponse:
        if request.path_info in PROBES:
            request.META["HTTP_HOST"] = settings.ALLOWED_HOSTS[0].lstrip(".")
        return get_response(request)

    return respond
