"""Build the demo's people: invented names, numbers that nobody has, and no identity numbers at all."""

from datetime import date, timedelta
from decimal import Decimal
from math import exp
from random import Random

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils import timezone

from demo import CARD_DIGITS, PASSWORD, PERSONAS
from demo.assortment import BIG
from demo.places import PREFECTURE
from demo.sources import words
from demo.world import World
from shop.accounts import staffing
from shop.accounts.models import User
from workshops import joining, teaching
from workshops.cards import choose_digits
from workshops.joining import Newcomer
from workshops.models import Craft, Place, Post, Station, Worker

MINUTES = [120, 180, 180, 210, 240, 240, 240, 270, 300, 300, 360]


def build_staff(world: World) -> None:
    """Create the personas with an e-mail and a password, their groups, and the officers' posts."""
    hashed = make_password(PASSWORD)
    for one in PERSONAS:
        is_staff = one.login in ("tai", "root")
        world.people[one.login] = User.objects.create(
            email=one.email,
            password=hashed,
            last_name=one.family,
            first_name=one.given,
            phone=world.phone(),
            phone_verified_at=timezone.now(),
            is_staff=is_staff,
            is_superuser=one.login == "root",
        )
    for login, group in (("zhen", "Editors"), ("mo", "Moderators"), ("tai", staffing.GROUP)):
        world.people[login].groups.add(Group.objects.get_or_create(name=group)[0])
    joining.appoint(world.people["guan"], Post.Role.ASSOCIATION_OFFICER, place=world.places[PREFECTURE])
    joining.appoint(world.people["shu"], Post.Role.COUNTY_OFFICER, place=world.counties["130924"])
    town = Place.objects.filter(parent=world.counties["130924"], level=Place.Level.TOWN).order_by("code")[0]
    joining.appoint(world.people["fang"], Post.Role.TOWN_OFFICER, place=town)


def invent_user(world: World) -> User:
    """Create someone with an invented name and phone, who signs in with a code."""
    phone = world.phone()
    family, given = invent_name(world.chance("user", phone))
    return User.objects.create(
        last_name=family, first_name=given, phone=phone, phone_verified_at=timezone.now(), password=make_password(None)
    )


def invent_name(chance: Random) -> tuple[str, str]:
    return chance.choice(words("families")), chance.choice(words("women"))


def appoint_leads(world: World) -> None:
    """Appoint a lead for every village station, the first of them Lan, and for the county station above it."""
    for number, station in enumerate(world.villages):
        lead = world.people["lan"] if number == 0 else invent_user(world)
        appoint_lead(world, station, lead)
    for above in {station.parent_id: station.parent for station in world.villages if station.parent}.values():
        appoint_lead(world, above, invent_user(world))


def appoint_lead(world: World, station: Station, lead: User) -> None:
    joining.appoint(lead, Post.Role.STATION_LEAD, place=station)
    world.leads[station.pk] = lead


def register_workers(world: World) -> None:
    """Register the women of each station, with the crafts that it makes. Two of the first one are known by name."""
    total, stations = world.many(2500, 90), world.villages
    for number, station in enumerate(stations):
        size = total // len(stations) + (number < total % len(stations))
        newcomers = [newcomer(world, station, place) for place in range(size)]
        world.workers[station.pk] = joining.register_workers(newcomers)
        if number == 0:  # Guilan owns no phone: her card opens with four digits
            choose_digits(world.workers[station.pk][1], digits=CARD_DIGITS, by=world.leads[station.pk])
        teach(world, station)


def newcomer(world: World, station: Station, place: int) -> Newcomer:
    chance = world.chance("worker", station.code, place)
    family, given = invent_name(chance)
    known = {0: ("王", "秀英"), 1: ("李", "桂兰")}.get(place) if station == world.villages[0] else None
    family, given = known or (family, given)
    has_phone = chance.random() < 0.85 if known is None else place == 0
    user = known_user(world, family, given, place, has_phone and chance.random() < 0.45, known is not None)
    phone = user.phone.as_e164 if user and user.phone else world.phone() if has_phone else ""
    return Newcomer(
        name=f"{family}{given}",
        station=station,
        joined_on=joined_on(world, chance),
        minutes_per_day=chance.choice(MINUTES),
        phone=phone,
        user=user,
        head=f"{chance.choice(words('families'))}{chance.choice(words('heads'))}" if chance.random() < 0.9 else "",
        works_at_home=chance.random() < 0.7,
        is_carer=chance.random() < 0.3,
        disability=chance.choice(words("disabilities")) if chance.random() < 0.08 else "",
    )


def known_user(world: World, family: str, given: str, place: int, signs_in: bool, is_known: bool) -> User | None:
    """Return the user behind a worker: Xiuying's own, an invented one, or none."""
    if is_known:
        return world.people["xiuying"] if place == 0 else None
    if not signs_in:
        return None
    return User.objects.create(
        last_name=family,
        first_name=given,
        phone=world.phone(),
        phone_verified_at=timezone.now(),
        password=make_password(None),
    )


def joined_on(world: World, chance: Random) -> date:
    return world.begins_on - timedelta(days=chance.randint(10, 2000))


def teach(world: World, station: Station) -> None:
    """Teach every woman of a station one to three of its crafts, at her own pace (log-normal round the standard)."""
    crafts = list(Craft.objects.filter(certifications__station=station).order_by("code"))
    pupils: dict[Craft, list[Worker]] = {craft: [] for craft in crafts}
    paces: dict[int, Decimal] = {}
    for place, worker in enumerate(world.workers[station.pk]):
        chance = world.chance("skills", worker.number)
        paces[worker.pk] = Decimal(str(round(min(1.9, max(0.5, exp(chance.gauss(0, 0.25)))), 2)))
        first = world.crafts["straw"] if station == world.villages[0] and place < 2 else crafts[place % len(crafts)]
        own = {first, *chance.sample(crafts, min(len(crafts), chance.randint(1, 2)))}
        for craft in own:
            pupils[craft].append(worker)
    for craft, workers in pupils.items():
        teaching.teach(workers, craft, since_on=world.begins_on - timedelta(days=30), paces=paces)


def hold_classes(world: World) -> None:
    """Hold the training classes of two years: past ones concluded, two that are still open for women to sign up."""
    for number in range(world.many(60, 6)):
        chance = world.chance("class", number)
        station = chance.choice(world.villages)
        craft = chance.choice(list(Craft.objects.filter(certifications__station=station).order_by("code")))
        begins_on = world.today + timedelta(days=9 + 14 * number if number < 2 else -chance.randint(20, 720))
        level = chance.choice(["入门班", "提高班", "精品班"])
        lesson = teaching.announce(
            title=f"{craft.name}{level}", craft=craft, station=station, begins_on=begins_on,
            days=chance.randint(2, 10), seats=30,
        )  # fmt: skip
        women = chance.sample(world.workers[station.pk], min(len(world.workers[station.pk]), chance.randint(8, 24)))
        teaching.sign_up(lesson, women)
        if begins_on < world.today:
            attended = [woman for woman in women if chance.random() < 0.94]
            passed = [woman for woman in attended if chance.random() < 0.86]
            teaching.conclude(lesson, attended=attended, passed=passed)


def build(world: World) -> None:
    """Build leads, workers and classes. Needs the bases, whose links decide what the stations are certified for."""
    appoint_leads(world)
    register_workers(world)
    hold_classes(world)
    first = world.bases[BIG].links.filter(station=world.villages[0])
    assert first.exists(), "Lan's station must work with Mei's base"  # noqa: S101
