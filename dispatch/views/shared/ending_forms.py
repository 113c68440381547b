"""Define the forms by which a manager or a lead shortens a lot or agrees on another day for it."""

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dispatch.models import Lot
from dispatch.work import due_days
from shop.pages.deeds import DeedForm, do
from workshops.access import visitor

WHY = forms.Textarea(attrs={"rows": 2})


class ShortenForm(DeedForm):
    """Asks how many pieces that nobody has begun are taken back, and why."""

    pieces = forms.IntegerField(label=_("Pieces to be taken back"), min_value=1)
    reason = forms.CharField(label=_("Why?"), max_length=255, widget=WHY)

    def __init__(self, *args: Any, most: int, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["pieces"].initial, self.fields["pieces"].widget.attrs["max"] = most, most
        self.fields["pieces"].help_text = _("Nobody has begun %(most)s pieces.") % {"most": f"{most:,}"}


class DayForm(DeedForm):
    """Asks for another day for a lot, and why."""

    day = forms.DateField(label=_("New day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    reason = forms.CharField(
        label=_("Why?"), max_length=255, widget=WHY, help_text=_("The other side reads it, and agrees or declines.")
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["day"].widget.attrs["min"] = timezone.localdate().isoformat()


class AnsweredDayForm(forms.Form):
    """Takes the day that was shown to whoever answers."""

    day = forms.DateField()


ANSWERS = {"agree": (due_days.agree, _("Agreed.")), "decline": (due_days.decline, _("Declined."))}


def answer_day(request: HttpRequest, lot: Lot, answer: str, *to: Any) -> HttpResponse:
    """Agree to the day that was shown, or decline it, for the side that was asked."""
    if answer not in ANSWERS:
        raise Http404
    deed, words = ANSWERS[answer]
    form = AnsweredDayForm(request.POST)
    day = form.cleaned_data["day"] if form.is_valid() else date.min  # which nobody has asked for
    return do(request, lambda: deed(lot, day=day, by=visitor(request)), str(words), *to)
