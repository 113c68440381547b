"""Show the materials of a base with their stock, and let a manager enter, count and write off."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from dispatch.models import Material, ShortDelivery
from dispatch.views.desk.access import at_desk, show
from dispatch.views.shared.evidence import picture_of
from dispatch.work import missing, slips, stocking, using
from shop.pages.deeds import DeedForm, DeedMixin
from shop.pages.listing import page_of
from shop.pages.searching import both, matching
from shop.pages.versions import Shown, VersionMixin
from shop.words import plain
from workshops.access import visitor
from workshops.journal import Verb, last
from workshops.models import Base

MOVES_SHOWN = 60
YEAR = timedelta(days=365)


class MaterialForm(VersionMixin, forms.ModelForm[Material]):
    """Asks for a material."""

    class Meta:
        model = Material
        fields = list(stocking.TELLS)
        help_texts = {
            "unit_cost": gettext_lazy("What is bought changes it: it is the average of what was paid."),
            "low_at": gettext_lazy("The desk warns when less than this is in stock."),
            "is_active": gettext_lazy("What is no longer in use stays in the books."),
        }

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        known = Material.objects.filter(base=self.instance.base, name=name).exclude(pk=self.instance.pk)
        if known.exists():
            raise forms.ValidationError(_("You have a material of this name already."))
        return name


class StockForm(DeedForm):
    """Asks what was counted, or how much was lost or spoiled, and why."""

    deed = forms.ChoiceField(
        label=gettext_lazy("What happened"),
        choices=[
            ("count", gettext_lazy("counted: this is what is there")),
            ("spoil", gettext_lazy("lost or spoiled: take this off")),
        ],
        widget=forms.RadioSelect,
        initial="count",
    )
    quantity = forms.DecimalField(label=gettext_lazy("Quantity"), min_value=Decimal(0), max_digits=12, decimal_places=4)
    note = forms.CharField(label=gettext_lazy("Why?"), max_length=255)


class AnswerForm(DeedMixin, forms.Form):
    """Asks what became of material that did not reach a station."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What became of it?"),
        choices=[
            ("not_sent", gettext_lazy("It was not sent. It is back in stock.")),
            ("lost", gettext_lazy("It was lost on the way. Nobody at the station answers for it.")),
        ],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=gettext_lazy("What you found out"), max_length=255, required=False,
        help_text=gettext_lazy("Needed when it was lost. The lead reads it."),
    )  # fmt: skip
    send_again = forms.BooleanField(label=gettext_lazy("Send the same quantity again"), required=False)


@require_safe
@at_desk
def materials(request: HttpRequest, base: Base) -> HttpResponse:
    """List the base's materials: stock, what lots still wait for, what is ordered, price and supplier."""
    words, only = request.GET.get("q", "").strip(), request.GET.get("only", "")
    found = base.materials.low() if only == "low" else base.materials.filter(is_active=only != "old")
    rows = stocking.with_needs(matching(found, words, *both("name"), "supplier"))
    waiting = ShortDelivery.objects.of_base(base).open().select_related("line__lot__station", "line__material", "by")
    context = {
        "page": page_of(request, rows.order_by("name")),
        "q": words,
        "only": only,
        "low": base.materials.low().count(),
        "waiting": waiting.order_by("pk"),
        "to_send": slips.to_send(base).count(),
    }
    return show(request, base, "materials", **context)


@require_http_methods(["GET", "POST"])
@at_desk
def material_new(request: HttpRequest, base: Base) -> HttpResponse:
    """Let a manager enter a material."""
    form = MaterialForm(request.POST or None, instance=Material(base=base), shown=_nothing(base, request))
    if form.does(lambda said: stocking.keep(base, by=visitor(request), **said)):
        return redirect("desk:material-detail", form.result.pk)
    return show(request, base, "material_form", form=form)


@require_http_methods(["GET", "POST"])
@at_desk
def material_change(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Let a manager change a material."""
    one = get_object_or_404(base.materials, pk=pk)
    shown = Shown(one, facts, visitor(request), last(Verb.KEEP_MATERIAL))
    form = MaterialForm(request.POST or None, instance=one, shown=shown)
    if form.does(lambda said: stocking.keep(base, material=one, by=visitor(request), **said)):
        messages.success(request, _("Kept."))
        return redirect("desk:material-detail", pk)
    return show(request, base, "material_form", form=form, material=one)


@require_http_methods(["GET", "POST"])
@at_desk
def material_detail(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Show a material with its book, and let a manager count it or write off what was lost."""
    one = get_object_or_404(stocking.with_needs(base.materials.all()), pk=pk)
    form = StockForm(request.POST or None)
    deeds = {"count": stocking.count, "spoil": stocking.spoil}
    if request.method == "POST" and form.does(
        lambda said: deeds[said["deed"]](
            one, quantity=said["quantity"], note=said["note"], by=visitor(request), key=said["key"]
        )
    ):
        messages.success(request, _("Written down."))
        return redirect("desk:material-detail", pk)
    context = {"material": one, "form": form, "book": stocking.book(one, MOVES_SHOWN)}
    return show(request, base, "material_detail", **context)


@require_safe
@at_desk
def material_use(request: HttpRequest, base: Base) -> HttpResponse:
    """Show by station what was used of each material beside what accepted pieces should have taken."""
    since = timezone.localdate() - YEAR
    return show(request, base, "material_use", uses=using.uses_of(base, since), since=since)


@require_http_methods(["GET", "POST"])
@at_desk
def short_delivery(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Show what a lead reports as missing, and let a manager say what became of it."""
    found = ShortDelivery.objects.of_base(base).select_related("line__material", "line__lot__station", "by")
    one = get_object_or_404(found, pk=pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.does(lambda said: missing.answer(one, by=visitor(request), **said)):
        messages.success(request, _("Answered. The lead is told."))
        return redirect("desk:materials")
    return show(request, base, "short_delivery", short=one, form=form)


@require_safe
@at_desk
def short_delivery_picture(request: HttpRequest, base: Base, pk: int) -> HttpResponse:  # noqa: ARG001 passed to every page of the desk
    """Show the picture that a lead took of a short delivery."""
    return picture_of(ShortDelivery.objects.of_base(base), pk)


def facts(material: Material) -> dict[str, str]:
    """Return what is written about a material."""
    told: dict[str, str] = {}
    for name in stocking.TELLS:
        value: Any = getattr(material, name)
        field: Any = Material._meta.get_field(name)
        label = capfirst(str(field.verbose_name))
        told[label] = plain(value) if isinstance(value, Decimal) else f"{value}"
    return told


def _nothing(base: Base, request: HttpRequest) -> Shown:
    return Shown(base, lambda _base: {}, visitor(request), lambda _base: None)
