"""Show officers how one base stands, and let the association suspend it, end that, and officers check its honours."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dispatch.views.federation.lists import places_or_404
from media.serving import private_picture, sandboxed
from shop.pages.deeds import WordsForm, do
from workshops import honours, managers, standing
from workshops.access import for_association, for_officers, visitor
from workshops.application_trail import trail
from workshops.models import Application, Base, Honour
from workshops.reach import association_of, served_by


def _one(request: HttpRequest, slug: str) -> Base:
    rows = Base.objects.filter(place__in=places_or_404(request)).select_related("place__county")
    return get_object_or_404(rows, slug=slug)


@for_officers
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how a base stands: its state, its managers, its honours, what happened to it."""
    return _shown(request, _one(request, slug))


def _shown(request: HttpRequest, base: Base, **forms: Any) -> HttpResponse:
    person, application = visitor(request), Application.objects.filter(base=base).first()
    context = {
        "base": base,
        "managers": managers.managers_of(base),
        "honours": base.honours.select_related("entered_by"),
        "may_suspend": association_of(person).filter(pk=base.place_id).exists(),
        "may_check": served_by(person).filter(pk=base.place_id).exists(),
        "application": application,
        "events": trail(application) if application else [],
        "form": forms.get("form") or WordsForm(label=_("Why is it suspended?")),
        "no": forms.get("no") or WordsForm(prefix="no", label=_("Why is it declined?")),
    }
    return render(request, "dispatch/federation/base.html", context, status=422 if forms else 200)


@require_POST
@for_association
def suspend(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a base out of the shop for a time."""
    base, form = _one(request, slug), WordsForm(request.POST, label=_("Why is it suspended?"))
    if form.does(lambda said: standing.suspend(base, reason=said["words"], by=visitor(request))):
        messages.success(request, _("Suspended. Its managers were told why."))
        return redirect("federation:base", slug)
    return _shown(request, base, form=form)


@require_POST
@for_association
def resume(request: HttpRequest, slug: str) -> HttpResponse:
    """End the suspension of a base."""
    base = _one(request, slug)
    words = _("The suspension has ended. Its managers were told.")
    return do(request, lambda: standing.resume(base, by=visitor(request)), words, "federation:base", slug)


def _honour(request: HttpRequest, pk: int) -> Honour:
    return get_object_or_404(
        Honour.objects.filter(base__place__in=places_or_404(request)).select_related("base"), pk=pk
    )


@require_POST
@for_officers
def honour_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm that an honour is what its document says."""
    one = _honour(request, pk)
    words = _("Checked. It stands on the base's page now.")
    return do(request, lambda: honours.check(one, by=visitor(request)), words, "federation:base", one.base.slug)


@require_POST
@for_officers
def honour_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Decline an honour, with a reason."""
    one, form = _honour(request, pk), WordsForm(request.POST, prefix="no", label=_("Why is it declined?"))
    if form.does(lambda said: honours.decline(one, reason=said["words"], by=visitor(request))):
        messages.success(request, _("Declined. The base was told why."))
        return redirect("federation:base", one.base.slug)
    return _shown(request, one.base, no=form)


@sandboxed
@for_officers
def honour_document(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the document of an honour to the officers of the base's place."""
    return private_picture(_honour(request, pk).document)
