"""Answer at once what can be promised to a buyer, from the minutes that open work orders and live lots leave free."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import ceil
from typing import cast

import numpy as np
from django.core.cache import cache
from django.utils import timezone

from catalog.models import Product
from dispatch import planner, planning_version
from dispatch.models import TechSheet
from dispatch.planner import Candidates, FreeTime, Instance, Plan
from dispatch.planner.instance import NOTHING, FloatArray, IntArray
from dispatch.planning.budget import CEILING_SECONDS, steps_for
from dispatch.planning.building import Picture, build_instance
from dispatch.planning.costing import cost_of
from dispatch.planning.keeping import money
from dispatch.planning.making import Making, makings_of, stations_for
from dispatch.planning.paces import LEAST_WEEKS, paces_of
from dispatch.work.delivering import Road
from shop.enquiries.promising import Part, Promise
from shop.shipping.provinces import carrier_days
from workshops.calendars import Calendar, Calendars, lead_times_of
from workshops.models import Base, LeadTimes

HORIZON = 180  # days ahead that a promise may reach
CERTAINTY = Decimal("0.8")  # share of the past weeks in which the promise would have been kept
LEAST_PART = 0.1  # of the pieces, below which a part is not worth a shipment
LEAST_SOONER = 2  # days that a part must come sooner to be mentioned
KEPT_SECONDS = 600
PACES_SECONDS = 172_800
ASKED = "promise-asked"  # primary keys of the bases that somebody asked about lately
ASKED_SECONDS = 86_400  # a base that nobody asked about for longer is not prepared


@dataclass(frozen=True)
class Prepared:
    """A base's stations (their primary keys are the ids) with the minutes that its open work orders leave them.

    `paces`: by station and past week. `calendar`: of the base's place.
    """

    instance: Instance
    plan: Plan
    paces: FloatArray
    calendar: Calendar
    lead: LeadTimes

    def material_out_on(self, now: datetime, *, with_sample: bool, is_paid: bool) -> date:
        """Return the day on which the material of an order asked for `now` leaves for the stations."""
        lead, week = self.lead, self.lead.week
        days = lead.material_days
        days += lead.sample_days if with_sample else 0
        days += 0 if is_paid else lead.answer_days
        return self.calendar.after(self.calendar.first_day(now, lead.closes_at, week), days, week)


@dataclass(frozen=True)
class Asked:
    """An order that somebody asks for, with the free time of the stations that could make it and its way to her.

    `minutes` and `wage` are those of a piece. Days count from `today`.
    """

    today: date
    pieces: int
    min_lot: int
    minutes: float
    wage: float
    free: FreeTime
    paces: FloatArray
    road: Road

    def found(self, pieces: int, wish_day: int = -1) -> planner.Promise | None:
        """Return what the planner finds for some pieces at the stations' usual pace, by their day at the base."""
        return self.free.promise(pieces=pieces, min_lot=min(self.min_lot, pieces), wage=self.wage, wish_day=wish_day)

    def sure_day(self, found: planner.Promise) -> int | None:
        """Return the day by which what was found is at the base with the certainty, None when that is too far."""
        arrivals = self.free.arrivals(found.stations, self.minutes, self.paces)
        making = found.earliest_day - int(self.free.lanes.first_day.min())
        day = max(quantile(arrivals, float(CERTAINTY), making=making), found.earliest_day)
        return day if day <= self.free.last else None

    def delivered_on(self, day: int) -> date:
        """Return the date of delivery of what reaches the base on a day."""
        return self.road.delivered_on(self.today + timedelta(days=day))

    def sooner(self, latest: int, slack: int, wish_on: date | None, wish_day: int) -> tuple[Part, ...]:
        """Return what could come sooner: the pieces that the wished day allows, and half of them."""
        parts = []
        if wish_on and latest > wish_day >= 0:
            most = self.free.most_pieces(pieces=self.pieces, min_lot=self.min_lot, day=wish_day - slack) // 10 * 10
            if LEAST_PART * self.pieces <= most < self.pieces:
                parts.append(Part(most, wish_on))
        half = self.pieces // 2
        if half >= self.min_lot and (found := self.found(half)):
            day = self.sure_day(found)
            if day is not None and day <= latest - LEAST_SOONER:
                parts.append(Part(half, self.delivered_on(day)))
        return tuple(parts)


def quantile(days: IntArray, share: float, *, making: int) -> int:
    """Return the least of some days by which at least a share of them has come, and a little more for their fewness.

    `days`: one for each past week that the making might have begun with. Weeks less than the days of `making` apart
    have most of their days in common, so they count as one, and the order itself counts as one more of them.
    """
    seen = max(len(days) * 7 / max(making, 7), 1.0)
    rank = min(ceil(share * (seen + 1) / seen * len(days)), len(days))
    return int(np.sort(days)[rank - 1])


def promise(
    product: Product,
    pieces: int,
    wish_on: date | None = None,
    *,
    province: str = "",
    with_sample: bool = False,
    is_paid: bool = False,
) -> Promise | None:
    """Return whether the pieces can be with the buyer by a day, and otherwise when. See shop.enquiries.promising.

    None when the product has no tech sheet. No existing order is delayed by the promise, and the caller never waits for
    a solve (see `prepared`).
    """
    sheet = TechSheet.objects.in_force().select_related("base").filter(product=product.sold_as).first()
    if sheet is None:
        return None
    now = timezone.localtime()
    ready = prepared(sheet.base, now.date())
    making = makings_of([sheet.pk], now.date()).get(sheet.pk, Making())
    begins_on = ready.material_out_on(now, with_sample=with_sample, is_paid=is_paid)
    lanes = _candidates(sheet, making, ready, begins_on, now.date())
    asked = Asked(
        now.date(), pieces, sheet.min_lot, float(making.minutes), float(making.wage),
        FreeTime(ready.instance, ready.plan, lanes, share=float(ready.lead.order_share)), ready.paces,
        Road(ready.calendar, ready.lead, pieces, carrier_days(province)),
    )  # fmt: skip
    return _answer(asked, sheet, ready.instance, wish_on)


