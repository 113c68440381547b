"""Show the living page of the design system: every token and component, in light and in dark."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.admin.views.decorators import staff_member_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shop.settings import ROOT

STATIC = ROOT / "shop" / "static" / "shop"


class Sample(forms.Form):
    """One field of each kind, as the other pages show them."""

    name = forms.CharField(label=_("Your name"), help_text=_("As it should stand on the invoice."))
    pieces = forms.IntegerField(label=_("Pieces"), min_value=1, initial=120)
    craft = forms.ChoiceField(label=_("Craft"), choices=[("weaving", _("Weaving")), ("beading", _("Beading"))])
    wanted_on = forms.DateField(label=_("Wanted on"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    paying = forms.ChoiceField(
        label=_("How to pay"),
        choices=[("card", _("Bank card")), ("transfer", _("Bank transfer"))],
        widget=forms.RadioSelect,
    )
    message = forms.CharField(label=_("Message"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    news = forms.BooleanField(label=_("Write to me when it ships"), required=False)


def icons() -> list[str]:
    """Return the names of the icons in the sprite."""
    return re.findall(r'<symbol id="([\w-]+)"', (STATIC / "img" / "icons.svg").read_text())


def colours() -> list[str]:
    """Return the names of the colour tokens."""
    return re.findall(r"--([\w-]+): (?:light-dark\()?#", (STATIC / "css" / "tokens.css").read_text())


def examples() -> dict[str, Any]:
    """Return the contents of the examples."""
    return {
        "form": Sample(),
        "refused": Sample({"dark-name": "", "dark-pieces": "0", "dark-craft": "weaving"}, prefix="dark"),
        "page": Paginator(range(200), 10).page(4),
        "amount": Decimal("128.00"),
        "tiers": [(1, Decimal("128.00")), (100, Decimal("98.00")), (1000, Decimal("86.50"))],
        "steps": [
            {"label": _("Quoted"), "state": "done", "on": "2026-11-02"},
            {"label": _("Prepaid"), "state": "done", "on": "2026-11-05"},
            {"label": _("In the making"), "state": "now"},
            {"label": _("Shipped"), "state": "next"},
            {"label": _("Completed"), "state": "next"},
        ],
        "events": [
            {"at": "2026-11-02 09:12", "text": _("Lot issued"), "note": "L-2041"},
            {"at": "2026-11-04 16:40", "text": _("Materials booked in")},
        ],
        "views": [{"label": _("Week"), "url": "#week", "current": True}, {"label": _("Month"), "url": "#month"}],
        "pairs": [(_("Base"), "青禾草编"), (_("Due date"), "2026-12-12"), (_("Quantity"), "1,200")],
        "trail": [(_("Home"), "/")],
        "bars": [("青禾县", 4210), ("柳河县", 3180), ("石桥县", 960)],
        "stacks": [("青禾县", [320, 40, 12]), ("柳河县", [210, 66, 30]), ("石桥县", [90, 8, 2])],
        "series": [_("Accepted"), _("Rework"), pgettext_lazy("pieces", "Rejected")],
        "months": list(zip(("06", "07", "08", "09", "10", "11"), (21, 34, 30, 52, 61, 58), strict=True)),
        "values": [3, 5, 4, 8, 7, 12],
    }


@staff_member_required
def design(request: HttpRequest) -> HttpResponse:
    """Show the living page to staff."""
    return render(request, "design.html", {"colours": colours(), "icons": icons(), **examples()})
