"""Show a lead's lots as cards: the progress of each, and its next step."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from dispatch.models import Lot, WorkReport
from dispatch.work.progress import Step, steps_of

RUNNING = (Lot.State.ACCEPTED, Lot.State.IN_WORK)


@dataclass(frozen=True)
class Next:
    """The next step of a lot: its words, address and icon."""

    words: str | Promise
    url: str
    symbol: str


@dataclass(frozen=True)
class Card:
    """A lot with its operations, the reports that wait and the material lines that are not booked in."""

    lot: Lot
    steps: list[Step]
    waiting: int
    unbooked: int

    @property
    def done(self) -> int:
        """Return the pieces that the last operation has accepted."""
        return self.steps[-1].accepted if self.steps else 0

    @property
    def is_running(self) -> bool:
        return self.lot.state in RUNNING

    @property
    def next(self) -> Next | None:
        """Return the next step of the lot, or None while there is nothing to do."""
        token = self.lot.token
        if self.lot.state == Lot.State.ISSUED:
            return Next(_("Look and answer"), reverse("station:lot", args=[token]), "lot")
        if self.lot.state == Lot.State.STOPPING and self.waiting:
            return self._inspect()
        if not self.is_running:
            return None
        if self.unbooked:
            return Next(_("Book materials in"), reverse("station:materials", args=[token]), "truck")
        if self.waiting:
            return self._inspect()
        if step := next((step for step in self.steps if step.left), None):
            return Next(_("Hand out"), reverse("station:hand-out", args=[token, step.operation.pk]), "hand")
        return Next(_("Report for a worker"), reverse("station:lot", args=[token]) + "#out", "check")

    def _inspect(self) -> Next:
        words = ngettext("Inspect %(count)s report", "Inspect %(count)s reports", self.waiting)
        return Next(words % {"count": self.waiting}, reverse("station:reports"), "accept")


def cards(lots: Iterable[Lot]) -> list[Card]:
    """Return the cards of some lots, in their order, in three queries."""
    lots = list(lots)
    steps = steps_of(lots)
    reports = WorkReport.objects.waiting().filter(assignment__lot_operation__lot__in=lots)
    waiting = dict(reports.order_by().values_list("assignment__lot_operation__lot").annotate(count=Count("pk")))
    unbooked = dict(
        Lot.objects.filter(pk__in=[lot.pk for lot in lots])
        .order_by()
        .values_list("pk")
        .annotate(
            count=Count("materials", filter=Q(materials__booked_in=0, materials__planned__gt=F("materials__used")))
        )
    )
    return [Card(lot, steps.get(lot.pk, []), waiting.get(lot.pk, 0), unbooked.get(lot.pk, 0)) for lot in lots]
