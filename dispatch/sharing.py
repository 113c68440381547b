"""Sharing what is earned: households on one card by fixed parts, and any sum by the largest remainder."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_DOWN, Decimal
from typing import TypeVar
from uuid import uuid5

from django.db import transaction

from dispatch import journalling, ledger
from dispatch.errors import WrongParts
from dispatch.holding import must_run
from dispatch.models import Assignment, AssignmentPart, Earning, HouseholdPart
from shop.accounts.models import User
from workshops.models import Household, Worker

Key = TypeVar("Key")
PLACES = Decimal("0.0001")
FEN = Decimal("0.01")
HUNDRED = Decimal("100.00")


def by_largest_remainder(
    amount: Decimal, parts: Mapping[Key, int | Decimal], places: Decimal = PLACES
) -> dict[Key, Decimal]:
    """Split an amount in proportion to parts (none below zero, one above), each share a multiple of `places`.

    The shares sum to the amount, which is itself such a multiple. What rounding down leaves goes, one unit each, to
    those who lost most by it; between equals to the first (the method of Hamilton).
    """
    whole = sum(Decimal(part) for part in parts.values())
    exact = {key: amount * part / whole for key, part in parts.items()}
    shares = {key: share.quantize(places, ROUND_DOWN) for key, share in exact.items()}
    left = int((amount - sum(shares.values())) / places)
    unit = places.copy_sign(left)
    for key in sorted(parts, key=lambda key: abs(exact[key] - shares[key]), reverse=True)[: abs(left)]:
        shares[key] += unit
    return shares


@transaction.atomic
def agree(household: Household, parts: Mapping[Worker, int], *, by: User) -> None:
    """Note by which parts the members of a household share what they earn on one card; `{}` ends the sharing.

    It holds for what is handed out from now on. Raises NotYours, WrongParts (someone else's worker, a part below 1,
    or only one member).
    """
    must_run(household.station, by)
    Household.objects.select_for_update().get(pk=household.pk)
    members = set(household.members.values_list("pk", flat=True))
    strangers = [worker for worker in parts if worker.pk not in members]
    if strangers or len(parts) == 1 or any(part < 1 for part in parts.values()):
        raise WrongParts
    HouseholdPart.objects.filter(worker__household=household).delete()
    HouseholdPart.objects.bulk_create(HouseholdPart(worker=worker, parts=part) for worker, part in parts.items())
    agreed = {worker.number: part for worker, part in parts.items()}
    journalling.note("sharing.agree", household, by=by, station=household.station, parts=agreed)


def parts_of(household: Household) -> dict[Worker, int]:
    """By which parts a household shares from the next hand-out on, in the order of worker numbers; empty when not."""
    rows = HouseholdPart.objects.filter(worker__household=household).select_related("worker")
    return {row.worker: row.parts for row in rows.order_by("worker__number")}


def example(parts: Mapping[Worker, int]) -> dict[Worker, Decimal]:
    """What each gets of 100.00 CNY that their card earns."""
    return by_largest_remainder(HUNDRED, parts, FEN)


def keep_parts(assignment: Assignment) -> None:
    """Write down with a new assignment the parts by which its worker's household shares, if it does."""
    household = assignment.worker.household_id
    members = HouseholdPart.objects.filter(worker__household=household).order_by("worker") if household else []
    if any(member.worker_id == assignment.worker_id for member in members):
        AssignmentPart.objects.bulk_create(
            AssignmentPart(assignment=assignment, worker_id=member.worker_id, parts=member.parts) for member in members
        )


def shares_of(earned: ledger.Transfer, assignment: Assignment) -> Sequence[ledger.Transfer]:
    """What goes on from the card's holder, who earned it, to the others who share her card."""
    members = {part.worker: part.parts for part in assignment.parts.select_related("worker").order_by("worker")}
    if not members:
        return []
    shares = by_largest_remainder(earned.amount, members)
    return [
        ledger.Transfer(
            kind=Earning.Kind.SHARE, debit=earned.credit, credit=ledger.account_of(worker), amount=share,
            key=uuid5(earned.key, f"share of {worker.pk}"), inspection=earned.inspection,
            lot_operation=earned.lot_operation, note=f"{members[worker]} / {sum(members.values())}",
        )
        for worker, share in shares.items()
        if worker != assignment.worker and share
    ]  # fmt: skip
