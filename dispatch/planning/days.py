"""Keep the days that promises and plans count with: the calendar of places, and the lead times of a base."""

from typing import Any

from django.db import transaction

from dispatch import planning_version
from shop.accounts.models import User
from shop.refusing import NotYours
from workshops.journal import Verb, record
from workshops.models import Base, CalendarEntry, LeadTimes, Place
from workshops.reach import acts_everywhere, must_manage, served_by


@transaction.atomic
def set_lead_times(base: Base, lead: LeadTimes, *, by: User) -> LeadTimes:
    """Let a base count with its own lead times from now on. Raises NotYours."""
    must_manage(base.pk, by)
    lead.base = base
    lead.save()
    said = {
        field.name: getattr(lead, field.name) for field in LeadTimes._meta.fields if field.name not in ("id", "base")
    }
    record(Verb.SET_LEAD_TIMES, base, by=by, base=base, **said)
    planning_version.bump()
    return lead


def may_change(place: Place | None, by: User) -> bool:
    """Return whether she may change the calendar of a place or, for None, of all places."""
    return served_by(by).filter(pk=place.pk).exists() if place else acts_everywhere(by)


@transaction.atomic
def enter(entry: CalendarEntry, *, by: User) -> CalendarEntry:
    """Enter days in the calendar, or change an entry. Raises NotYours for a place that she is not an officer of."""
    before = CalendarEntry.objects.select_for_update(of=["self"]).select_related("place").filter(pk=entry.pk).first()
    if not may_change(entry.place, by) or (before and not may_change(before.place, by)):
        raise NotYours
    entry.save()
    record(Verb.ENTER_IN_CALENDAR, entry, by=by, **_said(entry), before=_said(before) if before else None)
    planning_version.bump()
    return entry


@transaction.atomic
def remove(entry: CalendarEntry, *, by: User) -> None:
    """Remove an entry of the calendar. Raises NotYours."""
    if not may_change(entry.place, by):
        raise NotYours
    record(Verb.REMOVE_FROM_CALENDAR, entry, by=by, **_said(entry))
    entry.delete()
    planning_version.bump()


def _said(entry: CalendarEntry) -> dict[str, Any]:
    names = ("kind", "name", "name_en", "place_id", "from_on", "until_on", "share", "source")
    return {name: getattr(entry, name) for name in names}
