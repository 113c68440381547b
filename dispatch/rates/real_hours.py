"""Compare what accepted pieces earned with the hours that were reported for them."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum

from dispatch.models import LotOperation
from shop.money import FEN
from workshops.models import Base

STANDING = Q(assignments__reports__inspections__withdrawn_at=None, assignments__reports__inspections__isnull=False)
TIMED = Q(assignments__reports__minutes__gt=0, assignments__reports__withdrawn_at=None) & STANDING


@dataclass(frozen=True)
class RealHour:
    """The pay of one operation of one lot by the hours that were reported for it.

    `pieces`: accepted pieces of reports that said how long they took; `minutes`: of these reports.
    """

    operation: LotOperation
    pieces: int
    minutes: int

    @property
    def hours(self) -> Decimal:
        """Return the hours that were reported, 1 place."""
        return round(Decimal(self.minutes) / 60, 1)

    @property
    def earned(self) -> Decimal:
        """Return the CNY that the accepted pieces earned."""
        return self.pieces * self.operation.rate

    @property
    def hourly(self) -> Decimal:
        """Return the CNY by the real hour: earned x 60 / minutes, 2 places."""
        return (self.earned * 60 / self.minutes).quantize(FEN)

    @property
    def is_below(self) -> bool:
        """Return whether it is below the hourly minimum that held when the lot was issued."""
        return self.hourly < self.operation.minimum_hourly


def timed(base: Base) -> QuerySet[LotOperation]:
    """Return the operations of a base's lots of which inspected reports say how long they took, the latest lots first.

    Each has `real_minutes` and `real_pieces`. Rework counts the minutes of both reports; rejected pieces count their
    minutes too.
    """
    minutes = Sum("assignments__reports__minutes", filter=TIMED)
    pieces = Sum("assignments__reports__inspections__accepted", filter=TIMED)
    return (
        LotOperation.objects.of_base(base)
        .annotate(real_minutes=minutes, real_pieces=pieces)
        .filter(real_minutes__gt=0)
        .annotate(real_hourly=F("real_pieces") * F("rate") * 60 / F("real_minutes"))
        .select_related("operation", "lot__station", "lot__work_order__sheet__product")
        .order_by("-lot__due_on", "lot__number", "position")
    )


def real_hour(row: LotOperation) -> RealHour:
    """Return the figures of a row of `timed`."""
    return RealHour(row, row.real_pieces or 0, row.real_minutes)  # type: ignore[attr-defined]
