"""Keep the list of browsers in which a person is signed in, and let those of staff end sooner."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from time import time

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.accounts import second_factor
from shop.accounts.models import User

SEEN = "seen_at"
EVERY_SECONDS = 600
# The first name whose mark stands in what a browser says of itself decides. Many claim to be others as well.
BROWSERS = {
    "MicroMessenger": gettext_lazy("WeChat"), "Edg": "Edge", "HuaweiBrowser": "Huawei Browser",
    "MiuiBrowser": "Mi Browser", "OPR/": "Opera", "Firefox": "Firefox", "FxiOS": "Firefox", "CriOS": "Chrome",
    "Chrome": "Chrome", "Safari": "Safari",
}  # fmt: skip
SYSTEMS = {
    "HarmonyOS": "HarmonyOS", "OpenHarmony": "HarmonyOS", "Android": "Android", "iPhone": "iPhone", "iPad": "iPad",
    "Windows": "Windows", "Macintosh": "Mac", "CrOS": "Chromebook", "Linux": "Linux",
}  # fmt: skip


def keep_sessions(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Note every ten minutes that a signed-in browser is in use. A session of staff ends some hours after that."""

    def respond(request: HttpRequest) -> HttpResponse:
        answer = get_response(request)
        if request.session.accessed and isinstance(request.user, User) and not is_noted(request):
            note(request, request.user)
        return answer

    return respond


def is_noted(request: HttpRequest) -> bool:
    return time() - float(request.session.get(SEEN, 0)) < EVERY_SECONDS


def note(request: HttpRequest, user: User) -> None:
    """Note that this browser is in use."""
    request.session[SEEN] = time()
    if second_factor.is_due(user):
        request.session.set_expiry(settings.STAFF_SESSION_HOURS * 3600)
    UserSession.objects.create_from_request(request)


def others(request: HttpRequest) -> list[UserSession]:
    """Return the sessions of this person in other browsers, the one used last first."""
    mine = UserSession.objects.purge_and_list(request.user)
    there = [session for session in mine if session.session_key != request.session.session_key]
    return sorted(there, key=lambda session: session.last_seen_at, reverse=True)


def device(user_agent: str) -> str:
    """Return which browser on which system this is, in the reader's language."""
    browser = next((name for mark, name in BROWSERS.items() if mark in user_agent), _("A browser"))
    system = next((name for mark, name in SYSTEMS.items() if mark in user_agent), _("an unknown system"))
    return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}


def forget_ended() -> None:
    """Delete the sessions that have ended, and what was noted about them."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    longest = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    UserSession.objects.filter(last_seen_at__lt=timezone.now() - longest).delete()
