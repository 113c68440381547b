"""Keep a form that arrives after the session has ended, and show it filled once she has signed in again."""

import json
import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string

from shop.limits import TooOften, count
from shop.pages.addresses import is_page
from shop.pages.filling import filled
from shop.pages.headers import is_private
from shop.sealing import seal, unseal

COOKIE = "kept_form"
KEPT_SECONDS = 30 * 60
MOST_BYTES = 32_000
SECRETS = re.compile("password|csrf|code|digits|token|secret|otp", re.IGNORECASE)
OK, NOT_FOUND, NOT_ALLOWED = 200, 404, 405


@dataclass(frozen=True)
class KeptForm:
    """A form that was not taken: the page where it stood, the address it was sent to, its fields."""

    page: str
    action: str
    fields: dict[str, list[str]]
    had_files: bool


def keep_forms(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Keep forms that were sent to sign in, and show them again. Explain the address of a button opened as a page."""

    def respond(request: HttpRequest) -> HttpResponse:
        answer = get_response(request)
        if request.method == "POST":
            return _kept_if_lost(request, answer)
        if form := kept(request):
            answer = _shown(request, answer, form)
        if answer.status_code == NOT_ALLOWED and not answer.content and request.accepts("text/html"):
            return render(request, "405.html", {"above": page_above(request.path)}, status=NOT_ALLOWED)
        return answer

    return respond


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 Django hands it over
    """Say in words that a form was too old to be taken. One of our own pages is kept, to be shown filled again."""
    page = _page_of(request)
    answer = render(request, "403_csrf.html", {"page": page}, status=403)
    return keep(request, answer, page) if page else answer


def keep(request: HttpRequest, answer: HttpResponse, page: str) -> HttpResponse:
    """Keep the form of a request without files and secrets, sealed, for this browser and for half an hour."""
    fields = {name: values for name, values in request.POST.lists() if not SECRETS.search(name)}
    form = KeptForm(page, request.path, fields, had_files=bool(request.FILES))
    text = json.dumps(asdict(form))
    with suppress(TooOften):
        count(request, "kept form")
        if len(text) > MOST_BYTES:
            return answer
        name = secrets.token_urlsafe()
        cache.set(f"{COOKIE}:{name}", seal(text), KEPT_SECONDS)
        answer.set_cookie(
            COOKIE, name, KEPT_SECONDS, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    return answer


def kept(request: HttpRequest) -> KeptForm | None:
    """Return the form that was kept for this browser, when this is the page where it stood."""
    name = request.COOKIES.get(COOKIE)
    sealed = cache.get(f"{COOKIE}:{name}") if name else None
    form = KeptForm(**json.loads(unseal(sealed))) if sealed else None
    return form if form and urlsplit(form.page).path == request.path else None


def page_above(path: str) -> str:
    """Return the nearest page above an address."""
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        if is_page(path):
            break
    return path


def _kept_if_lost(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Keep a form that was answered by a way to sign in, or that a guest sent to a page she may no longer see."""
    door = urlsplit(answer.get("Location", ""))
    page = _page_of(request) or request.get_full_path()
    if parse_qs(door.query).get("next") == [request.get_full_path()]:
        answer["Location"] = f"{door.path}?{urlencode({'next': page})}"
        return keep(request, answer, page)
    is_lost = answer.status_code == NOT_FOUND and not request.user.is_authenticated and is_private(request.path)
    return keep(request, answer, page) if is_lost and _page_of(request) else answer


def _page_of(request: HttpRequest) -> str:
    """Return the page of ours that a form was sent from, or nothing when it came from elsewhere."""
    host, origin = request.get_host(), request.headers.get("Origin", "")
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc != host or (origin and urlsplit(origin).netloc != host):
        return ""
    return came_from._replace(scheme="", netloc="", fragment="").geturl()


def _shown(request: HttpRequest, answer: HttpResponse, form: KeptForm) -> HttpResponse:
    if answer.status_code == NOT_ALLOWED:  # an error had been shown at the address of a button
        above = page_above(request.path)
        moved = KeptForm(above, form.action, form.fields, form.had_files)
        cache.set(f"{COOKIE}:{request.COOKIES[COOKIE]}", seal(json.dumps(asdict(moved))), KEPT_SECONDS)
        return HttpResponseRedirect(above)
    if answer.status_code != OK or answer.streaming or "text/html" not in answer.get("Content-Type", ""):
        return answer
    notice = render_to_string("components/kept.html", {"had_files": form.had_files})
    html = answer.content.decode(answer.charset)
    answer.content = filled(html, page=request.path, action=form.action, fields=form.fields, notice=notice).encode()
    answer["Cache-Control"] = "no-store, private"
    cache.delete(f"{COOKIE}:{request.COOKIES[COOKIE]}")
    answer.delete_cookie(COOKIE)
    return answer
