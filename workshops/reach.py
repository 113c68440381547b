"""Decide who may see and do what: posts give the bases, stations and places within a person's reach.

An operator may look everywhere. To act for a base, a station or a worker she needs the post as everybody else.
"""

from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.accounts.models import User
from shop.refusing import NotYours
from workshops.models import Base, Place, Post, Station, Worker
from workshops.models.places import PlaceQuerySet

Visitor = User | AnonymousUser
OFFICERS = frozenset({Post.Role.ASSOCIATION_OFFICER, Post.Role.COUNTY_OFFICER, Post.Role.TOWN_OFFICER})


class Room(NamedTuple):
    """A part of the site that is someone's own: name in code, words on screen, URL name of its first page."""

    name: str
    label: str | Promise
    url_name: str


DESK = Room("desk", _("Planning desk"), "desk:home")
STATION = Room("station", _("Station"), "station:home")
ME = Room("me", _("My earnings"), "me:home")
FEDERATION = Room("federation", _("Federation"), "federation:home")


def bases_of(user: Visitor) -> QuerySet[Base]:
    """Return the bases whose pages she may open: those she manages, or all for an operator."""
    return Base.objects.all() if user.is_superuser else managed_by(user)


def managed_by(user: Visitor) -> QuerySet[Base]:
    """Return the bases that she manages by her posts."""
    return Base.objects.filter(pk__in=_posts(user, Post.Role.BASE_MANAGER).values("base"))


def may_preview(base: Base, user: Visitor) -> bool:
    """Return whether she may see the page of a base that is still being set up: its managers and its officers."""
    return bases_of(user).filter(pk=base.pk).exists() or places_of(user).filter(pk=base.place_id).exists()


def stations_of(user: Visitor) -> QuerySet[Station]:
    """Return the stations whose pages she may open: those she runs, or all for an operator."""
    return Station.objects.all() if user.is_superuser else run_by(user)


def run_by(user: Visitor) -> QuerySet[Station]:
    """Return the stations that she leads or serves as a broker, and the villages of a county station she leads."""
    own = _posts(user, Post.Role.STATION_LEAD, Post.Role.BROKER).values("station")
    led = _posts(user, Post.Role.STATION_LEAD).values("station")
    return Station.objects.filter(Q(pk__in=own) | Q(parent__in=led))


def places_of(user: Visitor) -> PlaceQuerySet:
    """Return the places whose figures she may see: hers as an officer and all below, or all for an operator."""
    return Place.objects.all() if user.is_superuser else served_by(user)


def served_by(user: Visitor, *roles: Post.Role) -> PlaceQuerySet:
    """Return the places where she is an officer, in one of these roles if any is named, and all that lies below."""
    return Place.objects.below(_posts(user, *(roles or OFFICERS)).values("place"))


def seats_of(user: Visitor) -> PlaceQuerySet:
    """Return the places where she is an officer, and those that lie right below."""
    seats = _posts(user, *OFFICERS).values("place")
    return Place.objects.filter(Q(pk__in=seats) | Q(parent__in=seats))


def association_of(user: Visitor) -> PlaceQuerySet:
    """Return the places for which she acts as an officer of the association."""
    return served_by(user, Post.Role.ASSOCIATION_OFFICER)


def oversees(user: Visitor) -> bool:
    """Return whether she is an officer of the association, or an operator."""
    return user.is_superuser or is_of_association(user)


def acts_everywhere(user: Visitor) -> bool:
    """Return whether no place lies outside of those for which she acts as an officer of the association."""
    return is_of_association(user) and not Place.objects.exclude(pk__in=association_of(user)).exists()


def is_of_association(user: Visitor) -> bool:
    """Return whether she is an officer of the association."""
    return _posts(user, Post.Role.ASSOCIATION_OFFICER).exists()


def worker_of(user: Visitor) -> Worker | None:
    """Return the worker that she is, when she is one and still active."""
    if not user.is_authenticated:
        return None
    return Worker.objects.select_related("station").filter(user=user, is_active=True).first()


def is_officer(user: Visitor) -> bool:
    """Return whether she is an officer of the association, a county or a town, or an operator."""
    return user.is_superuser or _posts(user, *OFFICERS).exists()


def rooms_of(user: Visitor) -> list[Room]:
    """Return the rooms of the site that are hers, for navigation, in the order of the work. Takes two queries."""
    if not user.is_authenticated:
        return []
    roles = set(Post.objects.filter(user=user).values_list("role", flat=True))
    everything = user.is_superuser
    held = {
        DESK: everything or Post.Role.BASE_MANAGER in roles,
        STATION: everything or bool(roles & {Post.Role.STATION_LEAD, Post.Role.BROKER}),
        ME: worker_of(user) is not None,
        FEDERATION: everything or bool(roles & OFFICERS),
    }
    return [room for room, hers in held.items() if hers]


def must_run(station: Station, by: User) -> None:
    """Raise NotYours unless `by` leads the station, serves it as a broker, or leads the county station above it."""
    if not run_by(by).filter(pk=station.pk).exists():
        raise NotYours


def must_manage(base_id: int, by: User) -> None:
    """Raise NotYours unless `by` manages the base."""
    if not managed_by(by).filter(pk=base_id).exists():
        raise NotYours


def must_be_or_lead(worker: Worker, by: User) -> None:
    """Raise NotYours unless `by` is the worker herself or runs her station."""
    if worker.user_id != by.pk:
        must_run(worker.station, by)


def _posts(user: Visitor, *roles: Post.Role) -> QuerySet[Post]:
    if not user.is_authenticated:
        return Post.objects.none()
    return Post.objects.filter(user=user, role__in=roles)
