"""Admit to a page only the people whom it is for, and answer 404 to all others."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from shop.accounts.models import User
from shop.accounts.visiting import visitor as visitor
from workshops.reach import bases_of, is_officer, oversees, stations_of, worker_of

View = Callable[..., HttpResponse]


def for_leads(view: View) -> View:
    """Admit those who run a station."""
    return _only("leads", lambda user: stations_of(user).exists(), view)


def for_workers(view: View) -> View:
    """Admit active workers."""
    return _only("workers", lambda user: worker_of(user) is not None, view)


def for_managers(view: View) -> View:
    """Admit those who manage a base."""
    return _only("managers", lambda user: bases_of(user).exists(), view)


def for_officers(view: View) -> View:
    """Admit officers of the association, of a county or of a town."""
    return _only("officers", is_officer, view)


def for_association(view: View) -> View:
    """Admit officers of the association."""
    return _only("association", oversees, view)


def for_shop_staff(view: View) -> View:
    """Admit those who may change orders in the shop's dashboard. Passes the view None for the base: all sell there."""

    @wraps(view)
    def staffed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, None, *args, **kwargs)

    return _only("shop staff", lambda user: user.is_staff and user.has_perm("order.change_order"), staffed)


def admitting(audience: str, view: View) -> View:
    """Ask to sign in before a view that admits its `audience` itself, and write on it who that is."""
    view.audience = audience  # type: ignore[attr-defined]  # read by the test that no page lacks one
    return login_required(view)


def _only(audience: str, may: Callable[[User], bool], view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may(visitor(request)):
            raise Http404
        return view(request, *args, **kwargs)

    return admitting(audience, guarded)
