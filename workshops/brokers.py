"""Appoint and dismiss brokers, who may bring lots to a station and take them back."""

from django.db import transaction
from django.db.models import Q

from shop.accounts.models import User
from shop.refusing import AlreadyDone, NotYours
from workshops import joining
from workshops.errors import ManagesTheBase, StillServes
from workshops.journal import Verb, record
from workshops.models import Link, Post, Station
from workshops.reach import association_of, managed_by


@transaction.atomic
def appoint(station: Station, *, person: User, by: User) -> Post:
    """Appoint a person broker at a station. Does nothing when she is already.

    For an officer of the association, or a manager of a base that works with the station. Raises NotYours,
    ManagesTheBase: a broker may inspect, and who pays for pieces does not judge them.
    """
    _must_work_with(station, by)
    works_here = Q(base__links__station=station) | Q(base__links__station__parent=station)
    if person == by or Post.objects.filter(works_here, role=Post.Role.BASE_MANAGER, user=person).exists():
        raise ManagesTheBase(person=str(person))
    known = Post.objects.filter(role=Post.Role.BROKER, station=station, user=person).first()
    if known is None:
        known = joining.appoint(person, Post.Role.BROKER, place=station)
        record(Verb.APPOINT_BROKER, known, by=by, station=station, broker=str(person))
    return known


@transaction.atomic
def dismiss(post: Post, *, by: User) -> None:
    """Dismiss a broker. Lots that are out still pay her.

    Raises NotYours (also for any other post), AlreadyDone, StillServes: a base still names her for its next lots.
    """
    held = Post.objects.select_for_update(of=["self"]).select_related("station", "user").filter(pk=post.pk).first()
    if held is None:
        raise AlreadyDone
    if held.role != Post.Role.BROKER or held.station is None:
        raise NotYours
    _must_work_with(held.station, by)
    served = Link.objects.filter(Q(station=held.station) | Q(station__parent=held.station), broker=held.user)
    if link := served.select_related("base", "station").first():
        raise StillServes(person=str(held.user), base=link.base.label, station=link.station.label)
    record(Verb.DISMISS_BROKER, held, by=by, station=held.station, broker=str(held.user))
    held.delete()


def _must_work_with(station: Station, by: User) -> None:
    is_hers = association_of(by).filter(pk=station.place_id).exists()
    if not (is_hers or Link.objects.filter(station=station, base__in=managed_by(by)).exists()):
        raise NotYours
