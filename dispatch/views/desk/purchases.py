"""Let a manager write purchase notes, print them, and take what comes into stock."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dispatch.models import Purchase
from dispatch.views.desk.access import at_desk, show
from dispatch.views.shared.paper import paper
from dispatch.work import buying, needing, stocking
from shop.pages.deeds import DeedForm, do, refusals_above_page
from shop.pages.listing import page_of
from shop.words import plain
from workshops.access import visitor
from workshops.models import Base

AMOUNT: dict[str, Any] = {"min_value": Decimal(0), "max_digits": 12, "decimal_places": 4, "required": False}


class PurchaseForm(DeedForm):
    """Asks what is bought from whom: a quantity for each material, at the price of last time."""

    supplier = forms.CharField(label=gettext_lazy("Supplier"), max_length=64)
    supplier_phone = forms.CharField(label=gettext_lazy("Supplier's phone"), max_length=32, required=False)
    needed_on = forms.DateField(
        label=gettext_lazy("Needed by"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    note = forms.CharField(label=gettext_lazy("Note"), max_length=255, required=False)

    def __init__(self, *args: Any, base: Base, only: str, **more: Any) -> None:
        super().__init__(*args, **more)
        found = base.materials.filter(is_active=True)
        found = found.filter(supplier=only) if only else found
        self.materials = list(stocking.with_needs(found).order_by("name"))
        for one in self.materials:
            self.fields[f"quantity_{one.pk}"] = forms.DecimalField(label=_("Quantity"), **AMOUNT)
            self.fields[f"cost_{one.pk}"] = forms.DecimalField(
                label=_("CNY per unit"), initial=plain(one.unit_cost), **AMOUNT
            )

    @property
    def rows(self) -> list[tuple[Any, Any, Any]]:
        """Return each material with its two fields."""
        return [(one, self[f"quantity_{one.pk}"], self[f"cost_{one.pk}"]) for one in self.materials]

    def wanted(self, said: dict[str, Any]) -> list[buying.Wanted]:
        """Return the materials of which a quantity is named."""
        return [
            buying.Wanted(one, quantity, one.unit_cost if cost is None else cost)
            for one in self.materials
            for quantity, cost in [(said.get(f"quantity_{one.pk}"), said.get(f"cost_{one.pk}"))]
            if quantity
        ]


class ReceiptForm(DeedForm):
    """Asks how much came of each line of a purchase note, and what a unit cost."""

    def __init__(self, *args: Any, purchase: Purchase, **more: Any) -> None:
        super().__init__(*args, **more)
        self.lines = list(purchase.lines.select_related("material").order_by("pk"))
        for line in self.lines:
            left = max(line.quantity - line.received, Decimal(0))
            self.fields[f"came_{line.pk}"] = forms.DecimalField(label=_("Came"), initial=plain(left), **AMOUNT)
            self.fields[f"cost_{line.pk}"] = forms.DecimalField(
                label=_("Paid per unit, CNY"), initial=plain(line.unit_cost), **AMOUNT
            )

    @property
    def rows(self) -> list[tuple[Any, Any, Any]]:
        """Return each line with its two fields."""
        return [(line, self[f"came_{line.pk}"], self[f"cost_{line.pk}"]) for line in self.lines]

    def came(self, said: dict[str, Any]) -> dict[int, tuple[Decimal, Decimal]]:
        """Return the quantity and price of each line of which something came."""
        return {
            line.pk: (quantity, line.unit_cost if cost is None else cost)
            for line in self.lines
            for quantity, cost in [(said.get(f"came_{line.pk}"), said.get(f"cost_{line.pk}"))]
            if quantity
        }


@require_safe
@at_desk
def purchases(request: HttpRequest, base: Base) -> HttpResponse:
    """List the base's purchase notes, open ones first."""
    found = base.purchases.select_related("by").prefetch_related("lines__material")
    page = page_of(request, found.order_by("state", "-pk") if request.GET.get("state") else found)
    return show(request, base, "purchases", page=page)


@require_http_methods(["GET", "POST"])
@at_desk
def purchase_new(request: HttpRequest, base: Base) -> HttpResponse:
    """Let a manager write a purchase note."""
    only = request.GET.get("supplier", "")[:64]
    known = base.materials.filter(supplier=only).first() if only else None
    begin = {"supplier": only, "supplier_phone": known.supplier_phone if known else ""}
    form = PurchaseForm(request.POST or None, initial=begin, base=base, only=only)
    names = ("supplier", "supplier_phone", "needed_on", "note", "key")
    if request.method == "POST" and form.does(
        lambda said: buying.order(base, form.wanted(said), by=visitor(request), **{name: said[name] for name in names})
    ):
        return redirect("desk:purchase-detail", form.result.pk)
    suppliers = base.materials.exclude(supplier="").order_by("supplier").values_list("supplier", flat=True).distinct()
    return show(request, base, "purchase_new", form=form, suppliers=suppliers, only=only)


@require_http_methods(["GET", "POST"])
@at_desk
def purchase_detail(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Show a purchase note, and let a manager take into stock what came."""
    one = get_object_or_404(base.purchases.select_related("by"), pk=pk)
    form = ReceiptForm(request.POST or None, purchase=one)
    if request.method == "POST" and form.does(
        lambda said: buying.receive(one, form.came(said), by=visitor(request), key=said["key"])
    ):
        messages.success(request, _("In stock. The price of each material is the average of what was paid."))
        return redirect("desk:purchase-detail", pk)
    return show(request, base, "purchase_detail", purchase=one, form=form, total=_total(one))


@require_POST
@at_desk
def purchase_close(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Let a manager close a note of which the rest does not come."""
    one = get_object_or_404(base.purchases, pk=pk)
    return do(request, lambda: buying.close(one, by=visitor(request)), _("Closed."), "desk:purchase-detail", pk)


@require_safe
@at_desk
def purchase_paper(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Return a purchase note as a page to print, or as PDF with `?format=pdf`."""
    one = get_object_or_404(base.purchases.select_related("base", "by"), pk=pk)
    context = {"purchase": one, "lines": one.lines.select_related("material").order_by("pk"), "total": _total(one)}
    return paper(request, "purchase_paper", one.number, context)


@require_POST
@at_desk
def plan_purchase(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Let a manager order at once what a plan lacks: a purchase note to each supplier."""
    plan = get_object_or_404(base.plans.select_related("base"), pk=pk)
    form = DeedForm(request.POST)
    key = form.cleaned_data["key"] if form.is_valid() else UUID(int=0)
    with refusals_above_page(request):
        made = needing.buy_what_is_short(plan, by=visitor(request), key=key)
        if len(made) == 1:
            return redirect("desk:purchase-detail", made[0].pk)
    return redirect("desk:purchases")


def _total(purchase: Purchase) -> Decimal:
    """Return what a note would cost (CNY)."""
    return sum((line.quantity * line.unit_cost for line in purchase.lines.all()), Decimal(0))
