"""Register a woman at a station, with her consent: her name, her time and her crafts."""

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from typing import Any, Self
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.accounts.models import User
from shop.refusing import KeyReused, NotYours
from workshops import joining, phones, teaching
from workshops.errors import ConsentMissing, HouseholdKnown, PhoneIsHers, PhoneKnown, SameName
from workshops.joining import Newcomer
from workshops.journal import Verb, record
from workshops.models import Craft, Household, Station, Worker
from workshops.reach import must_run, stations_of


@dataclass(frozen=True)
class Particulars:
    """A worker's file without her crafts. `phone` is in E.164, "" for none."""

    name: str
    phone: str
    minutes_per_day: int
    works_at_home: bool
    is_carer: bool

    @classmethod
    def of(cls, worker: Worker) -> Self:
        """Return a worker's file as it is now."""
        phone = worker.phone.as_e164 if worker.phone else ""
        return cls(worker.name, phone, worker.minutes_per_day, worker.works_at_home, worker.is_carer)

    @property
    def journalled(self) -> dict[str, Any]:
        """Return all but the phone, which the journal does not keep."""
        return {name: value for name, value in asdict(self).items() if name != "phone"}


@transaction.atomic
def register(
    newcomer: Newcomer, *, crafts: Collection[Craft] = (), household: Household | None = None, consents: bool,
    is_another: bool = False, by: User, key: UUID,
) -> Worker:  # fmt: skip
    """Register a woman who `consents`, with the `crafts` she can do. With a phone she can sign in at once.

    She joins the `household`, else a new file is opened for her `head`. `is_another`: the station has a woman of this
    name, and she is not the same. Raises NotYours, ConsentMissing, PhoneKnown, SameName, HouseholdKnown, KeyReused.
    """
    station = newcomer.station
    must_run(station, by)
    Station.objects.select_for_update(no_key=True).get(pk=station.pk)  # numbers are counted one after the other
    if known := Worker.objects.filter(key=key).first():
        same = Particulars.of(known)
        if (known.station_id, same.name, same.phone) != (station.pk, newcomer.name, newcomer.phone):
            raise KeyReused
        return known
    if not consents:
        raise ConsentMissing
    if not is_another and namesakes(station, newcomer.name).exists():
        raise SameName(name=newcomer.name)
    head, user = _head(newcomer, household), _user(newcomer.phone, newcomer.name, by)
    (worker,) = joining.register_workers([replace(newcomer, head=head, user=user, key=key)])
    for craft in crafts:
        teaching.teach([worker], craft, since_on=newcomer.joined_on)
    can = [craft.code for craft in crafts]
    record(Verb.REGISTER_WORKER, worker, by=by, station=station, number=worker.number, crafts=can, consents=True)
    return worker


@transaction.atomic
def change(worker: Worker, now: Particulars, *, crafts: Collection[Craft] = (), by: User) -> Worker:
    """Correct a worker's file. `crafts` are added to those she can do, and none is removed.

    The journal keeps before and after. Only she herself changes the phone of an account that she has opened. Raises
    NotYours, PhoneKnown, PhoneIsHers.
    """
    must_run(worker.station, by)
    held = Worker.objects.select_for_update(of=["self"]).select_related("user", "station").get(pk=worker.pk)
    old = Particulars.of(held)
    if now.phone != old.phone:
        _give_phone(held, now.phone, now.name, by)
    elif held.user and not held.user.is_opened:
        _rename(held.user, held.name, now.name)
    for field, value in now.journalled.items():
        setattr(held, field, value)
    held.save(update_fields=list(now.journalled))
    known = set(held.crafts.values_list("code", flat=True))
    for craft in crafts:
        teaching.teach([held], craft, since_on=timezone.localdate())
    new = sorted({craft.code for craft in crafts} - known)
    if now != old or new:
        record(
            Verb.CHANGE_WORKER, held, by=by, station=held.station, before=old.journalled, after=now.journalled,
            crafts=new, phone_changed=now.phone != old.phone,
        )  # fmt: skip
    return held


def namesakes(station: Station, name: str) -> QuerySet[Worker]:
    """Return the women of a station with this name."""
    return station.workers.filter(name=name).order_by("number")


def crafts_of(station: Station) -> QuerySet[Craft]:
    """Return the crafts that a station may make today."""
    today = timezone.localdate()
    now = Q(certifications__until_on=None) | Q(certifications__until_on__gte=today)
    return Craft.objects.filter(now, certifications__station=station, certifications__from_on__lte=today)


def _head(newcomer: Newcomer, household: Household | None) -> str:
    """Return the head of her household.

    Files are found by their heads. The file of a namesake is joined only when it was chosen.
    """
    files = newcomer.station.households
    if household and not files.filter(pk=household.pk).exists():
        raise NotYours
    if household is None and newcomer.head and files.filter(head=newcomer.head).exists():
        raise HouseholdKnown
    return household.head if household else newcomer.head


def _user(phone: str, name: str, by: User) -> User | None:
    """Return the account that signs in with her phone, or None without one.

    An account of another name is not hers, because a digit was wrong. An account with an e-mail is hers only if its
    phone has been verified.
    """
    if not phone:
        return None
    fresh = {"first_name": name, "password": make_password(None)}
    user, _is_new = User.objects.select_for_update(no_key=True).get_or_create(phone=phone, defaults=fresh)
    known = Worker.objects.filter(Q(phone=phone) | Q(user=user)).first()
    is_unproven = user.email and user.phone_verified_at is None
    if known or is_unproven or user.get_full_name() not in ("", name):
        raise _known(known, by)
    return user


def _give_phone(worker: Worker, phone: str, name: str, by: User) -> None:
    """Change a worker's phone.

    Allowed while nobody has signed in with the old one, or when her account already has the new one. The old account
    loses her name and is deleted later if unproven and otherwise unused. Both numbers are told.
    """
    wrong, before = worker.user, phones.phone_of(worker)
    if wrong and wrong.phone == phone:
        if known := Worker.objects.filter(phone=phone).first():
            raise _known(known, by)
        worker.phone = phone
    elif wrong and wrong.is_opened:
        raise PhoneIsHers
    else:
        worker.user, worker.phone = _user(phone, name, by), phone or None
        if wrong:
            _rename(wrong, worker.name, "")
    worker.save(update_fields=["user", "phone"])
    phones.remember_change(worker, before=before, by=by)


def _rename(user: User, before: str, name: str) -> None:
    """Rename an account that has the name before."""
    if user.get_full_name() == before:
        user.first_name, user.last_name = name, ""
        user.save(update_fields=["first_name", "last_name"])


def _known(worker: Worker | None, by: User) -> PhoneKnown:
    """Return the refusal of a known number. It names the owner only if she is at a station of `by`."""
    if worker and stations_of(by).filter(pk=worker.station_id).exists():
        return PhoneKnown(who=str(worker))
    return PhoneKnown(who=_("somebody outside of your stations"))
