"""Show who manages a base, and let its managers invite others, let one go, or leave with the base."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dispatch.views.desk.access import at_desk, show
from shop.limits import count
from shop.pages.deeds import WordsForm, do
from workshops import managers, standing
from workshops.access import visitor
from workshops.application_forms import InviteForm
from workshops.models import Base


@at_desk
def index(request: HttpRequest, base: Base) -> HttpResponse:
    """List the managers and the open invitations, with a form to invite one more."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.does(lambda said: _invite(request, base, said)):
        messages.success(request, _("Invited. She manages the base once she has accepted."))
        return redirect("desk:managers")
    return _shown(request, base, form, _leaving())


def _shown(request: HttpRequest, base: Base, form: InviteForm, leaving: WordsForm) -> HttpResponse:
    found = managers.managers_of(base)
    return show(
        request, base, "managers", managers=found, invitations=managers.open_invitations(base), form=form,
        leaving=leaving, may_act=found.filter(user=visitor(request)).exists(),
    )  # fmt: skip


def _leaving(*data: Any) -> WordsForm:
    return WordsForm(*data, prefix="leaving", label=_("Why do you leave?"))


def _invite(request: HttpRequest, base: Base, said: dict[str, Any]) -> object:
    count(request, "invitation", {"base": str(base.pk)})
    return managers.invite(base, phone=said["phone"], email=said["email"], by=visitor(request))


@require_POST
@at_desk
def let_go(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Let a manager go."""
    post = get_object_or_404(managers.managers_of(base), pk=pk)
    words = _("%(person)s no longer manages the base.") % {"person": post.user}
    to = "account:home" if post.user == visitor(request) else "desk:managers"
    return do(request, lambda: managers.let_go(post, by=visitor(request)), words, to)


@require_POST
@at_desk
def withdraw(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Take an invitation back."""
    one = get_object_or_404(base.invitations, pk=pk)
    return do(request, lambda: managers.withdraw(one, by=visitor(request)), _("Taken back."), "desk:managers")


@require_POST
@at_desk
def leave(request: HttpRequest, base: Base) -> HttpResponse:
    """Leave with the base."""
    form = _leaving(request.POST)
    if form.does(lambda said: standing.leave(base, reason=said["words"], by=visitor(request))):
        messages.success(request, _("You have left. Your open orders go on, and your desk stays for them."))
        return redirect("desk:managers")
    return _shown(request, base, InviteForm(), form)
