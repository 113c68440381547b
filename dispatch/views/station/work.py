"""Let a station lead hand out, report and inspect pieces on her phone."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dispatch.models import Assignment, Inspection, Lot, LotOperation, WorkReport
from dispatch.planning.hand_out_hints import share
from dispatch.views.shared.evidence import picture_of
from dispatch.views.station.forms import CorrectionForm, InspectionForm, PiecesForm, ReportForm
from dispatch.views.station.lots import lot_of
from dispatch.work import handing, inspecting, reporting
from dispatch.work.progress import step_of
from shop.money import exactly
from shop.pages.addresses import whole
from shop.pages.deeds import WordsForm
from shop.pages.listing import page_of
from workshops.access import for_leads, visitor
from workshops.reach import stations_of

HANDED = (Lot.State.ACCEPTED, Lot.State.IN_WORK)  # lots of which pieces can be handed out
READY_NUMBERS = (5, 10, 20, 50, 100)
SYMBOLS = {
    "size": "sort",
    "loose": "weave",
    "stain": "brush",
    "colour": "sun",
    "broken": "scissors",
    "finish": "needle",
}


@for_leads
def hand_out(request: HttpRequest, token: UUID, operation: int) -> HttpResponse:
    """List the workers who may get pieces, with what each has in hand, and a suggestion how to share the pieces.

    Those who were handed some last come first.
    """
    one = lot_of(request, token)
    chosen = get_object_or_404(LotOperation.objects.select_related("operation__craft", "lot"), pk=operation, lot=one)
    workers = handing.able(chosen)
    held = Assignment.objects.unfinished().filter(worker__in=workers.values("pk")).order_by()
    in_hand = dict(held.values_list("worker").annotate(Sum("in_hand")))
    latest = dict(chosen.assignments.order_by("handed_at").values_list("worker", "handed_at"))
    lately_last = sorted(workers, key=lambda worker: latest[worker.pk].timestamp() if worker.pk in latest else 0)
    people = [(worker, in_hand.get(worker.pk, 0), latest.get(worker.pk)) for worker in reversed(lately_last)]
    step = step_of(one, chosen)
    suggested = share(chosen) if step.left and one.state in HANDED else ()
    context = {"lot": one, "operation": chosen, "step": step, "people": people, "suggested": suggested}
    return render(request, "dispatch/station/who.html", context)


@for_leads
def hand_out_to(request: HttpRequest, token: UUID, operation: int, worker: int) -> HttpResponse:
    """Let a lead hand out a number of pieces.

    The number asked for, or the last number she was handed, is filled in. Round numbers and all pieces are offered as
    buttons.
    """
    one = lot_of(request, token)
    chosen = get_object_or_404(LotOperation.objects.select_related("operation__craft", "lot"), pk=operation, lot=one)
    who = get_object_or_404(handing.able(chosen), pk=worker)
    step = step_of(one, chosen)
    left = step.left
    likely = min(whole(request.GET.get("pieces", "")) or _last_number(chosen, worker), left)
    form = PiecesForm(request.POST or None, most=left, initial={"pieces": likely})
    if request.method == "POST" and form.does(
        lambda said: handing.hand_out(chosen, worker=who, pieces=said["pieces"], by=visitor(request), key=said["key"])
    ):
        pieces = form.cleaned_data["pieces"]
        words = ngettext("%(name)s has %(pieces)s piece more.", "%(name)s has %(pieces)s pieces more.", pieces)
        messages.success(request, words % {"name": who.name, "pieces": pieces})
        return redirect("station:lot", token)
    numbers = sorted({number for number in (*READY_NUMBERS, likely, left) if 0 < number <= left})
    context = {"lot": one, "operation": chosen, "worker": who, "left": left, "form": form, "numbers": numbers}
    return render(request, "dispatch/station/how_many.html", context | {"is_all_out": step.supply >= one.pieces})


def _last_number(operation: LotOperation, worker: int) -> int:
    """Return the number of pieces she was last handed of this operation, else anyone of the lot, else ten."""
    handed = Assignment.objects.filter(lot_operation__operation=operation.operation).order_by("-handed_at")
    latest = handed.filter(worker=worker).first() or handed.filter(lot_operation__lot=operation.lot_id).first()
    return latest.pieces if latest else 10


@for_leads
def report(request: HttpRequest, assignment: int) -> HttpResponse:
    """Let a lead report finished pieces for a worker, or take unmade ones back."""
    held = get_object_or_404(
        Assignment.objects.of_workers_at(stations_of(visitor(request))).select_related(
            "worker", "lot_operation__operation", "lot_operation__lot__work_order__sheet__product"
        ),
        pk=assignment,
    )
    taking_back = request.POST.get("form") == "take_back"
    form = ReportForm(None if taking_back else request.POST or None, most=held.out, initial={"pieces": held.out})
    back = PiecesForm(request.POST if taking_back else None, most=held.out, initial={"pieces": held.out}, prefix="back")
    if form.is_bound and form.does(
        lambda said: reporting.report(
            held, pieces=said["pieces"], by=visitor(request), key=said["key"], done_on=said["done_on"],
            minutes=said["minutes"],
        )
    ):  # fmt: skip
        messages.success(request, _("Reported. Now the pieces can be inspected."))
        return redirect("station:lot", held.lot_operation.lot.token)
    if back.is_bound and back.does(lambda said: handing.take_back(held, pieces=said["pieces"], by=visitor(request))):
        messages.success(request, _("Taken back. The pieces can be handed out again."))
        return redirect("station:lot", held.lot_operation.lot.token)
    context = {"assignment": held, "lot": held.lot_operation.lot, "form": form, "back": back}
    return render(request, "dispatch/station/report.html", context)


@for_leads
def reports(request: HttpRequest) -> HttpResponse:
    """List reports that wait for inspection, the oldest first, and inspections of the last seven days."""
    stations = stations_of(visitor(request))
    related = ("assignment__worker", "assignment__lot_operation__operation", "assignment__lot_operation__lot__station")
    product = "assignment__lot_operation__lot__work_order__sheet__product"
    waiting = WorkReport.objects.waiting().at(stations).select_related(*related, product).order_by("at")
    recent = (
        Inspection.objects.standing()
        .at(stations)
        .filter(at__gte=timezone.now() - timedelta(days=7))
        .select_related(*(f"report__{name}" for name in related))
    )
    return render(request, "dispatch/station/reports.html", {"page": page_of(request, waiting), "recent": recent[:20]})


@for_leads
def inspect(request: HttpRequest, report: int) -> HttpResponse:
    """Let a lead inspect the pieces of one report and record faults with their reason."""
    one = get_object_or_404(
        WorkReport.objects.at(stations_of(visitor(request)))
        .select_related("assignment__worker", "assignment__lot_operation__operation")
        .select_related("assignment__lot_operation__lot__work_order__sheet__product"),
        pk=report,
    )
    form = InspectionForm(request.POST or None, request.FILES or None, pieces=one.pieces)
    if request.method == "POST" and form.does(
        lambda said: inspecting.inspect(one, verdict=form.verdict, by=visitor(request), key=said["key"])
    ):
        accepted = form.verdict.accepted
        words = ngettext("%(pieces)s piece accepted.", "%(pieces)s pieces accepted.", accepted)
        messages.success(request, words % {"pieces": accepted})
        return redirect("station:reports")
    done = one.inspections.standing().first()
    context = {"report": one, "form": form, "reasons": _reasons(), "done": done}
    return render(request, "dispatch/station/inspect.html", context)


def _reasons() -> list[tuple[str, str, str]]:
    return [(value, str(label), SYMBOLS.get(value, "more")) for value, label in Inspection.Reason.choices]


@for_leads
def correct(request: HttpRequest, inspection: int) -> HttpResponse:
    """Let a lead correct a wrong inspection in one step, showing what is recorded now."""
    wrong = _inspection(request, inspection)
    report, rate = wrong.report, wrong.report.assignment.lot_operation.rate
    written = {name: getattr(wrong, name) for name in ("rework", "rejected", "reason", "note")}
    form = CorrectionForm(request.POST or None, request.FILES or None, pieces=report.pieces, initial=written)
    if request.method == "POST" and form.does(
        lambda said: inspecting.correct(
            wrong, verdict=form.verdict, why=said["why"], by=visitor(request), key=said["key"]
        )
    ):
        earned = {"before": exactly(wrong.accepted * rate), "now": exactly(form.verdict.accepted * rate)}
        messages.success(request, _("Corrected: she had earned %(before)s by it, now it is %(now)s.") % earned)
        return redirect("station:reports")
    context = {"report": report, "inspection": wrong, "form": form, "reasons": _reasons(), "rate": rate}
    context |= {"earned": wrong.accepted * rate, "made_good": inspecting.made_good(wrong)}
    return render(request, "dispatch/station/correct.html", context)


def _inspection(request: HttpRequest, pk: int) -> Inspection:
    """Return an inspection at one of the visitor's stations, or raise Http404.

    A withdrawn one is found by POST only, because a repeated request may still need the deed's answer.
    """
    operation = "report__assignment__lot_operation"
    known = Inspection.objects.all() if request.method == "POST" else Inspection.objects.standing()
    here = known.at(stations_of(visitor(request)))
    related = ("report__assignment__worker", f"{operation}__operation", f"{operation}__lot__work_order__sheet__product")
    return get_object_or_404(here.select_related(*related), pk=pk)


@for_leads
def inspection_picture(request: HttpRequest, inspection: int) -> HttpResponse:
    """Show the picture of a fault found at one of the visitor's stations."""
    stations = stations_of(visitor(request))
    here = Inspection.objects.at(stations)
    return picture_of(here, inspection)


