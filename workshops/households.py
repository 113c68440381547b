"""Keep households of a station: a file for each, and the women who belong to it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shop.accounts.models import User
from shop.money import FEN, by_largest_remainder
from shop.refusing import NotYours
from workshops import phones
from workshops.errors import HasHousehold, HouseholdKnown, WrongParts
from workshops.journal import Verb, record
from workshops.models import Household, HouseholdPart, Station, Worker
from workshops.reach import must_run

HUNDRED = Decimal("100.00")
CHANGED = _("Sharing within the household changed")
SHARES = _(
    "Your household shares what one card earns: %(mine)s of %(all)s parts are yours. Not agreed? Tell the county."
)
ENDED = _("Your household no longer shares what one card earns. Not agreed? Tell the county.")


@transaction.atomic
def register(station: Station, *, head: str, by: User, members: Sequence[Worker] = ()) -> Household:
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
    record(Verb.REGISTER_HOUSEHOLD, household, by=by, station=station, head=household.head)
    for worker in members:
        add_member(household, worker=worker, by=by)
    return household


@transaction.atomic
def add_member(household: Household, *, worker: Worker, by: User) -> Worker:
    """Add a woman of the same station to a household. Does nothing when she belongs to it already.

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
    record(Verb.ADD_MEMBER, household, by=by, station=household.station, worker=held.number)
    return held


@transaction.atomic
def remove_member(household: Household, *, worker: Worker, by: User) -> Worker:
    """Remove a woman from a household. If she had a part of what it shares, the sharing ends.

    What was handed out before is still shared as it was agreed then. Raises NotYours.
    """
    must_run(household.station, by)
    held = Worker.objects.select_for_update().get(pk=worker.pk)
    if held.household_id != household.pk:
        raise NotYours
    if held in parts_of(household):
        agree_parts(household, {}, by=by)
    held.household = None
    held.save(update_fields=["household"])
    record(Verb.REMOVE_MEMBER, household, by=by, station=household.station, worker=held.number)
    return held


@transaction.atomic
def agree_parts(household: Household, parts: Mapping[Worker, int], *, by: User) -> None:
    """Record the parts by which members of a household share what they earn on one card. `{}` ends the sharing.

    It applies to what is handed out from now on. Each of them is told, for it moves money on their lead's word. Raises
    NotYours, WrongParts (someone else's worker, a part below 1, or only one member).
    """
    must_run(household.station, by)
    Household.objects.select_for_update().get(pk=household.pk)
    members = set(household.members.values_list("pk", flat=True))
    strangers = [worker for worker in parts if worker.pk not in members]
    if strangers or len(parts) == 1 or any(part < 1 for part in parts.values()):
        raise WrongParts
    shared = parts_of(household)
    HouseholdPart.objects.filter(worker__household=household).delete()
    HouseholdPart.objects.bulk_create(HouseholdPart(worker=worker, parts=part) for worker, part in parts.items())
    agreed = {worker.number: part for worker, part in parts.items()}
    entry = record(Verb.AGREE_PARTS, household, by=by, station=household.station, parts=agreed)
    for worker in {**shared, **parts}:
        words = SHARES if worker in parts else ENDED
        phones.tell(
            worker, f"household-parts:{entry.pk}", CHANGED, words, mine=parts.get(worker, 0), all=sum(parts.values())
        )  # fmt: skip


def parts_of(household: Household) -> dict[Worker, int]:
    """Return the parts by which a household shares from the next hand-out on, by worker number.

    Empty without sharing.
    """
    rows = HouseholdPart.objects.filter(worker__household=household).select_related("worker")
    return {row.worker: row.parts for row in rows.order_by("worker__number")}


def example(parts: Mapping[Worker, int]) -> dict[Worker, Decimal]:
    """Return what each gets of 100.00 CNY that their card earns."""
    return by_largest_remainder(HUNDRED, parts, FEN)
