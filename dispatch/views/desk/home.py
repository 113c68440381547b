"""Show the first page of the desk: the work to do today."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dispatch.models import Deduction, Dispute, Lot, Period, RateCard, WorkOrder
from dispatch.views.desk.access import at_desk, show
from dispatch.views.desk.first_steps import guide
from dispatch.views.desk.waiting import waiting
from dispatch.views.desk.waiting_kinds import KINDS
from shop.enquiries.models import Enquiry
from workshops.access import visitor
from workshops.models import Base
from workshops.reach import bases_of

SHOWN = 8


@dataclass(frozen=True)
class ToDo:
    """A kind of waiting work: its label, count and address. `tone` shows its urgency."""

    label: str
    count: int
    url: str
    note: str = ""
    tone: str = ""


@require_safe
@at_desk
def home(request: HttpRequest, base: Base) -> HttpResponse:
    """Show the desk's first page: what waits, most urgent first with its act, the counts, and what is due next."""
    today = timezone.localdate()
    due = WorkOrder.objects.filter(base=base, state__in=[WorkOrder.State.OPEN, WorkOrder.State.IN_WORK])
    context: dict[str, Any] = {
        "waiting": waiting(KINDS, base, visitor(request), today),
        "todos": [todo for todo in _todos(base) if todo.count],
        "due_next": due.select_related("line", "sheet__product")[:SHOWN],
        "bases": bases_of(visitor(request)),
        "today": today,
        **guide(base),
    }
    return show(request, base, "home", **context)


def _todos(base: Base) -> list[ToDo]:
    today = timezone.localdate()
    asked = Enquiry.objects.filter(base=base, state=Enquiry.State.NEW).count()
    open_orders = WorkOrder.objects.open().filter(base=base).aggregate(count=Count("pk"), first=Min("due_on"))
    lots = Lot.objects.of_base(base)
    late, ready = lots.late(today).count(), lots.to_receive()
    disputes = (
        Dispute.objects.open()
        .of_base(base)
        .filter(level=Dispute.Level.STATION)
        .aggregate(count=Count("pk"), first=Min("answer_by_on"))
    )
    rates = RateCard.objects.waiting().of_base(base).count()
    kept = Deduction.objects.waiting().of_base(base).count()
    over = Period.objects.filter(Q(state=Period.State.OPEN, ends_on__lt=today), base=base).count()
    return [
        ToDo(_("Enquiries to answer"), asked, reverse("desk:enquiry-list")),
        ToDo(_("Orders to plan"), open_orders["count"], reverse("desk:dispatch"), _first(open_orders["first"])),
        ToDo(_("Late lots"), late, reverse("desk:lots", query={"state": "late"}), tone="bad"),
        ToDo(_("Lots to receive"), ready.count(), reverse("desk:receiving")),
        ToDo(
            _("Disputes to answer"),
            disputes["count"],
            reverse("desk:pay-disputes"),
            _first(disputes["first"]),
            tone="bad",
        ),
        ToDo(_("Rates to approve"), rates, reverse("desk:rates")),
        ToDo(_("Deductions to approve"), kept, reverse("desk:pay-deductions")),
        ToDo(_("Periods to close"), over, reverse("desk:pay")),
    ]


def _first(day: object) -> str:
    return _("first by %(day)s") % {"day": day} if day else ""
