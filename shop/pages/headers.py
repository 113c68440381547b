"""Tell browsers what no page needs, and what no cache may keep."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

PRIVATE = {
    "account", "accounts", "admin", "api", "checkout", "dashboard", "desk", "enquiries", "federation", "me", "orders",
    "payments", "station",
}  # fmt: skip
UNUSED = "accelerometer camera display-capture geolocation gyroscope magnetometer microphone midi usb"
PERMISSIONS = ", ".join(f"{one}=()" for one in UNUSED.split(" "))


def is_private(path: str) -> bool:
    """Return whether an address shows persons, orders or pay. The English pages stand below /en/."""
    return path.removeprefix("/en/").strip("/").partition("/")[0] in PRIVATE


def add_headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Switch off devices that no page uses, and forbid to store pages with persons, orders or pay."""

    def respond(request: HttpRequest) -> HttpResponse:
        answer = get_response(request)
        answer.setdefault("Permissions-Policy", PERMISSIONS)
        if is_private(request.path_info):
            answer["Cache-Control"] = "no-store, private"
        return answer

    return respond
