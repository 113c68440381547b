"""Let officers choose the days that figures are counted over."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dispatch.figures.spans import Span

KINDS = {"month": gettext_lazy("Month"), "quarter": gettext_lazy("Quarter"), "year": gettext_lazy("Year")}
FIRST = date(2000, 1, 1)
MOST = timedelta(days=3653)


class SpanForm(forms.Form):
    """Asks for the first and the last day."""

    since = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    until = forms.DateField(label=gettext_lazy("Last day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if (since := said.get("since")) and not FIRST <= since <= timezone.localdate():
            self.add_error("since", _("Name a day from %(first)s to today.") % {"first": FIRST})
        elif since and (until := said.get("until")) and not since <= until < since + MOST:
            self.add_error("until", _("Name a day after the first one, within ten years."))
        return said


@dataclass(frozen=True)
class Chosen:
    """The span that a page shows, and what its links and form need."""

    span: Span
    form: SpanForm
    today: date = field(default_factory=timezone.localdate)

    @property
    def shown(self) -> Span:
        """Return the days of it that have passed."""
        return self.span.until(self.today)

    @property
    def before(self) -> Span:
        """Return the days to compare with."""
        return self.span.compared_with(self.today)

    @property
    def year(self) -> Span:
        """Return the year up to the last of these days."""
        return self.span.year_so_far(self.today)

    @property
    def is_running(self) -> bool:
        return self.span.ends_on > self.today

    @property
    def is_last(self) -> bool:
        """Return whether no day of the next span has come."""
        return self.span.after.begins_on > self.today

    @property
    def query(self) -> str:
        """Return the query that names these days on another page."""
        return f"since={self.span.begins_on}&until={self.span.ends_on}"

    @property
    def kinds(self) -> list[dict[str, Any]]:
        """Return links to the last thirty days, and to the month, quarter and year of these days."""
        spans = {_("30 days"): Span.recent(self.today)}
        spans |= {str(label): Span.of(kind, self.shown.ends_on) for kind, label in KINDS.items()}
        return [{"label": label, "span": span, "current": self.span == span} for label, span in spans.items()]


def chosen(request: HttpRequest, *, usual: Span | None = None) -> Chosen:
    """Return the span of `?since=` and `?until=`, or the usual one when none is rightly named: the last thirty days.

    A month would read 0 on its first day.
    """
    span = usual or Span.recent(timezone.localdate())
    shown = {"since": span.begins_on, "until": span.ends_on}
    if not {"since", "until"} & request.GET.keys():
        return Chosen(span, SpanForm(initial=shown))
    form = SpanForm(request.GET)
    return Chosen(Span(form.cleaned_data["since"], form.cleaned_data["until"]) if form.is_valid() else span, form)
