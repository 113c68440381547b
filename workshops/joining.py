"""Join the network: open stations, link bases with them, register women, appoint people to posts."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from oscar.core.loading import get_model

from shop.accounts.models import User
from workshops.errors import AddressTaken, HasCountyStation, NoCountyStation, PhoneTaken, WrongPlace
from workshops.models import Base, Certification, Craft, Household, Link, LinkTerms, Place, Post, Station, Worker

Partner = get_model("partner", "Partner")
KIND_OF_PLACE = {
    Post.Role.ASSOCIATION_OFFICER: "place",
    Post.Role.COUNTY_OFFICER: "place",
    Post.Role.TOWN_OFFICER: "place",
    Post.Role.BASE_MANAGER: "base",
    Post.Role.STATION_LEAD: "station",
    Post.Role.BROKER: "station",
}


@dataclass(frozen=True)
class Newcomer:
    """A woman who registers at a station.

    `minutes_per_day` by her own choice. `phone` in any usual form, "" for none. `head`: who heads her household, ""
    when she registers alone. `disability` is sealed. `key`: the idempotency key of her registration, None where a
    network cannot repeat it.
    """

    name: str
    station: Station
    joined_on: date
    minutes_per_day: int
    phone: str = ""
    user: User | None = None
    head: str = ""
    works_at_home: bool = True
    is_carer: bool = False
    disability: str = ""
    key: UUID | None = None


@dataclass(frozen=True)
class TransportTerms:
    """Terms of transport between a base and a station: days, and CNY per piece and per lot."""

    station: Station
    transport_days: int
    cost_per_piece: Decimal
    cost_per_lot: Decimal


@transaction.atomic
def open_station(*, place: Place, crafts: Collection[Craft], from_on: date, **about: Any) -> Station:
    """Open the station of a county, or a village station under it at a town or village.

    `about` holds the other fields of a station. It may make work of `crafts` from that day on. Raises WrongPlace for a
    prefecture or province, HasCountyStation for a second one, NoCountyStation for a village where its county has none.
    """
    if place.county_id is None:
        raise WrongPlace
    county = Place.objects.select_for_update().get(pk=place.county_id)
    here = Station.objects.filter(place__county=county)
    at_county = here.filter(level=Station.Level.COUNTY).first()
    is_village = place.pk != county.pk
    if is_village and at_county is None:
        raise NoCountyStation(county=county.label)
    if not is_village and at_county:
        raise HasCountyStation(county=county.label)
    station = Station.objects.create(
        code=f"{county.code}{here.count():02}",
        level=Station.Level.VILLAGE if is_village else Station.Level.COUNTY,
        place=place,
        parent=at_county,
        **about,
    )
    certify(station, crafts, from_on=from_on)
    return station


def certify(station: Station, crafts: Iterable[Craft], *, from_on: date) -> None:
    """Certify a station for these crafts from a day on. Certifications that it has already stay as they are."""
    rows = [Certification(station=station, craft=craft, from_on=from_on) for craft in crafts]
    Certification.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def register_base(*, slug: str, name: str, crafts: Collection[Craft], managers: Iterable[User], **about: Any) -> Base:
    """Register an enterprise or co-operative, which may then sell on the storefront. `about`: a base's other fields.

    Raises AddressTaken when the slug is taken.
    """
    if Base.objects.filter(slug=slug).exists():
        raise AddressTaken
    partner = Partner.objects.create(name=name, code=slug)
    base = Base.objects.create(slug=slug, name=name, partner=partner, **about)
    base.crafts.set(crafts)
    for manager in managers:
        appoint(manager, Post.Role.BASE_MANAGER, place=base)
    return base


def link(base: Base, terms: Iterable[TransportTerms]) -> list[Link]:
    """Let a base give work to stations, or change the terms of transport to them. Returns the links."""
    links = [
        Link(
            base=base,
            station=each.station,
            transport_days=each.transport_days,
            cost_per_piece=each.cost_per_piece,
            cost_per_lot=each.cost_per_lot,
        )
        for each in terms
    ]
    columns = ["transport_days", "cost_per_piece", "cost_per_lot"]
    made = Link.objects.bulk_create(
        links, update_conflicts=True, unique_fields=["base", "station"], update_fields=columns
    )
    today = timezone.localdate()
    LinkTerms.objects.bulk_create(
        LinkTerms(link=each, from_on=today, **{name: getattr(each, name) for name in columns}) for each in made
    )
    return made


def appoint(user: User, role: Post.Role, *, place: Place | Base | Station) -> Post:
    """Give someone a post at its place. Does nothing the second time.

    A base's manager also gets its part of the shop's dashboard. Raises WrongPlace for the wrong kind of place.
    """
    kind = KIND_OF_PLACE[role]
    if place._meta.model_name != kind or (isinstance(place, Place) and place.level not in Post.LEVELS[role]):
        raise WrongPlace
    where: dict[str, Any] = {kind: place}
    post, _is_new = Post.objects.get_or_create(user=user, role=role, **where)
    if isinstance(place, Base):
        place.partner.users.add(user)
    return post


@transaction.atomic
def register_workers(newcomers: Sequence[Newcomer]) -> list[Worker]:
    """Register women at their stations, with consecutive numbers at each, and a file for each new household.

    Women with the same head at the same station are of one household. Takes a constant number of queries. Raises
    PhoneTaken when a phone is registered already.
    """
    stations = {newcomer.station.pk: newcomer.station for newcomer in newcomers}
    list(Station.objects.select_for_update().filter(pk__in=stations).order_by("pk"))
    phones = [newcomer.phone for newcomer in newcomers if newcomer.phone]
    if len(set(phones)) < len(phones) or Worker.objects.filter(phone__in=phones).exists():
        raise PhoneTaken
    highest, households = _highest_numbers(stations.values()), _households(newcomers, stations)
    workers = []
    for newcomer in newcomers:
        highest[newcomer.station.pk] += 1
        number = f"{newcomer.station.code}-{highest[newcomer.station.pk]:03}"
        workers.append(_worker(newcomer, number, households.get((newcomer.station.pk, newcomer.head))))
    return Worker.objects.bulk_create(workers)


def _highest_numbers(stations: Iterable[Station]) -> Counter[int]:
    """Return the last number given out at each station, also to women who have left it since."""
    by_code = {station.code: station.pk for station in stations}
    given = Worker.objects.filter(reduce(or_, (Q(number__startswith=f"{code}-") for code in by_code), Q(pk__in=[])))
    highest: Counter[int] = Counter()
    for code, _dash, place in (number.rpartition("-") for number in given.values_list("number", flat=True)):
        if code in by_code and place.isdecimal():
            highest[by_code[code]] = max(highest[by_code[code]], int(place))
    return highest


def _worker(newcomer: Newcomer, number: str, household: Household | None) -> Worker:
    return Worker(
        number=number,
        user=newcomer.user,
        station=newcomer.station,
        household=household,
        name=newcomer.name,
        phone=newcomer.phone or None,
        minutes_per_day=newcomer.minutes_per_day,
        joined_on=newcomer.joined_on,
        works_at_home=newcomer.works_at_home,
        is_carer=newcomer.is_carer,
        disability=newcomer.disability,
        key=newcomer.key,
    )


def _households(newcomers: Sequence[Newcomer], stations: Mapping[int, Station]) -> dict[tuple[int, str], Household]:
    """Return the households of newcomers by station and head. Those that have no file yet get one."""
    known = {(file.station_id, file.head): file for file in Household.objects.filter(station__in=stations)}
    counts = Counter(station for station, _head in known)
    new: dict[tuple[int, str], Household] = {}
    for newcomer in newcomers:
        place = (newcomer.station.pk, newcomer.head)
        if newcomer.head and place not in known and place not in new:
            counts[place[0]] += 1
            code = f"{newcomer.station.code}-H{counts[place[0]]:03}"
            new[place] = Household(code=code, station=newcomer.station, head=newcomer.head)
    Household.objects.bulk_create(new.values())
    return known | new
