"""Limit the desk to one base that the visitor manages, so that no page shows anything of another."""

from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from workshops.access import View, admitting, for_managers, visitor
from workshops.models import Base
from workshops.reach import bases_of

KEY = "desk"


def at_desk(view: View) -> View:
    """Pass to a view the base that the visitor chose last, or else her first.

    Visitors who are not signed in sign in first. Others without a base get 404.
    """

    @wraps(view)
    def seated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        mine = bases_of(visitor(request))
        base = mine.filter(slug=request.session.get(KEY, "")).first() or mine.first()
        if base is None:
            raise Http404
        return view(request, base, *args, **kwargs)

    return admitting("managers", seated)


@require_POST
@for_managers
def choose_base(request: HttpRequest) -> HttpResponse:
    """Let a manager switch to the desk of another of her bases."""
    base = get_object_or_404(bases_of(visitor(request)), slug=request.POST.get("base", ""))
    request.session[KEY] = base.slug
    return redirect("desk:home")


def show(request: HttpRequest, base: Base, template: str, **context: Any) -> HttpResponse:
    """Render a page of the desk."""
    return render(request, f"dispatch/desk/{template}.html", {"base": base, **context})
