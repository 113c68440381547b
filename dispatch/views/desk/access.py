"""Whose desk this is: every page of the desk shows one base that the reader manages, and nothing of any other."""

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
    """Give a view the base it is about: the one chosen last, else her first. Visitors sign in, others find nothing."""

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
    """Sit down at the desk of another base that she manages."""
    base = get_object_or_404(bases_of(visitor(request)), slug=request.POST.get("base", ""))
    request.session[KEY] = base.slug
    return redirect("desk:home")


def show(request: HttpRequest, base: Base, template: str, **context: Any) -> HttpResponse:
    """Render a page of the desk."""
    return render(request, f"dispatch/desk/{template}.html", {"base": base, **context})