def _answer(asked: Asked, sheet: TechSheet, instance: Instance, wish_on: date | None) -> Promise:
    """Return the range of days, and what the order costs at the stations that would make it."""
    found = asked.found(asked.pieces)
    latest = asked.sure_day(found) if found else None
    if found is None or latest is None:
        return Promise(False, None, None, stations=0, cost=None)
    wish_day = (asked.road.due_at_base(wish_on) - asked.today).days if wish_on else -1
    slack = latest - found.earliest_day
    if wish_day > latest:  # then fewer or cheaper stations may do
        found = asked.found(asked.pieces, wish_day - slack) or found
    shares = tuple((int(instance.stations.id[share.station]), share.pieces) for share in found.stations)
    return Promise(
        by_wish=wish_on is not None and latest <= wish_day,
        earliest_on=asked.delivered_on(found.earliest_day),
        latest_on=asked.delivered_on(latest),
        stations=len(found.stations),
        cost=cost_of(sheet, shares, fairness=money(found.fairness), day=asked.today),
        certainty=CERTAINTY if asked.paces.shape[1] >= LEAST_WEEKS else None,
        shares=shares,
        sooner=asked.sooner(latest, slack, wish_on, wish_day),
    )


def prepare_promises() -> None:
    """Plan the open work orders of every base that was asked lately, for `promise` to rest on. Takes seconds."""
    planning_version.start_preparing()
    today = timezone.localdate()
    for base in Base.objects.filter(pk__in=cache.get(ASKED, ())):
        version = planning_version.current()
        picture = build_instance(base, today, days=HORIZON)
        plan = planner.solve(picture.instance, seconds=CEILING_SECONDS, iterations=steps_for(len(picture.lanes)))
        _remember(base, today, version, _ready(base, today, picture, plan))


def prepared(base: Base, today: date) -> Prepared:
    """Return a base's stations with the minutes that are free now.

    They come from the cache once the background task has prepared the current planning version. Until then new orders
    are filled into the latest cached plan where there is room, which needs no search.
    """
    version = planning_version.current()
    if (ready := cache.get(_key(base, today, version))) is not None:
        return cast(Prepared, ready)
    picture = build_instance(base, today, days=HORIZON)
    latest: Prepared | None = cache.get(_key(base, today, "latest"))
    start = planner.carried(latest.instance, latest.plan.lots, picture.instance) if latest else NOTHING
    ready = _ready(base, today, picture, planner.fill(picture.instance, start))
    _remember(base, today, version, ready)
    asked = cache.get(ASKED, ())
    if base.pk not in asked:
        # Two at once may lose one base, which is then remembered when it is next asked
        cache.set(ASKED, (*asked, base.pk), ASKED_SECONDS)
    return ready


def _ready(base: Base, today: date, picture: Picture, plan: Plan) -> Prepared:
    calendar = Calendars(since=today)[base.place_id]
    return Prepared(picture.instance, plan, _paces(base, today, picture), calendar, lead_times_of(base))


def _paces(base: Base, today: date, picture: Picture) -> FloatArray:
    """Return the weekly paces of the stations of a picture. They end with yesterday, so one look a day is enough."""
    key = f"paces:{base.pk}:{today}"
    stations = tuple(station.pk for station in picture.stations)
    known: tuple[tuple[int, ...], FloatArray] | None = cache.get(key)
    if known is None or known[0] != stations:
        known = stations, paces_of(picture.stations, today)
        cache.set(key, known, PACES_SECONDS)
    return known[1]


def _key(base: Base, today: date, version: int | str) -> str:
    return f"promise:{base.pk}:{today}:{version}"


def _remember(base: Base, today: date, version: int, ready: Prepared) -> None:
    # The latest plan stays beside its version, because the next version is filled in from it until it is prepared
    cache.set_many({_key(base, today, version): ready, _key(base, today, "latest"): ready}, KEPT_SECONDS)


def _candidates(sheet: TechSheet, making: Making, ready: Prepared, begins_on: date, today: date) -> Candidates:
    """Return the stations that could make a product at their usual pace, once material sent on a day has come."""
    links = {link.station_id: link for link in sheet.base.links.select_related("station")}
    known = [(row, links[pk]) for row, pk in enumerate(ready.instance.stations.id) if pk in links]
    able = stations_for({sheet.pk: making}, [link.station for _, link in known], today)[sheet.pk]
    rows = [(row, link) for row, link in known if link.station_id in able]
    station = np.array([row for row, _ in rows], dtype=np.int64)
    transport = np.array([link.transport_days for _, link in rows], dtype=np.int64)
    return Candidates(
        station=station,
        cost_per_piece=np.array([float(link.cost_per_piece) for _, link in rows]),
        cost_per_lot=np.array([float(link.cost_per_lot) for _, link in rows]),
        minutes_per_piece=float(making.minutes) / np.median(ready.paces[station], axis=1),
        transport_days=transport,
        first_day=(begins_on - today).days + transport,
    )
