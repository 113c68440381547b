"""Tell browsers what no page needs, and what no cache may keep."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_path

PRIVATE = {
    "account", "accounts", "admin", "api", "checkout", "dashboard", "desk", "enquiries", "federation", "me", "orders",
    "payments", "station",
}  # fmt: skip
UNUSED = "accelerometer camera display-capture geolocation gyroscope magnetometer microphone midi usb"
PERMISSIONS = ", ".join(f"{one}=()" for one in UNUSED.split(" "))


def is_private(path: str) -> bool:
    """Return whether an address shows persons, orders or pay, in any language."""
    language = get_language_from_path(path)
    return path.removeprefix(f"/{language}/").strip("/").partition("/")[0] in PRIVATE


def add_headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Switch off devices that no page uses, and forbid to store pages with persons, orders or pay.

    A view that lets the reader's own browser keep something says so itself, as pictures of faults do on slow lines.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        answer = get_response(request)
        answer.setdefault("Permissions-Policy", PERMISSIONS)
        if is_private(request.path_info) and "private" not in answer.get("Cache-Control", ""):
            answer["Cache-Control"] = "no-store, private"
        return answer

    return respond
