"""What can be promised to a buyer at once: the minutes that open work orders and live lots leave free."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from catalog.models import Product
from dispatch import planner, world
from dispatch.models import TechSheet
from dispatch.planner import Candidates, Plan
from dispatch.planning.building import Picture, build_instance
from dispatch.planning.making import Making, makings_of, stations_for
from shop.enquiries.promising import Promise
from workshops.models import Base, Link

HORIZON = 180  # days ahead that a promise may reach
KEPT_SECONDS = 600
SOLVE_SECONDS = 0.5  # for the open work orders, the first time that somebody asks after a change


@dataclass(frozen=True)
class Prepared:
    """A base's stations with the minutes that its open work orders leave them."""

    picture: Picture
    plan: Plan


def promise(product: Product, pieces: int, wish_on: date) -> Promise | None:
    """Whether so many pieces can be with the buyer by a day, and else when; None when the product has no tech sheet.

    No order that is already there is delayed by it. The first answer after a change prepares, the next are quick.
    """
    sheet = TechSheet.objects.select_related("base").filter(product=product).first()
    if sheet is None:
        return None
    today = timezone.localdate()
    ready = prepared(sheet.base, today)
    making = makings_of([sheet.pk], today).get(sheet.pk, Making())
    lanes = _candidates(sheet, making, ready.picture, today)
    found = planner.promise(
        ready.picture.instance,
        ready.plan,
        pieces=pieces,
        min_lot=min(sheet.min_lot, pieces),
        wage=float(making.wage),
        lanes=lanes,
        wish_day=(wish_on - today).days,
    )
    if found.earliest_day is None or found.cost is None:
        return Promise(by_wish=False, earliest_on=None, stations=0, cost_per_piece=None)
    cost = making.wage * (1 + settings.STATION_MARGIN) + making.materials + Decimal(found.cost) / pieces
    earliest_on = today + timedelta(days=found.earliest_day)
    return Promise(found.by_wish, earliest_on, len(found.stations), cost.quantize(Decimal("0.01")))


def prepared(base: Base, today: date) -> Prepared:
    """A base's free minutes, kept until orders or lots change."""
    key = f"promise:{base.pk}:{today}:{world.version()}"
    ready: Prepared | None = cache.get(key)
    if ready is None:
        picture = build_instance(base, today, days=HORIZON)
        ready = Prepared(picture, planner.solve(picture.instance, seconds=SOLVE_SECONDS))
        cache.set(key, ready, KEPT_SECONDS)
    return ready


def _candidates(sheet: TechSheet, making: Making, picture: Picture, today: date) -> Candidates:
    """The stations that could make a product, as the planner asks for them."""
    able = stations_for({sheet.pk: making}, picture.stations, today)[sheet.pk]
    links = {link.station_id: link for link in Link.objects.filter(base=sheet.base_id, station__in=able)}
    rows = [(row, station, links[station.pk]) for row, station in enumerate(picture.stations) if station.pk in links]
    return Candidates(
        station=np.array([row for row, _, _ in rows], dtype=np.int64),
        cost_per_piece=np.array([float(link.cost_per_piece) for _, _, link in rows]),
        cost_per_lot=np.array([float(link.cost_per_lot) for _, _, link in rows]),
        minutes_per_piece=np.array([float(making.minutes / station.efficiency) for _, station, _ in rows]),
        transport_days=np.array([link.transport_days for _, _, link in rows], dtype=np.int64),
    )
