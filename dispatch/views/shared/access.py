"""Who may open which page: whoever may not see a thing is told that there is none."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from shop.accounts.models import User
from workshops.reach import bases_of, stations_of, worker_of

View = Callable[..., HttpResponse]


def visitor(request: HttpRequest) -> User:
    """The signed-in person of a page that asks to sign in."""
    return cast("User", request.user)


def for_leads(view: View) -> View:
    """Only for those who run a station."""
    return _only(view, lambda user: stations_of(user).exists())


def for_workers(view: View) -> View:
    """Only for active workers."""
    return _only(view, lambda user: worker_of(user) is not None)


def for_managers(view: View) -> View:
    """Only for those who manage a base."""
    return _only(view, lambda user: bases_of(user).exists())


def _only(view: View, may: Callable[[User], bool]) -> View:
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may(visitor(request)):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded
