"""Show tech sheets and let a manager change how a product is made."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from catalog.models import Product
from dispatch.models import TechSheet
from dispatch.rates import rating
from dispatch.rates.tech_sheets import RETAIL, Step, specify
from dispatch.views.desk.access import at_desk, show
from shop.enquiries import asking
from shop.pages.listing import page_of
from shop.pages.searching import both, matching
from shop.pages.versions import Shown, VersionMixin
from shop.words import plain
from workshops.access import visitor
from workshops.journal import Verb, last
from workshops.models import Base, Craft


class StepForm(forms.Form):
    """Asks for one operation of a tech sheet."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=64)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=64, required=False)
    craft = forms.ModelChoiceField(Craft.objects.all(), label=gettext_lazy("Craft"))
    standard_minutes = forms.DecimalField(
        label=gettext_lazy("Standard minutes"), min_value=0, max_digits=8, decimal_places=2
    )

    def clean_standard_minutes(self) -> Any:
        minutes = self.cleaned_data["standard_minutes"]
        if minutes == 0:
            raise forms.ValidationError(_("Must be more than nothing."))
        return minutes


class SheetForm(VersionMixin, forms.ModelForm[TechSheet]):
    """Asks for the fields of the whole tech sheet."""

    min_lot = forms.IntegerField(label=gettext_lazy("smallest sensible lot"), min_value=1, max_value=asking.MOST_PIECES)

    class Meta:
        model = TechSheet
        fields = ["min_lot", "packing_cost", "notes"]
        widgets = {"notes": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        product = self.instance.product
        for name in RETAIL if product.is_made_to_order else ():
            self.fields[name] = Product._meta.get_field(name).formfield(initial=getattr(product, name))


StepFormSet = forms.formset_factory(StepForm, extra=1)


@require_safe
@at_desk
def sheets(request: HttpRequest, base: Base) -> HttpResponse:
    """List the base's tech sheets with their products, number of operations and minutes."""
    words = request.GET.get("q", "").strip()
    rows = matching(TechSheet.objects.filter(base=base).select_related("product"), words, *both("product__title"))
    counted = rows.annotate(steps=Count("operations"), minutes=Sum("operations__standard_minutes"))
    return show(request, base, "sheets", page=page_of(request, counted.order_by("product__title")), q=words)


@require_http_methods(["GET", "POST"])
@at_desk
def sheet_detail(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Show one tech sheet, and let a manager change or add operations."""
    sheet = get_object_or_404(TechSheet.objects.select_related("product"), base=base, pk=pk)
    begin = list(sheet.operations.order_by("position").values("pk", "name", "name_en", "craft", "standard_minutes"))
    shown = Shown(sheet, facts, visitor(request), last(Verb.SPECIFY))
    form = SheetForm(request.POST or None, instance=sheet, shown=shown)
    steps = StepFormSet(request.POST or None, initial=begin, prefix="steps")
    if request.method == "POST" and steps.is_valid():
        wanted = [Step(**each.cleaned_data) for each in steps if each.cleaned_data]
        if form.does(lambda said: specify(sheet, wanted, by=visitor(request), **said)):
            messages.success(request, _("The tech sheet is kept. Lots that are out stay as they are."))
            return redirect("desk:sheet-detail", pk)
    cards = rating.in_force([each["pk"] for each in begin], timezone.localdate())
    context = {
        "sheet": sheet,
        "form": form,
        "steps": [(step, cards.get(step.initial.get("pk", 0))) for step in steps],
        "step_set": steps,
        "materials": sheet.materials.select_related("material"),
    }
    return show(request, base, "sheet_detail", **context)


def facts(sheet: TechSheet) -> dict[str, str]:
    """Return what a tech sheet says, each operation by its place."""
    written = {
        capfirst(_("smallest sensible lot")): f"{sheet.min_lot}",
        capfirst(_("packing per piece, CNY")): plain(sheet.packing_cost),
        capfirst(_("notes")): sheet.notes,
    }
    for name in RETAIL if sheet.product.is_made_to_order else ():
        written[capfirst(str(Product._meta.get_field(name).verbose_name))] = f"{getattr(sheet.product, name)}"
    for step in sheet.operations.select_related("craft").order_by("position"):
        says = (step.name, step.name_en, step.craft.label, f"{step.standard_minutes:f}")
        written[_("Operation %(number)s") % {"number": step.position}] = " · ".join(filter(None, says))
    return written
