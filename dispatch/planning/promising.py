"""Answer at once what can be promised to a buyer, from the minutes that open work orders and live lots leave free."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

import numpy as np
from django.core.cache import cache
from django.utils import timezone

from catalog.models import Product
from dispatch import planner, planning_version
from dispatch.models import TechSheet
from dispatch.planner import Candidates, Instance, Plan
from dispatch.planner.instance import NOTHING
from dispatch.planning.building import build_instance
from dispatch.planning.costing import cost_of
from dispatch.planning.keeping import money
from dispatch.planning.making import Making, makings_of, stations_for
from shop.enquiries.promising import Promise
from workshops.models import Base

HORIZON = 180  # days ahead that a promise may reach
KEPT_SECONDS = 600
ASKED = "promise-asked"  # primary keys of the bases that somebody asked about lately
ASKED_SECONDS = 86_400  # a base that nobody asked about for longer is not prepared
SOLVE_SECONDS = 2.0  # for the open work orders of one base, in the background


@dataclass(frozen=True)
class Prepared:
    """A base's stations (their primary keys are the ids) with the minutes that its open work orders leave them."""

    instance: Instance
    plan: Plan


def promise(product: Product, pieces: int, wish_on: date) -> Promise | None:
    """Return whether the pieces can be with the buyer by a day, and otherwise when.

    None when the product has no tech sheet. No existing order is delayed by the promise, and the caller never waits for
    a solve (see `prepared`).
    """
    sheet = TechSheet.objects.select_related("base").filter(product=product).first()
    if sheet is None:
        return None
    today = timezone.localdate()
    ready = prepared(sheet.base, today)
    making = makings_of([sheet.pk], today).get(sheet.pk, Making())
    lanes = _candidates(sheet, making, ready.instance, today)
    found = planner.promise(
        ready.instance,
        ready.plan,
        pieces=pieces,
        min_lot=min(sheet.min_lot, pieces),
        wage=float(making.wage),
        lanes=lanes,
        wish_day=(wish_on - today).days,
    )
    if found.earliest_day is None or found.fairness is None:
        return Promise(by_wish=False, earliest_on=None, stations=0, cost=None)
    links = {link.station_id: link for link in sheet.base.links.select_related("station")}
    shares = [(links[ready.instance.stations.id[share.station]], share.pieces) for share in found.stations]
    cost = cost_of(sheet, shares, fairness=money(found.fairness), day=today)
    earliest_on = today + timedelta(days=found.earliest_day)
    return Promise(found.by_wish, earliest_on, len(found.stations), cost)


def prepare_promises() -> None:
    """Plan the open work orders of every base that was asked lately, for `promise` to rest on. Takes seconds."""
    planning_version.start_preparing()
    today = timezone.localdate()
    for base in Base.objects.filter(pk__in=cache.get(ASKED, ())):
        version = planning_version.current()
        instance = build_instance(base, today, days=HORIZON).instance
        plan = planner.solve(instance, seconds=SOLVE_SECONDS)
        _remember(base, today, version, Prepared(instance, plan))


def prepared(base: Base, today: date) -> Prepared:
    """Return a base's stations with the minutes that are free now.

    They come from the cache once the background task has prepared the current planning version. Until then new orders
    are filled into the latest cached plan where there is room, which needs no search.
    """
    version = planning_version.current()
    if (ready := cache.get(_key(base, today, version))) is not None:
        return cast(Prepared, ready)
    instance = build_instance(base, today, days=HORIZON).instance
    latest: Prepared | None = cache.get(_key(base, today, "latest"))
    start = planner.carried(latest.instance, latest.plan.lots, instance) if latest else NOTHING
    ready = Prepared(instance, planner.fill(instance, start))
    _remember(base, today, version, ready)
    asked = cache.get(ASKED, ())
    if base.pk not in asked:
        # Two at once may lose one base, which is then remembered when it is next asked
        cache.set(ASKED, (*asked, base.pk), ASKED_SECONDS)
    return ready


def _key(base: Base, today: date, version: int | str) -> str:
    return f"promise:{base.pk}:{today}:{version}"


def _remember(base: Base, today: date, version: int, ready: Prepared) -> None:
    # The latest plan stays beside its version, because the next version is filled in from it until it is prepared
    cache.set_many({_key(base, today, version): ready, _key(base, today, "latest"): ready}, KEPT_SECONDS)


def _candidates(sheet: TechSheet, making: Making, instance: Instance, today: date) -> Candidates:
    """Return the stations that could make a product, in the planner's form."""
    links = {link.station_id: link for link in sheet.base.links.select_related("station")}
    known = [(row, links[pk]) for row, pk in enumerate(instance.stations.id) if pk in links]
    able = stations_for({sheet.pk: making}, [link.station for _, link in known], today)[sheet.pk]
    rows = [(row, link) for row, link in known if link.station_id in able]
    return Candidates(
        station=np.array([row for row, _ in rows], dtype=np.int64),
        cost_per_piece=np.array([float(link.cost_per_piece) for _, link in rows]),
        cost_per_lot=np.array([float(link.cost_per_lot) for _, link in rows]),
        minutes_per_piece=np.array([float(making.minutes / link.station.efficiency) for _, link in rows]),
        transport_days=np.array([link.transport_days for _, link in rows], dtype=np.int64),
    )
