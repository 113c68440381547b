"""Show tech sheets, and let a manager draw up a version, change it as a draft and put it in force."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.models import Product
from dispatch.models import TechSheet, WorkOrder
from dispatch.rates import rating, tech_sheets
from dispatch.rates.errors import NotMadeToOrder, SheetIsNoDraft
from dispatch.rates.tech_sheets import RETAIL, products_of
from dispatch.views.desk import sheet_forms
from dispatch.views.desk.access import at_desk, show
from shop.pages.deeds import do
from shop.pages.listing import page_of
from shop.pages.searching import both, matching
from shop.pages.versions import Shown
from shop.words import plain
from workshops.access import visitor
from workshops.journal import Verb, last
from workshops.models import Base

State = TechSheet.State


@require_safe
@at_desk
def sheets(request: HttpRequest, base: Base) -> HttpResponse:
    """List the base's tech sheets, each product once: its version in force, or else its draft."""
    words = request.GET.get("q", "").strip()
    in_force = TechSheet.objects.filter(product=OuterRef("product"), state=State.IN_FORCE)
    drafts = TechSheet.objects.filter(product=OuterRef("product"), state=State.DRAFT)
    found = TechSheet.objects.filter(Q(state=State.IN_FORCE) | Q(~Exists(in_force), state=State.DRAFT), base=base)
    rows = matching(found.select_related("product"), words, *both("product__title"))
    counted = rows.annotate(
        steps=Count("operations"), minutes=Sum("operations__standard_minutes"), has_draft=Exists(drafts)
    )
    context = {
        "page": page_of(request, counted.order_by("product__title")),
        "without": products_of(base).filter(tech_sheets=None).count(),
        "q": words,
    }
    return show(request, base, "sheets", **context)


@require_http_methods(["GET", "POST"])
@at_desk
def sheet_new(request: HttpRequest, base: Base) -> HttpResponse:
    """Let a manager start the tech sheet of a product, empty or copied from a like one."""
    form = sheet_forms.NewSheetForm(request.POST or None, initial={"product": request.GET.get("product")}, base=base)
    if form.does(lambda said: tech_sheets.draw_up(said["product"], base=base, like=said["like"], by=visitor(request))):
        return redirect("desk:sheet-detail", form.result.pk)
    products: Any = form.fields["product"]
    return show(request, base, "sheet_new", form=form, is_any=products.queryset.exists())


