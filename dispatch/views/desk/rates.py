"""Show piece rates with their hourly pay, and let managers propose and approve them and record time studies."""

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dispatch.models import Operation, RateCard, TimeStudy
from dispatch.rates import raising, rating
from dispatch.rates.errors import WorkerOutOfReach
from dispatch.views.desk.access import at_desk, show
from dispatch.views.desk.sheet_forms import label_of_study
from shop.pages.deeds import DeedMixin, WordsForm, do
from shop.pages.listing import page_of
from shop.pages.searching import both, matching
from shop.pages.versions import Shown, VersionMixin
from shop.words import plain
from workshops.access import visitor
from workshops.journal import Verb, last
from workshops.models import Base, Worker

PEOPLE = ("proposed_by", "approved_by", "declined_by", "study__worker")
LAST_DECISION = last(Verb.APPROVE_RATE, of=lambda step: step.root.rates.all())


class StudyForm(DeedMixin, forms.Form):
    """Asks for a time study: the worker who was measured, and the minutes of each piece."""

    worker = forms.CharField(label=gettext_lazy("Number of the worker who was measured"), max_length=20)
    samples = forms.CharField(
        label=gettext_lazy("Minutes of each piece"), max_length=500,
        help_text=gettext_lazy("Three pieces or more, such as: 12.5 13 11.8"),
    )  # fmt: skip
    studied_on = forms.DateField(
        label=gettext_lazy("Measured on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, base: Base, **more: Any) -> None:
        super().__init__(*args, **more)
        self.base = base

    def clean_worker(self) -> Worker:
        number = self.cleaned_data["worker"].strip()
        found = rating.workers_of(self.base).filter(number__iexact=number).first()
        if found is None:
            raise forms.ValidationError(str(WorkerOutOfReach()))
        return found

    def clean_samples(self) -> list[Decimal]:
        try:
            parts = re.split(r"[\s,，、;；]+", unicodedata.normalize("NFKC", self.cleaned_data["samples"].strip()))
            samples = [Decimal(part) for part in parts if part]
        except InvalidOperation:
            samples = []
        if not samples or not all(each.is_finite() for each in samples):
            raise forms.ValidationError(_("Write numbers with blanks between them."))
        return samples

    def clean_studied_on(self) -> date:
        day: date = self.cleaned_data["studied_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day


class RateForm(VersionMixin, forms.Form):
    """Asks for a rate to be proposed."""

    rate = forms.DecimalField(label=gettext_lazy("CNY per piece"), min_value=0, max_digits=10, decimal_places=4)
    standard_minutes = forms.DecimalField(
        label=gettext_lazy("Standard minutes"), min_value=0, max_digits=8, decimal_places=2,
        help_text=gettext_lazy("Minutes that an able worker needs for one piece, from a time study."),
    )  # fmt: skip
    study = forms.ModelChoiceField(
        TimeStudy.objects.none(), label=gettext_lazy("Time study behind them"), required=False,
        empty_label=gettext_lazy("none"),
    )  # fmt: skip
    from_on = forms.DateField(
        label=gettext_lazy("Holds from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(
        label=gettext_lazy("Why below the minimum wage"), required=False, max_length=255,
        help_text=gettext_lazy("Only when it is. Everyone who looks at the rate sees this."),
    )  # fmt: skip

    def __init__(self, *args: Any, step: Operation, **more: Any) -> None:
        super().__init__(*args, **more)
        study: Any = self.fields["study"]
        study.queryset = step.root.studies.select_related("worker")
        study.label_from_instance = label_of_study

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        for name in ("rate", "standard_minutes"):
            if given.get(name) == 0:
                self.add_error(name, _("Must be more than nothing."))
        return given


@require_safe
@at_desk
def rates(request: HttpRequest, base: Base) -> HttpResponse:
    """List the base's operations with the rate in force and its hourly pay, and rates that wait for approval."""
    today, words = timezone.localdate(), request.GET.get("q", "").strip()
    operations = raising.worked_by(base).select_related("sheet__product", "craft")
    operations = matching(operations, words, *both("sheet__product__title", "name", "craft__name"))
    page = page_of(request, operations.order_by("sheet__product__title", "sheet", "position"))
    cards = rating.in_force(page, today)
    waiting = RateCard.objects.waiting().of_base(base).select_related("study__worker")
    context = {
        "page": page,
        "rows": [(operation, cards.get(operation.pk)) for operation in page],
        "waiting": waiting.select_related("operation__sheet__product", "proposed_by").order_by("proposed_at"),
        "minimum": rating.highest_minimum(base, today),
        "q": words,
    }
    return show(request, base, "rates", **context)


def facts(step: Operation) -> dict[str, str]:
    """Return the rate in force of an operation, the one that follows it, and its standard minutes."""
    today = timezone.localdate()
    now = rating.in_force([step], today).get(step.pk)
    later = step.root.rates.filter(from_on__gt=today).exclude(approved_at=None).order_by("from_on")
    told = {_("Standard minutes"): plain(step.standard_minutes)}
    if now:
        told[_("CNY per piece")] = plain(now.rate)
    return told | {_("From %(day)s") % {"day": date_format(card.from_on)}: plain(card.rate) for card in later}


@require_http_methods(["GET", "POST"])
@at_desk
def rate_propose(request: HttpRequest, base: Base, operation: int) -> HttpResponse:
    """Let a manager propose a new rate.

    A rate below the minimum wage without a reason is refused beside the field.
    """
    step = get_object_or_404(
        Operation.objects.of_base(base).select_related("sheet__product", "sheet__base", "continues"), pk=operation
    )
    today = timezone.localdate()
    now = rating.in_force([step], today).get(step.pk)
    begin: dict[str, Any] = {
        "rate": now.rate if now else None,
        "standard_minutes": step.standard_minutes,
        "from_on": today,
    }
    latest = step.root.studies.first()
    if latest:
        begin |= {"study": latest.pk, "standard_minutes": latest.median}
    form = RateForm(
        request.POST or None, initial=begin, step=step, shown=Shown(step, facts, visitor(request), LAST_DECISION)
    )
    if form.does(lambda said: rating.propose(step, by=visitor(request), **said)):
        messages.success(request, _("Proposed. It holds once a second person approves it."))
        return redirect("desk:rates")
    context = {
        "form": form,
        "step": step,
        "history": step.root.rates.select_related(
            "proposed_by", "approved_by", "declined_by", "study__worker"
        ).order_by("-version"),
        "studies": step.root.studies.select_related("worker", "by"),
        "minimum": rating.highest_minimum(base, today),
    }
    return show(request, base, "rate_propose", **context)


@require_http_methods(["GET", "POST"])
@at_desk
def rate_study(request: HttpRequest, base: Base, operation: int) -> HttpResponse:
    """Let a manager record a time study of an operation."""
    step = get_object_or_404(
        Operation.objects.of_base(base).select_related("sheet__product", "sheet__base", "continues"), pk=operation
    )
    form = StudyForm(request.POST or None, initial={"studied_on": timezone.localdate()}, base=base)
    if form.does(lambda said: rating.study(step, by=visitor(request), **said)):
        words = _("Kept: the median is %(minutes)s minutes.")
        messages.success(request, words % {"minutes": f"{form.result.median:f}"})
        return redirect("desk:rate-propose", operation)
    return show(request, base, "rate_study", form=form, step=step)


@require_POST
@at_desk
def rate_approve(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Let a manager approve a rate that somebody else proposed."""
    card = get_object_or_404(RateCard.objects.of_base(base), pk=pk)
    reason, words = request.POST.get("reason", "")[:255], _("The rate holds from %(day)s.") % {"day": card.from_on}
    return do(request, lambda: rating.approve(card, by=visitor(request), reason=reason), words, "desk:rates")


@require_http_methods(["GET", "POST"])
@at_desk
def rate_decline(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Let a manager decline a proposed rate, or withdraw one of her own, and say why."""
    cards = RateCard.objects.of_base(base).select_related("operation__sheet__product")
    card = get_object_or_404(cards, pk=pk)
    form = WordsForm(request.POST or None, label=_("Why?"), help_text=_("It stays beside the rate, for all who look."))
    if request.method == "POST" and form.does(
        lambda said: rating.decline(card, because=said["words"], by=visitor(request))
    ):
        messages.success(request, _("Noted. The rate so far goes on."))
        return redirect("desk:rates")
    return show(request, base, "rate_decline", form=form, card=card, step=card.operation)
