"""Move the rest of a lot to another station, which has the certificate and the time for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db import transaction
from django.utils import timezone

from dispatch.models import Lot, PlanLine
from dispatch.planning.capacity import free_minutes
from dispatch.planning.errors import MoveRefused
from dispatch.planning.facts import people_of
from dispatch.planning.making import Making, makings_of, stations_for
from dispatch.work import telling
from dispatch.work.issuing import issue
from dispatch.work.shortening import take_back
from shop.accounts.models import User
from workshops.journal import Verb, record
from workshops.models import Link, Station
from workshops.reach import must_manage

HORIZON = 120  # days ahead in which a station must find the time


@dataclass(frozen=True)
class Place:
    """A station that could make the rest of a lot, the day it would be done, and the day that is at the base."""

    station: Station
    ends_on: date
    at_base_on: date


def places_for(lot: Lot, pieces: int) -> list[Place]:
    """Return the stations that could make some pieces of a lot, the earliest at the base first."""
    today, sheet = timezone.localdate(), lot.work_order.sheet_id
    links = Link.objects.open(today).filter(base=lot.work_order.base_id).exclude(station=lot.station_id)
    links = links.select_related("station__place__county").order_by("station__code")
    by_station = {link.station_id: link for link in links}
    makings = makings_of([sheet], today)
    able = stations_for(makings, [link.station for link in by_station.values()], today).get(sheet, set())
    stations = [link.station for pk, link in by_station.items() if pk in able]
    people = people_of(stations)
    free = free_minutes(stations, [people[each.pk].minutes_per_day for each in stations], today, HORIZON)
    places = []
    for row, station in enumerate(stations):
        needed = pieces * float(makings.get(sheet, Making()).minutes / station.efficiency)
        days = int(np.searchsorted(free[row], needed - 1e-6))
        if days < HORIZON:
            ends_on = today + timedelta(days=days)
            places.append(Place(station, ends_on, ends_on + timedelta(days=by_station[station.pk].transport_days)))
    return sorted(places, key=lambda place: (place.at_base_on, place.station.code))


@transaction.atomic
def move_lot(lot: Lot, *, station: Station, pieces: int, reason: str, by: User) -> Lot:
    """Take pieces that nobody has begun back, and issue them to another station as a lot of its own. Return that one.

    Raises NotYours, MoveRefused (no certificate, no link, or no time), and what `take_back` and `issue` raise.
    """
    must_manage(lot.work_order.base_id, by)
    # As publishing does: two bases must not fill the same free day at once
    list(Station.objects.filter(pk=station.pk).select_for_update(no_key=True).values_list("pk"))
    place = next((each for each in places_for(lot, pieces) if each.station == station), None)
    if place is None:
        raise MoveRefused
    left = take_back(lot, pieces=pieces, reason=reason, by=by)
    line = PlanLine(
        work_order=left.work_order, station=station, pieces=pieces, begins_on=timezone.localdate(),
        ends_on=place.ends_on,
    )  # fmt: skip
    moved = issue([line], by=by)[0]
    base = left.work_order.base
    record(Verb.MOVE_LOT, left, by=by, base=base, station=left.station, pieces=pieces, to=moved.number)
    telling.tell_of_new_lot(moved)
    return moved
