"""Agree on a new day for a lot: one side asks for it, and the other agrees or declines."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from dispatch import planning_version
from dispatch.locking import lock_work
from dispatch.models import Lot
from dispatch.work import telling
from dispatch.work.errors import DayChanged, WrongNewDay
from shop.accounts.models import User
from shop.refusing import ReasonMissing, SecondPersonNeeded, WrongState
from workshops.journal import Verb, record
from workshops.reach import must_manage, must_run

MOST_DAYS = 365


@transaction.atomic
def propose(lot: Lot, *, day: date, reason: str, as_base: bool, by: User) -> Lot:
    """Ask for another day, for the base or for the station. It replaces what either side asked for before.

    Raises NotYours, ReasonMissing, WrongState (the lot is not under way), WrongNewDay (past, too far, or as it is).
    """
    held = _lock(lot, as_base=as_base, by=by)
    if not reason.strip():
        raise ReasonMissing
    today = timezone.localdate()
    if not today <= day <= today + timedelta(days=MOST_DAYS) or day < held.begins_on or day == held.due_on:
        raise WrongNewDay
    held.asked_due_on, held.asked_because = day, reason.strip()
    held.asked_by, held.asked_by_base = by, as_base
    held.save(update_fields=["asked_due_on", "asked_because", "asked_by", "asked_by_base"])
    base, station = held.work_order.base, held.station
    facts = {"day": day, "before": held.due_on, "reason": held.asked_because}
    entry = record(Verb.PROPOSE_DAY, held, by=by, base=base, station=station, **facts)
    telling.tell_of_proposed_day(held, entry=entry)
    return held


@transaction.atomic
def agree(lot: Lot, *, day: date, by: User) -> Lot:
    """Agree, for the other side, to the day that one side has asked for.

    Raises NotYours, DayChanged (another day is asked for, or none), SecondPersonNeeded, WrongState.
    """
    held = _answer(lot, day, by)
    before, held.due_on = held.due_on, day
    held.save(update_fields=["due_on"])
    base, station = held.work_order.base, held.station
    entry = record(Verb.AGREE_DAY, held, by=by, base=base, station=station, day=day, before=before)
    planning_version.bump()
    telling.tell_of_answered_day(held, day, entry=entry, agreed=True)
    _forget(held)
    return held


@transaction.atomic
def decline(lot: Lot, *, day: date, by: User) -> Lot:
    """Decline, for the other side, the day that one side has asked for. Raises what `agree` raises."""
    held = _answer(lot, day, by)
    entry = record(Verb.DECLINE_DAY, held, by=by, base=held.work_order.base, station=held.station, day=day)
    telling.tell_of_answered_day(held, day, entry=entry, agreed=False)
    _forget(held)
    return held


def _answer(lot: Lot, day: date, by: User) -> Lot:
    asked = Lot.objects.only("asked_by_base").get(pk=lot.pk)
    held = _lock(lot, as_base=not asked.asked_by_base, by=by)
    if held.asked_due_on != day or held.asked_by_base != asked.asked_by_base:
        raise DayChanged
    if held.asked_by_id == by.pk:
        raise SecondPersonNeeded
    return held


def _lock(lot: Lot, *, as_base: bool, by: User) -> Lot:
    """Return an unfinished lot, locked, for someone of one side."""
    order, held = lock_work(lot.pk)
    if as_base:
        must_manage(order.base_id, by)
    else:
        must_run(held.station, by)
    if held.state not in Lot.UNFINISHED:
        raise WrongState(state=held.get_state_display())
    return held


def _forget(lot: Lot) -> None:
    lot.asked_due_on, lot.asked_because, lot.asked_by, lot.asked_by_base = None, "", None, False
    lot.save(update_fields=["asked_due_on", "asked_because", "asked_by", "asked_by_base"])
