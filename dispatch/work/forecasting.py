"""Forecast when lots reach the base, by the pieces that were really made so far."""

from collections.abc import Iterable
from datetime import date, timedelta
from math import ceil
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from dispatch.models.orders import LotQuerySet
from workshops.models import Link


def with_progress(lots: LotQuerySet) -> Any:
    """Annotate lots with `made` (pieces accepted in their last operation) and `days_to_base` (days of transport)."""
    links = Link.objects.filter(base=OuterRef("work_order__base"), station=OuterRef("station"))
    return lots.with_made().annotate(days_to_base=Coalesce(Subquery(links.values("transport_days")[:1]), 0))


def finished_on(lot: Any, day: date) -> date:
    """Return the day on which a lot (with its progress) will be finished if it goes on as it went until `day`.

    A lot of which nothing is made yet is expected to keep its due date, or to be finished on `day` when that is past.
    """
    left, days = lot.to_make - lot.made, (day - lot.begins_on).days
    if left <= 0:
        return day
    if lot.made and days > 0:
        return day + timedelta(days=ceil(left * days / lot.made))
    due_on: date = lot.due_on
    return max(due_on, day)


def at_base_on(lots: Iterable[Any], day: date) -> date | None:
    """Return the day on which the last of some lots (with their progress) reaches the base.

    Returns None when nothing is made yet.
    """
    lots = list(lots)
    if not any(lot.made for lot in lots):
        return None
    return max(finished_on(lot, day) + timedelta(days=lot.days_to_base) for lot in lots)
