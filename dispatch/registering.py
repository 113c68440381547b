"""Registering a woman at a station: who she is, how much time she has, what she can do, and that she agrees to it."""

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from dispatch import journalling
from dispatch.errors import ConsentMissing, KeyReused, PhoneKnown, SameName
from dispatch.holding import must_run
from dispatch.models import JournalEntry
from shop.accounts.models import User
from workshops import joining, teaching
from workshops.joining import Newcomer
from workshops.models import Craft, Station, Worker

VERB = "registering.register"


@transaction.atomic
def register(
    newcomer: Newcomer, *, crafts: Collection[Craft] = (), consents: bool, is_another: bool = False, by: User, key: UUID
) -> Worker:
    """Register a woman who `consents` to it, with the `crafts` she can do; with a phone she can sign in by it at once.

    `is_another`: the station knows a woman of this name, and she is not the same. Raises NotYours, ConsentMissing,
    PhoneKnown, SameName, KeyReused.
    """
    station = newcomer.station
    must_run(station, by)
    Station.objects.select_for_update(no_key=True).get(pk=station.pk)  # numbers are counted one after the other
    if pk := registered(station, key):
        known = Worker.objects.get(pk=pk)
        if (known.name, known.phone.as_e164 if known.phone else "") != (newcomer.name, newcomer.phone):
            raise KeyReused
        return known
    if not consents:
        raise ConsentMissing
    if not is_another and namesakes(station, newcomer.name).exists():
        raise SameName(name=newcomer.name)
    (worker,) = joining.register_workers([replace(newcomer, user=_user(newcomer))])
    for craft in crafts:
        teaching.teach([worker], craft, since_on=newcomer.joined_on)
    can = [craft.code for craft in crafts]
    journalling.note(VERB, worker, by=by, station=station, number=worker.number, crafts=can, consents=True, key=key)
    return worker


def namesakes(station: Station, name: str) -> QuerySet[Worker]:
    """The women of a station with this name."""
    return station.workers.filter(name=name).order_by("number")


def crafts_of(station: Station) -> QuerySet[Craft]:
    """The crafts that a station may make today."""
    today = timezone.localdate()
    now = Q(certifications__until_on=None) | Q(certifications__until_on__gte=today)
    return Craft.objects.filter(now, certifications__station=station, certifications__from_on__lte=today)


def registered(station: Station, key: UUID) -> int | None:
    """The primary key of whom an attempt with this key registered."""
    done = JournalEntry.objects.filter(verb=VERB, station=station, data__key=str(key))
    return done.values_list("thing_id", flat=True).first()


def _user(newcomer: Newcomer) -> User | None:
    """Who signs in with her phone; none without one. An account that an e-mail opens is hers only if she has shown that
    the phone is."""
    if not newcomer.phone:
        return None
    if known := Worker.objects.filter(Q(phone=newcomer.phone) | Q(user__phone=newcomer.phone)).first():
        raise PhoneKnown(who=f"{known.name} {known.number}")
    user = User.objects.filter(phone=newcomer.phone).first()
    if user is None:
        user = User(phone=newcomer.phone, first_name=newcomer.name)
        user.set_unusable_password()
        user.save()
    elif user.email and user.phone_verified_at is None:
        raise PhoneKnown(who=str(user))
    return user
