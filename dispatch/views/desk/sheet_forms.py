"""Ask for a tech sheet: its operations, its materials, and the rest."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import Product
from dispatch.models import Material, Operation, TechSheet, TimeStudy
from dispatch.rates.tech_sheets import RETAIL, Need, Step, products_of
from shop.enquiries import asking
from shop.pages.deeds import DeedMixin
from shop.pages.versions import VersionMixin
from shop.words import plain
from workshops.models import Base, Craft

FURTHER = 2  # empty rows for what is to be added


def label_of_study(study: TimeStudy) -> str:
    """Return a time study as a line of a choice: its median, pieces, day and woman."""
    return _("%(minutes)s minutes · %(pieces)s pieces · %(day)s · %(name)s") % {
        "minutes": plain(study.median), "pieces": len(study.samples), "day": study.studied_on,
        "name": study.worker.name,
    }  # fmt: skip


class StepForm(forms.Form):
    """Asks for one operation of a tech sheet."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=64)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=64, required=False)
    craft = forms.ModelChoiceField(Craft.objects.all(), label=gettext_lazy("Craft"))
    skill = forms.ChoiceField(
        choices=Operation.Skill.choices, label=gettext_lazy("Skill"), required=False, initial=Operation.Skill.ABLE
    )
    standard_minutes = forms.DecimalField(
        label=gettext_lazy("Standard minutes"), min_value=0, max_digits=8, decimal_places=2, required=False
    )
    study = forms.ModelChoiceField(
        TimeStudy.objects.none(), label=gettext_lazy("Time study behind them"), required=False,
        empty_label=gettext_lazy("none"),
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        study: Any = self.fields["study"]
        if root := self.initial.get("root"):
            study.queryset = TimeStudy.objects.filter(operation=root).select_related("worker")
        study.label_from_instance = label_of_study

    def clean_skill(self) -> str:
        return self.cleaned_data["skill"] or Operation.Skill.ABLE

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        minutes, study = given.get("standard_minutes"), given.get("study")
        if minutes is None and study:
            given["standard_minutes"] = study.median
        elif not minutes and "standard_minutes" not in self.errors:
            self.add_error("standard_minutes", _("Must be more than nothing."))
        return given


class NeedForm(forms.Form):
    """Asks for one material of a tech sheet."""

    material = forms.ModelChoiceField(Material.objects.none(), label=gettext_lazy("Material"))
    per_piece = forms.DecimalField(
        label=gettext_lazy("Per piece, in its unit"), min_value=Decimal("0.0001"), max_digits=10, decimal_places=4
    )
    waste = forms.DecimalField(
        label=gettext_lazy("Waste, % of it"), min_value=0, max_value=100, max_digits=4, decimal_places=1,
        required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, base: Base, **more: Any) -> None:
        super().__init__(*args, **more)
        material: Any = self.fields["material"]
        material.queryset = Material.objects.filter(base=base).order_by("name")
        material.label_from_instance = lambda row: f"{row.label} ({row.unit})"


class Rows(forms.BaseFormSet[Any]):
    """Rows that can be taken out, and put into another order by the number of their place."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Take out")
        if "ORDER" in form.fields:
            form.fields["ORDER"].label = _("Place in the order")

    def rows(self) -> list[dict[str, Any]]:
        """Return the cleaned data of the rows that stay, in order.

        Where two name the same place, the one that was moved there comes first.
        """
        kept = [form for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        kept.sort(key=_place)
        return [form.cleaned_data for form in kept]


def _place(form: Any) -> float:
    wanted, was = form.cleaned_data.get("ORDER"), form.initial.get("position")
    if wanted is None or was is None:
        return float(wanted) - 0.5 if wanted is not None else float("inf")
    return float(wanted) + (0.5 if wanted > was else -0.5 if wanted < was else 0)


class NeedRows(Rows):
    """Rows of materials, each of which stands there once."""

    def clean(self) -> None:
        named = [form.cleaned_data.get("material") for form in self.forms if form not in self.deleted_forms]
        known = [material for material in named if material]
        if len(set(known)) < len(known):
            raise forms.ValidationError(_("A material stands here twice. Write its whole need in one row."))


StepRows = forms.formset_factory(StepForm, formset=Rows, extra=FURTHER, can_delete=True, can_order=True)
NeedRowsOf = forms.formset_factory(NeedForm, formset=NeedRows, extra=FURTHER, can_delete=True)


def step_rows(data: Any, sheet: TechSheet) -> Rows:
    """Return the rows of a draft's operations, filled."""
    fields = ("pk", "position", "name", "name_en", "craft", "skill", "standard_minutes", "study")
    begin = [
        {**{name: row[name] for name in fields}, "root": row["continues"] or row["pk"]}
        for row in sheet.operations.order_by("position").values(*fields, "continues")
    ]
    return cast(Rows, StepRows(data, initial=begin, prefix="steps"))


def need_rows(data: Any, sheet: TechSheet) -> Rows:
    """Return the rows of a draft's materials, filled."""
    begin = [
        {"material": need.material_id, "per_piece": plain(need.per_piece), "waste": plain(need.waste * 100)}
        for need in sheet.materials.order_by("pk")
    ]
    return cast(Rows, NeedRowsOf(data, initial=begin, prefix="needs", form_kwargs={"base": sheet.base}))


def steps_of(rows: Iterable[dict[str, Any]]) -> list[Step]:
    """Return the operations that cleaned rows describe."""
    names = ("pk", "name", "name_en", "craft", "skill", "standard_minutes", "study")
    return [Step(**{name: row[name] for name in names}) for row in rows]


def needs_of(rows: Iterable[dict[str, Any]]) -> list[Need]:
    """Return the materials that cleaned rows describe."""
    return [Need(row["material"], row["per_piece"], (row["waste"] or Decimal(0)) / 100) for row in rows]


class SheetForm(VersionMixin, forms.ModelForm[TechSheet]):
    """Asks for the fields of the whole tech sheet."""

    min_lot = forms.IntegerField(label=gettext_lazy("smallest sensible lot"), min_value=1, max_value=asking.MOST_PIECES)

    class Meta:
        model = TechSheet
        fields = ["min_lot", "packing_cost", "notes"]
        widgets = {"notes": forms.Textarea(attrs={"rows": 3})}


class SinglyForm(VersionMixin, forms.ModelForm[Product]):
    """Asks how single pieces of a product are made to order."""

    class Meta:
        model = Product
        fields = list(RETAIL)


class NewSheetForm(DeedMixin, forms.Form):
    """Asks for which product a tech sheet is made, and from which other one it is copied."""

    product = forms.ModelChoiceField(Product.objects.none(), label=gettext_lazy("Product"))
    like = forms.ModelChoiceField(
        TechSheet.objects.none(), label=gettext_lazy("Copy from a like product"), required=False,
        empty_label=gettext_lazy("Begin with an empty sheet"),
        help_text=gettext_lazy("Its operations, minutes and materials are copied. Rates are agreed on anew."),
    )  # fmt: skip

    def __init__(self, *args: Any, base: Base, **more: Any) -> None:
        super().__init__(*args, **more)
        product: Any = self.fields["product"]
        product.queryset = products_of(base).filter(tech_sheets=None).order_by("title")
        product.label_from_instance = lambda row: row.label
        like: Any = self.fields["like"]
        like.queryset = sheets_to_copy(base)
        like.label_from_instance = lambda row: row.product.label


class CopyForm(DeedMixin, forms.Form):
    """Asks from which sheet operations and materials are added."""

    like = forms.ModelChoiceField(TechSheet.objects.none(), label=gettext_lazy("Add from a like product"))

    def __init__(self, *args: Any, sheet: TechSheet, **more: Any) -> None:
        super().__init__(*args, **more)
        like: Any = self.fields["like"]
        like.queryset = sheets_to_copy(sheet.base).exclude(product=sheet.product_id)
        like.label_from_instance = lambda row: row.product.label


def sheets_to_copy(base: Base) -> Any:
    """Return the sheets in force of a base."""
    return TechSheet.objects.in_force().filter(base=base).select_related("product").order_by("product__title")
