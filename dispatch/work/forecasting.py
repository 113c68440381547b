"""When lots will be at the base, judged by the pieces that were really made so far."""

from collections.abc import Iterable
from datetime import date, timedelta
from math import ceil
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from dispatch.models.orders import LotQuerySet
from workshops.models import Link


def with_progress(lots: LotQuerySet) -> Any:
    """Lots with `made` (pieces accepted in their last operation) and `way_days` (days of transport to the base)."""
    ways = Link.objects.filter(base=OuterRef("work_order__base"), station=OuterRef("station"))
    return lots.with_made().annotate(way_days=Coalesce(Subquery(ways.values("transport_days")[:1]), 0))


def finished_on(lot: Any, day: date) -> date:
    """The day on which a lot (with its progress) will be finished if it goes on as it went until `day`.

    A lot of which nothing is made yet is believed to keep its due date, or to be finished today when that is past.
    """
    left, days = lot.pieces - lot.made, (day - lot.begins_on).days
    if left <= 0:
        return day
    if lot.made and days > 0:
        return day + timedelta(days=ceil(left * days / lot.made))
    due_on: date = lot.due_on
    return max(due_on, day)


def at_base_on(lots: Iterable[Any], day: date) -> date | None:
    """The day on which the last of these lots (with their progress) reaches the base; None when nothing is made yet."""
    lots = list(lots)
    if not any(lot.made for lot in lots):
        return None
    return max(finished_on(lot, day) + timedelta(days=lot.way_days) for lot in lots)
