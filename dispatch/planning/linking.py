"""Set the dated terms between a base and a station, pause their link, and end it with notice."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from dispatch import planning_version
from dispatch.planning.errors import NoticeTooShort, TermsTooEarly
from shop.accounts import notices
from shop.accounts.models import User
from shop.money import money
from shop.refusing import ReasonMissing
from shop.words import plain
from workshops.journal import Verb, record
from workshops.models import Link, LinkTerms, Post
from workshops.reach import must_manage

NOTICE = timedelta(days=14)
COLUMNS = ("transport_days", "cost_per_piece", "cost_per_lot")
NEWS = {
    Verb.SET_LINK_TERMS: (
        _("New terms of %(base)s"),
        _("From %(day)s: %(days)s days of transport, %(piece)s a piece and %(lot)s a lot at the expense of the base."),
    ),
    Verb.PAUSE_LINK: (_("%(base)s pauses"), _("%(base)s gives you no new lots for now: %(reason)s")),
    Verb.RESUME_LINK: (_("%(base)s goes on"), _("%(base)s may give you lots again.")),
    Verb.END_LINK: (
        _("%(base)s gives notice"),
        _("%(base)s gives you no new lots after %(day)s: %(reason)s What is out goes on as agreed."),
    ),
}


@dataclass(frozen=True)
class Terms:
    """Days of transport, and CNY of freight per piece and per lot."""

    transport_days: int
    cost_per_piece: Decimal
    cost_per_lot: Decimal


@transaction.atomic
def set_terms(link: Link, terms: Terms, *, from_on: date, by: User) -> Link:
    """Set terms from a day on, today or later. Lots that are out keep theirs. Raises NotYours, TermsTooEarly."""
    held = _lock(link, by)
    if from_on < timezone.localdate():
        raise TermsTooEarly
    said = {name: getattr(terms, name) for name in COLUMNS}
    latest = held.terms.filter(from_on__lte=from_on).first()
    if latest and latest.from_on == from_on and all(getattr(latest, name) == said[name] for name in COLUMNS):
        return held
    made = LinkTerms.objects.create(link=held, from_on=from_on, **said, by=by)
    _bring_up_to_date(held, timezone.localdate())
    words = {"days": terms.transport_days, "piece": f"¥{plain(terms.cost_per_piece)}", "lot": money(terms.cost_per_lot)}
    _done(Verb.SET_LINK_TERMS, held, by, made.pk, said, day=from_on, words=words)
    return held


@transaction.atomic
def pause(link: Link, *, because: str, by: User) -> Link:
    """Give a station no new lots for now. Raises NotYours, ReasonMissing."""
    held = _lock(link, by)
    if not because.strip():
        raise ReasonMissing
    if not held.paused_because:
        held.paused_because = because.strip()[:255]
        held.save(update_fields=["paused_because"])
        _done(Verb.PAUSE_LINK, held, by, timezone.now().timestamp(), {"because": held.paused_because})
    return held


@transaction.atomic
def resume(link: Link, *, by: User) -> Link:
    """Give a station lots again after a pause, and take back a notice that has not run out. Raises NotYours."""
    held = _lock(link, by)
    if held.paused_because or held.ends_on:
        held.paused_because, held.ends_on = "", None
        held.save(update_fields=["paused_because", "ends_on"])
        _done(Verb.RESUME_LINK, held, by, timezone.now().timestamp(), {})
    return held


@transaction.atomic
def end(link: Link, *, last_on: date, because: str, by: User) -> Link:
    """Give notice to a station: after a day at least two weeks off it gets no new lots. What is out goes on.

    Raises NotYours, ReasonMissing, NoticeTooShort.
    """
    held = _lock(link, by)
    if not because.strip():
        raise ReasonMissing
    if last_on < timezone.localdate() + NOTICE:
        raise NoticeTooShort(days=NOTICE.days)
    if held.ends_on != last_on:
        held.ends_on = last_on
        held.save(update_fields=["ends_on"])
        _done(Verb.END_LINK, held, by, last_on, {"last_on": last_on, "because": because.strip()}, day=last_on)
    return held


@transaction.atomic
def take_effect(today: date) -> int:
    """Let the terms count whose day has come, and return how many links they changed."""
    due = Link.objects.select_for_update().filter(terms__from_on=today).order_by("pk")
    changed = sum(_bring_up_to_date(link, today) for link in due)
    ended = Link.objects.filter(ends_on=today - timedelta(days=1)).exists()
    if changed or ended:
        planning_version.bump()
    return changed


def _lock(link: Link, by: User) -> Link:
    must_manage(link.base_id, by)
    return Link.objects.select_for_update(of=["self"]).select_related("base", "station").get(pk=link.pk)


def _bring_up_to_date(link: Link, today: date) -> bool:
    """Copy onto a link the terms in force, and return whether they were others."""
    now = link.terms.filter(from_on__lte=today).first()
    if now is None or all(getattr(now, name) == getattr(link, name) for name in COLUMNS):
        return False
    for name in COLUMNS:
        setattr(link, name, getattr(now, name))
    link.save(update_fields=COLUMNS)
    return True


def _done(
    verb: Verb, link: Link, by: User, event: object, said: dict[str, object], *, day: date | None = None,
    words: dict[str, object] | None = None,
) -> None:  # fmt: skip
    """Record what was done to a link, let plans know, and tell those who lead its station."""
    record(verb, link, by=by, base=link.base, station=link.station, **said, from_on=day)
    planning_version.bump()
    subject, text = NEWS[verb]
    leads = User.objects.filter(
        posts__role=Post.Role.STATION_LEAD, posts__station__in=[link.station_id, link.station.parent_id], is_active=True
    ).distinct()
    for lead in leads:
        with override(lead.language):
            about = {"base": link.base.label, "reason": said.get("because", ""), "day": date_format(day) if day else ""}
            about |= words or {}
            _tell(lead, f"{verb}:{link.pk}:{event}", subject, text, about)


def _tell(lead: User, event: str, subject: Promise, text: Promise, about: dict[str, object]) -> None:
    notices.send(event, str(subject) % about, str(text) % about, user=lead, link=reverse("station:home"))
