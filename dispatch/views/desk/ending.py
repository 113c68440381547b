"""Let a manager stop a work order or a lot, take the rest of a lot back, move it, or agree on another day."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from dispatch import planning
from dispatch.models import Assignment, Lot, LotMaterial, WorkOrder
from dispatch.planning import Place
from dispatch.views.desk.access import at_desk, show
from dispatch.views.shared.ending_forms import DayForm, ShortenForm, answer_day
from dispatch.work import due_days, shortening, stopping, supplying
from dispatch.work.shortening import left_of
from shop.pages.deeds import DeedForm, WordsForm
from workshops.access import visitor
from workshops.models import Base, Link

State = Lot.State


class MoveForm(ShortenForm):
    """Asks where the rest of a lot goes. `places`: the stations that have the time."""

    station = forms.ChoiceField(label=gettext_lazy("To which station?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, places: list[Place], **more: Any) -> None:
        super().__init__(*args, **more)
        self.places = {str(place.station.pk): place for place in places}
        choices: Any = self.fields["station"]
        choices.choices = [(key, _place(place)) for key, place in self.places.items()]
        self.fields["pieces"].label = _("Pieces to be moved")


class ArrivalForm(DeedForm):
    """Asks how much of a material has arrived back at the base."""

    quantity = forms.DecimalField(label=gettext_lazy("Arrived back"), max_digits=12, decimal_places=4, min_value=0)


@require_http_methods(["GET", "POST"])
@at_desk
def order_stop(request: HttpRequest, base: Base, number: str) -> HttpResponse:
    """Show what stopping a work order does, and stop it with a reason."""
    orders = WorkOrder.objects.select_related("sheet__product")
    order = get_object_or_404(orders, base=base, number=number)
    form = WordsForm(request.POST or None, label=_("Why is it stopped?"), help_text=_("All who are told read it."))
    if request.method == "POST" and form.does(
        lambda said: stopping.stop(order, reason=said["words"], by=visitor(request))
    ):
        messages.success(request, _("Stopped. Everyone concerned is told."))
        return redirect("desk:order-detail", number)
    heading = _("Stop this work order")
    return _page(request, base, form, heading, order=order, facts=_of_order(order), is_final=True, submit=_("Stop"))


@require_http_methods(["GET", "POST"])
@at_desk
def lot_stop(request: HttpRequest, base: Base, number: str) -> HttpResponse:
    """Show what stopping one lot does, and stop it with a reason."""
    lot = _lot(base, number)
    form = WordsForm(request.POST or None, label=_("Why is it stopped?"), help_text=_("All who are told read it."))
    if request.method == "POST" and form.does(
        lambda said: stopping.stop_lot(lot, reason=said["words"], by=visitor(request))
    ):
        messages.success(request, _("Stopped. What stays unmade waits to be planned."))
        return redirect("desk:lot-detail", number)
    facts = _until_when(Assignment.objects.filter(lot_operation__lot=lot).pieces_in_hand())
    facts.append(_("Half-made pieces are paid step by step, and made anew elsewhere."))
    return _page(request, base, form, _("Stop this lot"), lot=lot, facts=facts, is_final=True, submit=_("Stop"))


@require_http_methods(["GET", "POST"])
@at_desk
def lot_shorten(request: HttpRequest, base: Base, number: str) -> HttpResponse:
    """Let a manager take back pieces of a lot that nobody has begun, in part or all."""
    lot = _lot(base, number)
    left = left_of(lot)
    form = ShortenForm(request.POST or None, most=left)
    if request.method == "POST" and form.does(
        lambda said: shortening.take_back(lot, pieces=said["pieces"], reason=said["reason"], by=visitor(request))
    ):
        messages.success(request, _("Taken back: these pieces wait to be planned."))
        return redirect("desk:lot-detail", number)
    facts = [_("What is begun stays at the station, and is finished and paid there.")]
    if not left:
        facts.append(_("Every piece is begun."))
    title, submit = _("Take the rest back"), _("Take back")
    return _page(request, base, form, title, lot=lot, facts=facts, submit=submit, is_void=not left)


@require_http_methods(["GET", "POST"])
@at_desk
def lot_move(request: HttpRequest, base: Base, number: str) -> HttpResponse:
    """Let a manager move pieces of a lot that nobody has begun to a station that has the time."""
    lot = _lot(base, number)
    left = left_of(lot)
    places = planning.places_for(lot, left) if left else []
    form = MoveForm(request.POST or None, most=left, places=places)
    if request.method == "POST" and form.does(lambda said: _move(lot, form, said, request)):
        messages.success(request, _("Moved: the new lot is %(lot)s.") % {"lot": form.result.number})
        return redirect("desk:lot-detail", form.result.number)
    facts = [_("What is begun stays at the station, and is finished and paid there.")]
    if not places:
        facts.append(_("No other station has the certificate and the time: take the rest back and plan again."))
    return _page(request, base, form, _("Move the rest"), lot=lot, facts=facts, submit=_("Move"), is_void=not places)


@require_http_methods(["GET", "POST"])
@at_desk
def lot_day(request: HttpRequest, base: Base, number: str) -> HttpResponse:
    """Let a manager ask the station for another day."""
    lot = _lot(base, number)
    form = DayForm(request.POST or None)
    if request.method == "POST" and form.does(
        lambda said: due_days.propose(lot, day=said["day"], reason=said["reason"], as_base=True, by=visitor(request))
    ):
        messages.success(request, _("The station is asked."))
        return redirect("desk:lot-detail", number)
    link = Link.objects.filter(base=base, station=lot.station).first()
    last = lot.work_order.due_on - timedelta(days=link.transport_days if link else 0)
    facts = [_("It is due on %(day)s.") % {"day": date_format(lot.due_on)}]
    facts.append(_("The work order needs it to leave the station by %(day)s.") % {"day": date_format(last)})
    return _page(request, base, form, _("Agree on another day"), lot=lot, facts=facts, submit=_("Ask the station"))


@require_POST
@at_desk
def lot_day_answer(request: HttpRequest, base: Base, number: str, answer: str) -> HttpResponse:
    """Let a manager agree to the day that the station asks for, or decline it."""
    return answer_day(request, _lot(base, number), answer, "desk:lot-detail", number)


@require_POST
@at_desk
def lot_material(request: HttpRequest, base: Base, number: str, line: int) -> HttpResponse:
    """Let a manager book in material that a station has sent back."""
    found = get_object_or_404(LotMaterial, pk=line, lot__number=number, lot__work_order__base=base)
    form = ArrivalForm(request.POST)
    if form.does(
        lambda said: supplying.receive_back(found, quantity=said["quantity"], by=visitor(request), key=said["key"])
    ):
        messages.success(request, _("Booked in at the base."))
    for error in form.errors.values():
        messages.error(request, str(error[0]))
    return redirect("desk:lot-detail", number)


def _lot(base: Base, number: str) -> Lot:
    rows = Lot.objects.of_base(base).select_related("work_order__sheet__product", "station")
    return get_object_or_404(rows, number=number)


def _page(request: HttpRequest, base: Base, form: forms.BaseForm, heading: str, **more: Any) -> HttpResponse:
    return show(request, base, "ending", form=form, title=heading, **more)


def _move(lot: Lot, form: MoveForm, said: dict[str, Any], request: HttpRequest) -> Lot:
    station = form.places[said["station"]].station
    return planning.move_lot(lot, station=station, pieces=said["pieces"], reason=said["reason"], by=visitor(request))


def _place(place: Place) -> str:
    facts = {"station": place.station.label, "county": place.station.county.label, "day": date_format(place.at_base_on)}
    return _("%(station)s · %(county)s: at the base by %(day)s") % facts


def _of_order(order: WorkOrder) -> list[str]:
    """Return in sentences what stopping a work order does."""
    lots = order.lots.filter(state__in=stopping.RECALLED_WHEN).aggregate(pieces=Sum("pieces"))
    held = Assignment.objects.filter(lot_operation__lot__work_order=order).pieces_in_hand()
    facts = []
    if order.unplaced:
        facts.append(_("%(pieces)s pieces are no longer planned.") % {"pieces": f"{order.unplaced:,}"})
    if recalled := lots["pieces"]:
        facts.append(_("Lots of %(pieces)s pieces that nobody has begun are recalled.") % {"pieces": f"{recalled:,}"})
    return [*facts, *_until_when(held), _("The buyer, the leads and the workers with pieces are told.")]


def _until_when(held: int) -> list[str]:
    until = timezone.localdate() + stopping.HAND_IN_WITHIN
    said = ngettext(
        "%(pieces)s piece in hands can be handed in until %(day)s: what is made is inspected and paid.",
        "%(pieces)s pieces in hands can be handed in until %(day)s: what is made is inspected and paid.",
        held,
    )
    return [
        said % {"pieces": f"{held:,}", "day": date_format(until)},
        _("What nobody hands in is counted back then, and the station sends back the materials that are left."),
    ]
