"""Open the statement behind a worker's printed card: her four digits unlock it on any phone for ten minutes."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from dispatch.views.me.home import overview
from dispatch.views.station.forms import DigitsForm
from shop.limits import misses_limited
from shop.pages.deeds import do
from workshops import cards, pay_accounts
from workshops.models import Worker

OPEN_SECONDS = 600


@never_cache
@misses_limited
def card(request: HttpRequest, token: UUID) -> HttpResponse:
    """Ask for her digits, then show her earnings. Closing the page, or ten minutes, locks it again."""
    worker = get_object_or_404(Worker.objects.select_related("station"), card_token=token, is_active=True)
    opened = f"card-{worker.pk}"
    if request.method == "POST" and "close" in request.POST:
        request.session.pop(opened, None)
        return redirect("me:card", token)
    if request.session.get(opened, 0) > timezone.now().timestamp():
        if request.method == "POST" and (change := pay_accounts.waiting_of(worker)):
            words = _("Stopped. The money goes where it went before.")
            return do(request, lambda: pay_accounts.stop(change, by=None), words, "me:card", token)
        return render(request, "dispatch/me/card.html", overview(request, worker))
    form = DigitsForm(request.POST or None)
    form.fields["digits"].label = _("Your four digits")
    if request.method == "POST" and form.is_valid() and _opens(worker, form):
        request.session[opened] = timezone.now().timestamp() + OPEN_SECONDS
        return redirect("me:card", token)
    return render(request, "dispatch/me/card_digits.html", {"worker": worker, "form": form})


def _opens(worker: Worker, form: forms.Form) -> bool:
    try:
        if cards.opens(worker, digits=form.cleaned_data["digits"]):
            return True
        form.add_error("digits", _("These are not the digits you chose."))
    except cards.TooManyTries:
        form.add_error("digits", _("Too many wrong tries. Please wait a quarter of an hour."))
    return False
