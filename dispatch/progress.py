"""How far a lot is, operation by operation: what came in, what is in people's hands, what is done."""

from dataclasses import dataclass

from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from dispatch.models import Lot, LotOperation


@dataclass(frozen=True)
class Step:
    """One operation of a lot in pieces. `supply`: what it has been given to work on; `handed`: less what came back."""

    operation: LotOperation
    supply: int
    handed: int
    reported: int
    accepted: int
    rejected: int

    @property
    def left(self) -> int:
        """Pieces that can be handed out now."""
        return max(self.supply - self.handed, 0)

    @property
    def out(self) -> int:
        """Pieces in workers' hands, to be made or in rework."""
        return self.handed - self.reported - self.accepted - self.rejected


def steps(lot: Lot) -> list[Step]:
    """The operations of a lot in order; one query.

    The first operation is given the lot's pieces, and one more for each piece rejected anywhere in the lot, since it
    must be made again; each later one is given what the one before it has accepted.
    """
    operations = list(
        lot.operations.select_related("operation__craft")
        .order_by("position")
        .annotate(
            handed=Coalesce(Sum(F("assignments__pieces") - F("assignments__returned")), 0),
            reported=Coalesce(Sum("assignments__reported"), 0),
            accepted=Coalesce(Sum("assignments__accepted"), 0),
            rejected=Coalesce(Sum("assignments__rejected"), 0),
        )
    )
    supply = lot.pieces + sum(operation.rejected for operation in operations)
    found = []
    for operation in operations:
        found.append(
            Step(operation, supply, operation.handed, operation.reported, operation.accepted, operation.rejected)
        )
        supply = operation.accepted
    return found


def step_of(operation: LotOperation) -> Step:
    """The step of one operation of a lot."""
    return next(step for step in steps(operation.lot) if step.operation.pk == operation.pk)


def is_complete(lot: Lot) -> bool:
    """Whether the last operation has accepted all of the lot's pieces."""
    return steps(lot)[-1].accepted >= lot.pieces
