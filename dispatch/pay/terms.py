"""Set how a base settles what is earned, and which broker serves a station, for lots issued from now on."""

from decimal import Decimal

from django.db import transaction
from django.db.models import Q, QuerySet

from dispatch.pay import ceilings
from dispatch.pay.errors import BrokerMissing, NotABroker, RateTooHigh, WrongRate
from shop.accounts.models import User
from shop.money import PLACES, is_multiple
from shop.words import plain
from workshops.journal import Verb, record
from workshops.models import Base, Link, Post, Station
from workshops.reach import must_manage


@transaction.atomic
def set_settlement(base: Base, *, how: Base.Settles, by: User) -> Base:
    """Settle month by month or lot by lot. A lot that is out keeps its period, and a retry changes nothing.

    Raises NotYours.
    """
    must_manage(base.pk, by)
    held = Base.objects.select_for_update().get(pk=base.pk)
    if held.settles != how:
        before, held.settles = held.settles, how
        held.save(update_fields=["settles"])
        record(Verb.SET_SETTLEMENT, held, by=by, base=held, before=before, now=how)
    return held


@transaction.atomic
def set_broker(link: Link, *, broker: User | None, rate: Decimal, by: User) -> Link:
    """Let a broker serve a station for a base, for CNY per piece that reaches it (up to 4 places), or None: nobody.

    Raises NotYours, NotABroker (she holds no such post at the station), BrokerMissing (a rate for nobody), WrongRate,
    RateTooHigh (above the ceiling that two managers set).
    """
    must_manage(link.base_id, by)
    if rate < 0 or not is_multiple(rate, PLACES):
        raise WrongRate
    held = Link.objects.select_for_update(of=["self"]).select_related("base", "station", "broker").get(pk=link.pk)
    if broker is None and rate:
        raise BrokerMissing
    if rate > max(most := ceilings.of_base(held.base).broker_rate, held.broker_rate):
        raise RateTooHigh(most=plain(most))
    if broker and not brokers_of(held.station).filter(pk=broker.pk).exists():
        raise NotABroker(broker=str(broker), station=held.station.label)
    if (held.broker, held.broker_rate) == (broker, rate):
        return held
    held.broker, held.broker_rate = broker, rate
    held.save(update_fields=["broker", "broker_rate"])
    record(Verb.SET_BROKER, held, by=by, base=held.base, station=held.station, broker=str(broker or ""), rate=rate)
    return held


def brokers_of(station: Station) -> QuerySet[User]:
    """Return those who hold the post of a broker at a station, or at the county station above it."""
    return User.objects.filter(pk__in=posts_of(station).values("user"), is_active=True)


def posts_of(station: Station) -> QuerySet[Post]:
    """Return the posts of brokers at a station, and at the county station above it."""
    return Post.objects.filter(Q(station=station) | Q(station=station.parent_id), role=Post.Role.BROKER)
