"""Let people apply to join as a base, and accept invitations to manage one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from media.serving import private_picture, sandboxed
from shop.limits import count
from shop.pages.deeds import do, refusals_above_page
from workshops import applying, managers
from workshops.access import admitting, visitor
from workshops.application_forms import ApplicationForm
from workshops.application_trail import progress, trail
from workshops.models import Application, Invitation

TO_JOIN = "workshops:join"


@never_cache
def join(request: HttpRequest) -> HttpResponse:
    """Explain how one joins, let a proven phone begin an application, and find hers again."""
    person = request.user if request.user.is_authenticated else None
    if request.method == "POST" and person:
        by = visitor(request)
        if not is_proven(request):
            return redirect("account:phone")
        with refusals_above_page(request):
            count(request, "application", {"applicant": str(by.pk)})
            return redirect("workshops:application", applying.begin(by=by).pk)
    hers = Application.objects.filter(applicant=visitor(request)) if person else Application.objects.none()
    live = next((one for one in hers if one.state in Application.LIVE), None)
    return render(request, "workshops/join.html", {"applications": hers, "live": live, "is_proven": is_proven(request)})


def is_proven(request: HttpRequest) -> bool:
    """Return whether the visitor has signed in with a phone that was proven by a code."""
    return request.user.is_authenticated and bool(visitor(request).phone and visitor(request).phone_verified_at)


def hers_or_404(request: HttpRequest, pk: int) -> Application:
    """Return an application of the visitor, or raise Http404."""
    return get_object_or_404(Application.objects.select_related("place__county", "base"), applicant=request.user, pk=pk)


@never_cache
def _application(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the applicant write her application, or follow it once it is submitted."""
    one = hers_or_404(request, pk)
    if not one.is_written:
        return _shown(request, one)
    form = ApplicationForm(request.POST or None, request.FILES or None, instance=one)
    if request.method == "POST" and form.does(lambda said: _keep(request, form, said)):
        if "submit" not in request.POST:
            messages.success(request, _("Kept. You find it here again, on any device, with your phone."))
            return redirect("workshops:application", one.pk)
        form.say_what_lacks()
        if not form.errors:
            with refusals_above_page(request):
                applying.submit(one, by=visitor(request))
                messages.success(request, _("Sent. The county looks at it next, and you are told of each step."))
            return redirect("workshops:application", one.pk)
    return _shown(request, one, form)


def _keep(request: HttpRequest, form: ApplicationForm, said: dict[str, Any]) -> Application:
    if said["pictures"] or "licence" in request.FILES:
        size = sum(file.size or 0 for name in request.FILES for file in request.FILES.getlist(name))
        count(request, "upload", {"contact": str(visitor(request).phone)}, amount=-(-size // (1024 * 1024)) or 1)
    return form.keep(said, visitor(request))


def _shown(request: HttpRequest, one: Application, form: ApplicationForm | None = None) -> HttpResponse:
    if form:
        form.mark_needed()
    context = {"application": one, "form": form, "steps": progress(one), "events": trail(one), "is_hers": True}
    return render(request, "workshops/application.html", context)


@require_POST
def _withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an application back."""
    one = hers_or_404(request, pk)
    return do(request, lambda: applying.withdraw(one, by=visitor(request)), _("Taken back."), TO_JOIN)


@require_safe
def _licence(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the applicant the picture of her licence."""
    return licence_of(hers_or_404(request, pk))


@require_safe
def _picture(request: HttpRequest, pk: int, picture: int) -> HttpResponse:
    """Show the applicant one of her pictures."""
    return picture_of(hers_or_404(request, pk), picture)


def licence_of(application: Application) -> HttpResponse:
    """Return the picture of a licence to somebody who may see it. Raises Http404 when there is none."""
    if not application.licence:
        raise Http404
    return private_picture(application.licence)


def picture_of(application: Application, pk: int) -> HttpResponse:
    """Return a picture of an application to somebody who may see it."""
    return private_picture(get_object_or_404(application.pictures, pk=pk).picture)


@never_cache
def _invitation(request: HttpRequest, token: UUID) -> HttpResponse:
    """Ask the invited person whether she wants to manage the base."""
    one = get_object_or_404(Invitation.objects.select_related("base", "invited_by"), token=token)
    if request.method == "POST":
        is_yes, by = request.POST.get("answer") == "yes", visitor(request)
        deed = managers.accept if is_yes else managers.decline
        words = _("Welcome. This is your desk now.") if is_yes else _("Declined. The base was told.")
        with refusals_above_page(request):
            deed(one, by=by)
            messages.success(request, words)
            return redirect("desk:home" if is_yes else "account:home")
        return redirect("workshops:invitation", token)
    until = date_format(timezone.localtime(one.invited_at + managers.OPEN_FOR), "DATETIME_FORMAT")
    context = {"invitation": one, "is_open": managers.is_open(one), "until": until}
    return render(request, "workshops/invitation.html", context)


application = admitting("applicants", _application)
withdraw = admitting("applicants", _withdraw)
licence = sandboxed(admitting("applicants", _licence))
picture = sandboxed(admitting("applicants", _picture))
invitation = admitting("invited", _invitation)
