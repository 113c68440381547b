"""Open the statement behind a worker's printed card: her four digits unlock it on any phone for ten minutes."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from dispatch.views.me.her import Her, card_holder, close_card, is_open, open_card, signed_in
from dispatch.views.me.home import overview
from dispatch.views.station.forms import DigitsForm, VoidForm
from shop.limits import misses_limited
from shop.pages.deeds import do
from workshops import cards, pay_accounts
from workshops.models import VoidedCard


@never_cache
@misses_limited
def card(request: HttpRequest, token: UUID) -> HttpResponse:
    """Ask for her digits, then show her earnings. Closing the page, or ten minutes, locks it again."""
    if voided := VoidedCard.objects.filter(token=token).first():
        return render(request, "dispatch/me/card_void.html", {"voided": voided}, status=410)
    worker = card_holder(token)
    if request.method == "POST" and "close" in request.POST:
        close_card(request, worker)
        return redirect("me:card", token)
    if is_open(request, worker):
        if request.method == "POST" and (change := pay_accounts.waiting_of(worker)):
            words = _("Stopped. The money goes where it went before.")
            return do(request, lambda: pay_accounts.stop(change, by=None), words, "me:card", token)
        return render(request, "dispatch/me/card.html", overview(request, Her(worker, None, token)))
    form = DigitsForm(request.POST or None)
    form.fields["digits"].label = _("Your four digits")
    if request.method == "POST" and form.does(lambda said: cards.must_open(worker, digits=said["digits"])):
        open_card(request, worker)
        return redirect("me:card", token)
    return render(request, "dispatch/me/card_digits.html", {"worker": worker, "form": form})


@signed_in
def mine(request: HttpRequest, her: Her) -> HttpResponse:
    """Let a worker choose the digits of her card, or void a lost one."""
    form = DigitsForm(request.POST or None)
    form.fields["digits"].label = _("Your four digits")
    assert her.by  # noqa: S101 she is signed in
    by = her.by
    if request.method == "POST" and form.does(
        lambda said: cards.choose_digits(her.worker, digits=said["digits"], by=by)
    ):
        messages.success(request, _("Your digits are set."))
        return redirect("me:my-card")
    return render(request, "dispatch/me/my_card.html", {"worker": her.worker, "form": form})


@signed_in
@require_POST
def void(request: HttpRequest, her: Her) -> HttpResponse:
    """Let a worker void her lost card."""
    form = VoidForm(request.POST)
    if not form.is_valid() or her.by is None:
        return redirect("me:my-card")
    token, by = form.cleaned_data["token"], her.by
    words = _("Your lost card opens nothing any more. Ask your station lead to print the new one.")
    return do(request, lambda: cards.void(her.worker, token=token, by=by), words, "me:my-card")