@for_leads
def withdraw_report(request: HttpRequest, report: int) -> HttpResponse:
    """Let a lead take a wrong report back before it is inspected, and say why."""
    stations = stations_of(visitor(request))
    wrong = get_object_or_404(
        WorkReport.objects.waiting().of_workers_at(stations).select_related(
            "assignment__lot_operation__lot"
        ),
        pk=report,
    )  # fmt: skip
    help_text = _("The pieces are in her hands again; report the right number afterwards.")
    form = WordsForm(request.POST or None, label=_("What was wrong?"), help_text=help_text)
    if request.method == "POST" and form.does(
        lambda said: reporting.withdraw(wrong, why=said["words"], by=visitor(request))
    ):
        messages.success(request, _("Taken back. Now report the right number."))
        return redirect("station:report", wrong.assignment_id)
    heading, back = _("Take this report back"), reverse("station:inspect", args=[wrong.pk])
    context = {"form": form, "heading": heading, "submit": _("Take back"), "back": back}
    return render(request, "dispatch/station/words.html", context)


@for_leads
def withdraw(request: HttpRequest, inspection: int) -> HttpResponse:
    """Let a lead withdraw a wrong inspection and say why. The report then waits for inspection again."""
    wrong = _inspection(request, inspection)
    help_text = _("Its earnings are reversed in the ledger and the report waits to be inspected anew.")
    form = WordsForm(request.POST or None, label=_("What was wrong?"), help_text=help_text)
    if request.method == "POST" and form.does(
        lambda said: inspecting.withdraw(wrong, why=said["words"], by=visitor(request))
    ):
        messages.success(request, _("Taken back. Inspect the report anew."))
        return redirect("station:inspect", wrong.report_id)
    context = {
        "form": form,
        "inspection": wrong,
        "heading": _("Take this inspection back"),
        "submit": _("Take back"),
        "back": reverse("station:correct", args=[wrong.pk]),
        "back_words": _("Correct the inspection"),
    }
    return render(request, "dispatch/station/words.html", context)
