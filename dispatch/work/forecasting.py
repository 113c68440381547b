"""Forecast when lots reach the base, by the work that was really done so far."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from math import ceil
from typing import Any

from django.db.models import DecimalField, F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from dispatch.models import LotOperation
from dispatch.models.orders import LotQuerySet, Receipt
from workshops.models import Link

MINUTES = DecimalField(max_digits=20, decimal_places=6)


def with_progress(lots: LotQuerySet) -> Any:
    """Annotate lots with their progress.

    `made`: pieces accepted in their last operation. `worked`: the pieces that the accepted work of all operations comes
    to, for a lot does not stand still while its pieces are half done. `days_to_base`: days of transport. `came_at`:
    when the base last received pieces, None while it has none.
    """
    last = Receipt.objects.filter(lot=OuterRef("pk")).order_by("-at")
    links = Link.objects.filter(base=OuterRef("work_order__base"), station=OuterRef("station"))
    steps = LotOperation.objects.filter(lot=OuterRef("pk")).order_by().values("lot")
    accepted = Sum(F("assignments__accepted") * F("standard_minutes"), output_field=MINUTES, default=0)
    done = Subquery(steps.annotate(minutes=accepted).values("minutes"))
    of_one = Subquery(steps.annotate(minutes=Sum("standard_minutes")).values("minutes"))
    return lots.with_made().annotate(
        worked=Coalesce(done / of_one, Decimal(0), output_field=MINUTES),
        days_to_base=Coalesce(Subquery(links.values("transport_days")[:1]), 0),
        came_at=Subquery(last.values("at")[:1]),
    )


def finished_on(lot: Any, day: date) -> date:
    """Return the day on which a lot (with its progress) was finished, or will be if it goes on as it went until `day`.

    A lot on which no work is done yet is expected to keep its due date, or to be finished on `day` when that is past.
    """
    days = (day - lot.begins_on).days
    if lot.made >= lot.to_make:
        return timezone.localdate(lot.finished_at) if lot.finished_at else day
    if lot.worked and days > 0:
        return day + timedelta(days=ceil(max(lot.to_make - lot.worked, 0) * days / lot.worked))
    due_on: date = lot.due_on
    return max(due_on, day)


def at_base_on(lots: Iterable[Any], day: date) -> date | None:
    """Return the day on which the last of some lots (with their progress) reaches the base.

    Returns None when no work is done yet.
    """
    lots = list(lots)
    if not any(lot.worked for lot in lots):
        return None
    return max(_arrival_of(lot, day) for lot in lots)


def _arrival_of(lot: Any, day: date) -> date:
    """Return the day on which a lot is at the base: the day it came, once all of it has come, else no day before."""
    if lot.came_at and lot.received >= lot.to_make:
        return timezone.localdate(lot.came_at)
    return max(finished_on(lot, day) + timedelta(days=lot.days_to_base), day)