@require_http_methods(["GET", "POST"])
@at_desk
def sheet_detail(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Show one version of a tech sheet. A draft is a form."""
    sheet = get_object_or_404(TechSheet.objects.select_related("product", "base", "in_force_by"), base=base, pk=pk)
    operations = list(sheet.operations.select_related("craft", "continues", "study__worker").order_by("position"))
    cards = rating.in_force(operations, timezone.localdate())
    context = {
        "sheet": sheet,
        "steps": [(step, cards.get(step.pk)) for step in operations],
        "minutes": sum(step.standard_minutes for step in operations),
        "wage": sum(card.rate for card in cards.values()),
        "materials": sheet.materials.select_related("material").order_by("pk"),
        "versions": TechSheet.objects.filter(product=sheet.product_id).order_by("-version"),
        "open_orders": sheet.work_orders.filter(state__in=WorkOrder.UNFINISHED).count(),
    }
    if sheet.state != State.DRAFT:
        if request.method == "POST":
            messages.error(request, str(SheetIsNoDraft(sheet.label, sheet.get_state_display())))
            return redirect("desk:sheet-detail", pk)
        return show(request, base, "sheet_detail", **context)
    return _draft(request, base, sheet, context)


def _draft(request: HttpRequest, base: Base, sheet: TechSheet, context: dict[str, Any]) -> HttpResponse:
    data = request.POST or None
    shown = Shown(sheet, facts, visitor(request), last(Verb.SPECIFY))
    form = sheet_forms.SheetForm(data, instance=sheet, shown=shown)
    steps, needs = sheet_forms.step_rows(data, sheet), sheet_forms.need_rows(data, sheet)
    if request.method == "POST" and all([steps.is_valid(), needs.is_valid()]):
        wanted, needed = sheet_forms.steps_of(steps.rows()), sheet_forms.needs_of(needs.rows())
        if form.does(lambda said: tech_sheets.specify(sheet, wanted, needed, by=visitor(request), **said)):
            messages.success(request, _("The draft is kept. Nothing is made by it until it is put in force."))
            return redirect("desk:sheet-detail", sheet.pk)
    known = {step.pk: (step, card) for step, card in context["steps"]}
    rows = [(row, *known.get(row.initial.get("pk", 0), (None, None))) for row in steps.forms]
    more = {"form": form, "step_set": steps, "rows": rows, "need_set": needs}
    return show(request, base, "sheet_draft", **context, **more, copy=sheet_forms.CopyForm(sheet=sheet))


@require_POST
@at_desk
def sheet_version(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Let a manager start a new version from the one in force."""
    sheet = get_object_or_404(TechSheet.objects.select_related("product"), base=base, pk=pk)
    draft = tech_sheets.draw_up(sheet.product, base=base, by=visitor(request))
    return redirect("desk:sheet-detail", draft.pk)


@require_POST
@at_desk
def sheet_copy(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Let a manager add the operations and materials of a like product to a draft."""
    sheet = get_object_or_404(TechSheet.objects.select_related("base"), base=base, pk=pk)
    form = sheet_forms.CopyForm(request.POST, sheet=sheet)
    if form.does(lambda said: tech_sheets.copy_into(sheet, like=said["like"], by=visitor(request))):
        messages.success(request, _("Copied. Take out what you do not need."))
    else:
        messages.error(request, " ".join(f"{error}" for errors in form.errors.values() for error in errors))
    return redirect("desk:sheet-detail", pk)


@require_POST
@at_desk
def sheet_force(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Let a manager put a draft in force."""
    sheet = get_object_or_404(TechSheet, base=base, pk=pk)
    words = _("Version %(version)s is in force. Orders that are open keep the version that they began with.")
    said = words % {"version": sheet.label}
    return do(request, lambda: tech_sheets.put_in_force(sheet, by=visitor(request)), said, "desk:sheet-detail", pk)


@require_POST
@at_desk
def sheet_discard(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Let a manager give a draft up."""
    sheet = get_object_or_404(TechSheet, base=base, pk=pk)
    words = _("The draft is discarded.")
    return do(request, lambda: tech_sheets.discard(sheet, by=visitor(request)), words, "desk:sheets")


@require_http_methods(["GET", "POST"])
@at_desk
def sheet_singly(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Let a manager set how single pieces of a product are made to order."""
    sheet = get_object_or_404(TechSheet.objects.select_related("product", "base"), base=base, pk=pk)
    if not sheet.product.is_made_to_order:
        messages.error(request, f"{NotMadeToOrder()}")
        return redirect("desk:sheet-detail", pk)
    shown = Shown(sheet, facts_of_single_pieces, visitor(request), last(Verb.SPECIFY))
    form = sheet_forms.SinglyForm(request.POST or None, instance=sheet.product, shown=shown)
    if form.does(lambda said: tech_sheets.offer_singly(sheet, by=visitor(request), **said)):
        messages.success(request, _("Kept."))
        return redirect("desk:sheet-detail", pk)
    return show(request, base, "sheet_singly", sheet=sheet, form=form)


def facts(sheet: TechSheet) -> dict[str, str]:
    """Return what a tech sheet says, each operation by its place and each material by its name."""
    written = {
        capfirst(_("smallest sensible lot")): f"{sheet.min_lot}",
        capfirst(_("packing per piece, CNY")): plain(sheet.packing_cost),
        capfirst(_("notes")): sheet.notes,
    }
    for step in sheet.operations.select_related("craft").order_by("position"):
        says = (step.name, step.name_en, step.craft.label, step.get_skill_display(), f"{step.standard_minutes:f}")
        written[_("Operation %(number)s") % {"number": step.position}] = " · ".join(filter(None, says))
    for need in sheet.materials.select_related("material").order_by("pk"):
        waste = f" + {plain(need.waste * 100)} %" if need.waste else ""
        written[need.material.label] = f"{plain(need.per_piece)} {need.material.unit}{waste}"
    return written


def facts_of_single_pieces(sheet: TechSheet) -> dict[str, str]:
    """Return how single pieces of the product are made to order."""
    product = Product.objects.get(pk=sheet.product_id)
    return {capfirst(str(Product._meta.get_field(name).verbose_name)): f"{getattr(product, name)}" for name in RETAIL}
