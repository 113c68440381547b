"""Read the facts of a plan: a base's open work orders, its links to stations, their people, and a fingerprint."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.utils import timezone

from dispatch.models import Lot, WorkOrder
from workshops.models import Base, Link, Station


@dataclass(frozen=True)
class People:
    """Active workers of a station, and the sum of their minutes a day."""

    workers: int
    minutes_per_day: int


@dataclass(frozen=True)
class Facts:
    """Open work orders by due date, links by station code, and the people of each link's station."""

    orders: tuple[WorkOrder, ...]
    links: tuple[Link, ...]
    people: dict[int, People]

    @property
    def stations(self) -> tuple[Station, ...]:
        """Return the stations in the order of their links."""
        return tuple(link.station for link in self.links)

    def fingerprint(self) -> str:
        """Return a hash that changes with the open orders, the stations, their people, links and live lots.

        Pieces finished meanwhile do not change it, because they only leave more room.
        """
        lots = Lot.objects.unfinished().filter(station__in=self.stations).order_by("pk")
        orders = [[order.pk, order.unplaced, order.due_on] for order in self.orders]
        links = [
            [link.station_id, link.transport_days, link.cost_per_piece, link.cost_per_lot, link.station.efficiency]
            for link in self.links
        ]
        people = [self.people[link.station_id].minutes_per_day for link in self.links]
        seen = json.dumps([orders, links, people, list(lots.values_list("pk", "pieces", "due_on"))], default=str)
        return hashlib.sha256(seen.encode()).hexdigest()


def facts_of(base: Base) -> Facts:
    """Read the current facts that a plan of a base rests on, in three queries."""
    orders = WorkOrder.objects.open().filter(base=base).select_related("line", "sheet__product")
    links = Link.objects.open(timezone.localdate()).filter(base=base).select_related("station__place__county")
    found = tuple(links.order_by("station__code"))
    return Facts(tuple(orders), found, people_of([link.station for link in found]))


def people_of(stations: Iterable[Station]) -> dict[int, People]:
    """Return the people of each station by primary key, in one query."""
    active = Q(workers__is_active=True)
    rows = Station.objects.filter(pk__in=[station.pk for station in stations]).order_by()
    counted = rows.annotate(
        count=Count("workers", filter=active), minutes=Sum("workers__minutes_per_day", filter=active, default=0)
    )
    return {pk: People(count, minutes) for pk, count, minutes in counted.values_list("pk", "count", "minutes")}
