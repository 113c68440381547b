"""Verify who is at the device before a step that could take an account away: by password or a fresh code."""

import time
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core.internal.cryptokit import compare_user_code
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from shop.accounts.models import User
from shop.accounts.visiting import visitor

PENDING = "confirming"
View = Callable[..., HttpResponse]


def is_recent(request: HttpRequest) -> bool:
    """Return whether she has signed in or confirmed lately, within `ACCOUNT_REAUTHENTICATION_TIMEOUT`."""
    records = get_authentication_records(request, visitor(request))
    return bool(records) and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT


def recently_confirmed(view: View) -> View:
    """Let a signed-in person in who has just verified herself, and send her to do so otherwise."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if is_recent(request):
            return view(request, *args, **kwargs)
        page = "account_reauthenticate" if visitor(request).has_usable_password() else "account:confirm"
        return HttpResponseRedirect(f"{reverse(page)}?{urlencode({'next': request.get_full_path()})}")

    return guarded


def send_code(request: HttpRequest, user: User) -> None:
    """Text a code to her phone, valid for a few minutes. Raises TooOften when too many were asked for."""
    phone = user.phone.as_e164
    code = get_adapter().generate_phone_verification_code(user=user, phone=phone)
    get_adapter().send_verification_code_sms(user=user, phone=phone, code=code)
    request.session[PENDING] = {"code": code, "at": time.time(), "tries": 0}


def accept_code(request: HttpRequest, user: User, given: str) -> bool:
    """Return whether `given` is the code, and record her as confirmed if so.

    A code expires with time and after a few wrong tries.
    """
    pending = request.session.get(PENDING)
    if not pending or time.time() - pending["at"] > app_settings.LOGIN_BY_CODE_TIMEOUT:
        return False
    if compare_user_code(actual=given, expected=pending["code"]):
        del request.session[PENDING]
        record_authentication(request, user, method="code", phone=user.phone.as_e164, reauthenticated=True)
        return True
    request.session[PENDING] = pending | {"tries": pending["tries"] + 1}
    if pending["tries"] + 1 >= app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS:
        del request.session[PENDING]
    return False
