"""Split what one card earns over the members of its household by fixed parts."""

from collections.abc import Sequence
from uuid import uuid5

from dispatch.models import Assignment, AssignmentPart, Earning
from dispatch.pay import ledger
from shop.money import by_largest_remainder
from workshops.models import HouseholdPart


def keep_parts(assignment: Assignment) -> None:
    """Store with a new assignment the parts by which its worker's household shares, if it does."""
    household = assignment.worker.household_id
    members = HouseholdPart.objects.filter(worker__household=household).order_by("worker") if household else []
    if any(member.worker_id == assignment.worker_id for member in members):
        AssignmentPart.objects.bulk_create(
            AssignmentPart(assignment=assignment, worker_id=member.worker_id, parts=member.parts) for member in members
        )


def shares_of(earned: ledger.Transfer, assignment: Assignment) -> Sequence[ledger.Transfer]:
    """Return the transfers from the card's holder, who earned it, to the others who share her card."""
    members = {part.worker: part.parts for part in assignment.parts.select_related("worker").order_by("worker")}
    if not members:
        return []
    shares = by_largest_remainder(earned.amount, members)
    # Keys derived from that of the earning and the member, so that each share of it is posted once
    return [
        ledger.Transfer(
            kind=Earning.Kind.SHARE, debit=earned.credit, credit=ledger.account_of(worker), amount=share,
            key=uuid5(earned.key, f"share of {worker.pk}"), inspection=earned.inspection,
            lot_operation=earned.lot_operation, note=f"{members[worker]} / {sum(members.values())}",
        )
        for worker, share in shares.items()
        if worker != assignment.worker and share
    ]  # fmt: skip
