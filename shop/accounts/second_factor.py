"""Require a second factor besides the password from those accounts that must have one."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from shop.accounts.models import User

Rule = Callable[[User], bool]
_rules: list[Rule] = [lambda user: user.is_staff]


def register(rule: Rule) -> None:
    """Also ask for a second factor of every user for whom `rule(user)` is true."""
    _rules.append(rule)


def is_due(user: User) -> bool:
    """Return whether the rules ask this account for a second factor: it can change what belongs to others."""
    return any(rule(user) for rule in _rules)


def is_missing(user: User) -> bool:
    """Return whether this account must have a second factor, by the settings and the rules, and has none yet."""
    return settings.SECOND_FACTOR_REQUIRED and is_due(user) and not is_mfa_enabled(user)


class SecondFactorMiddleware:
    """Sends a signed-in person whose second factor is missing to the page where she sets it up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        inside = not request.path.startswith((reverse("account:home"), settings.STATIC_URL, settings.MEDIA_URL))
        if settings.SECOND_FACTOR_REQUIRED and inside and isinstance(user, User) and is_missing(user):
            return HttpResponseRedirect(reverse("mfa_index"))
        return self.get_response(request)
