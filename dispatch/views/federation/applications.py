"""Show officers the applications to join, and let them decide on those that wait for them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from media.serving import sandboxed
from shop.pages.deeds import DeedMixin, WordsForm, do
from shop.pages.listing import page_of
from shop.pages.searching import both, matching
from workshops import reviewing
from workshops.access import for_officers, visitor
from workshops.application_forms import ApplicationForm
from workshops.application_trail import progress, trail
from workshops.application_views import licence_of, picture_of
from workshops.models import Application

LIST = "federation:applications"
FOUND_BY = (*both("name", "place__name", "place__county__name"), "person")
WHY = gettext_lazy("What has to be corrected?")


class SendBackForm(DeedMixin, forms.Form):
    """Asks why an application goes back, and for a remark beside each field that is to be corrected."""

    words = forms.CharField(label=WHY, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        names = [*ApplicationForm.Meta.fields, "pictures"]
        labels = {field.name: getattr(field, "verbose_name", field.name) for field in Application._meta.get_fields()}
        labels["pictures"] = gettext_lazy("Pictures")
        for name in names:
            label = capfirst(str(labels[name]))
            self.fields[f"remark-{name}"] = forms.CharField(label=label, max_length=255, required=False)

    @property
    def remarks(self) -> list[forms.BoundField]:
        """The questions for remarks."""
        return [self[name] for name in self.fields if name.startswith("remark-")]

    def said(self) -> dict[str, str]:
        """Return the remarks by the names of the fields of the application."""
        given = self.cleaned_data.items()
        return {name.removeprefix("remark-"): words for name, words in given if name.startswith("remark-") and words}


def _one(request: HttpRequest, pk: int) -> Application:
    rows = reviewing.applications_of(visitor(request)).select_related("place__county", "applicant", "base")
    return get_object_or_404(rows, pk=pk)


@for_officers
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the applications of the officer's places: first those that wait for her, then all, the newest first."""
    words = request.GET.get("q", "").strip()
    rows = reviewing.applications_of(visitor(request)).select_related("place__county").order_by("-submitted_at")
    context = {
        "waiting": reviewing.waiting_for(visitor(request)).select_related("place__county"),
        "page": page_of(request, matching(rows, words, *FOUND_BY)),
        "words": words,
    }
    return render(request, "dispatch/federation/applications.html", context)


@for_officers
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an application, with what this officer may decide."""
    return _shown(request, _one(request, pk))


def _shown(request: HttpRequest, one: Application, **forms_: Any) -> HttpResponse:
    context = {
        "application": one,
        "steps": progress(one),
        "events": trail(one),
        "may_decide": reviewing.waiting_for(visitor(request)).filter(pk=one.pk).exists(),
        "back": forms_.get("back") or SendBackForm(prefix="back"),
        "no": forms_.get("no") or WordsForm(prefix="no", label=_("Why is it rejected?")),
    }
    status = 422 if forms_ else 200
    return render(request, "dispatch/federation/application.html", context, status=status)


@require_POST
@for_officers
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve an application for the county, or for the association where it waits for that."""
    one, by = _one(request, pk), visitor(request)
    if request.POST.get("for") == "association":
        return do(request, lambda: reviewing.approve(one, by=by), _("Approved. It is a base now."), LIST)
    return do(request, lambda: reviewing.endorse(one, by=by), _("Approved. It is with the association now."), LIST)


@require_POST
@for_officers
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return an application to the applicant, with what she has to correct."""
    one, form = _one(request, pk), SendBackForm(request.POST, prefix="back")
    by = visitor(request)
    if form.does(lambda said: reviewing.send_back(one, reason=said["words"], remarks=form.said(), by=by)):
        messages.success(request, _("Returned. The applicant was told what to correct."))
        return redirect(LIST)
    return _shown(request, one, back=form)


@require_POST
@for_officers
def reject(request: HttpRequest, pk: int) -> HttpResponse:
    """Reject an application for good."""
    one = _one(request, pk)
    form = WordsForm(request.POST, prefix="no", label=_("Why is it rejected?"))
    if form.does(lambda said: reviewing.reject(one, reason=said["words"], by=visitor(request))):
        messages.success(request, _("Rejected. The applicant was told why."))
        return redirect(LIST)
    return _shown(request, one, no=form)


@sandboxed
@for_officers
def licence(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the picture of a licence to the officers of its place."""
    return licence_of(_one(request, pk))


@sandboxed
@for_officers
def picture(request: HttpRequest, pk: int, picture: int) -> HttpResponse:
    """Show a picture of an application to the officers of its place."""
    return picture_of(_one(request, pk), picture)
