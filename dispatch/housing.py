"""Households of a station: a file for each, and the women who belong to it."""

from collections.abc import Sequence

from django.db import transaction

from dispatch import journalling, sharing
from dispatch.errors import HasHousehold, HouseholdKnown, NotYours
from dispatch.holding import must_run
from shop.accounts.models import User
from workshops.models import Household, Station, Worker


@transaction.atomic
def found(station: Station, *, head: str, by: User, members: Sequence[Worker] = ()) -> Household:
    """Open a file for the household that `head` heads, with its first members.

    Raises NotYours, HouseholdKnown (the station has one with this head), HasHousehold (a member has another).
    """
    must_run(station, by)
    Station.objects.select_for_update(no_key=True).get(pk=station.pk)  # files are counted one after the other
    files = Household.objects.filter(station=station)
    if files.filter(head=head.strip()).exists():
        raise HouseholdKnown
    code = f"{station.code}-H{files.count() + 1:03}"
    household = Household.objects.create(station=station, head=head.strip(), code=code)
    journalling.note("housing.found", household, by=by, station=station, head=household.head)
    for worker in members:
        take_in(household, worker=worker, by=by)
    return household


@transaction.atomic
def take_in(household: Household, *, worker: Worker, by: User) -> Worker:
    """A woman of the same station belongs to a household from now on; again does nothing.

    Raises NotYours (another station's household or worker), HasHousehold.
    """
    must_run(household.station, by)
    held = Worker.objects.select_for_update(of=["self"]).select_related("household").get(pk=worker.pk)
    if held.station_id != household.station_id:
        raise NotYours
    if held.household_id == household.pk:
        return held
    if held.household:
        raise HasHousehold(worker=held.name, head=held.household.head)
    held.household = household
    held.save(update_fields=["household"])
    journalling.note("housing.take_in", household, by=by, station=household.station, worker=held.number)
    return held


@transaction.atomic
def let_go(household: Household, *, worker: Worker, by: User) -> Worker:
    """A woman no longer belongs to a household; if she had a part of what it shares, the sharing ends.

    What was handed out before is still shared as it was agreed then. Raises NotYours.
    """
    must_run(household.station, by)
    held = Worker.objects.select_for_update().get(pk=worker.pk)
    if held.household_id != household.pk:
        raise NotYours
    if held in sharing.parts_of(household):
        sharing.agree(household, {}, by=by)
    held.household = None
    held.save(update_fields=["household"])
    journalling.note("housing.let_go", household, by=by, station=household.station, worker=held.number)
    return held
