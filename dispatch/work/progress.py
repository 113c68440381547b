"""Count a lot's pieces operation by operation: what came in, what is in people's hands, what is done."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from dispatch.models import Lot, LotOperation
from dispatch.models.work import still_out


@dataclass(frozen=True)
class Step:
    """One operation of a lot in pieces.

    `supply`: what it has been given to work on; `out`: in workers' hands, to be made or in rework; `surplus`: made
    beyond what was handed out.
    """

    operation: LotOperation
    supply: int
    out: int
    surplus: int
    reported: int
    accepted: int
    rejected: int

    @property
    def handed(self) -> int:
        """Return the pieces that workers were given or made beyond that, less those taken back unmade."""
        return self.out + self.reported + self.accepted + self.rejected

    @property
    def left(self) -> int:
        """Return the pieces that can be handed out now."""
        return max(self.supply - self.handed, 0)


def steps_of(lots: Iterable[Lot]) -> dict[int, list[Step]]:
    """Return the operations of each lot in order, by the lot's primary key, in one query.

    The first operation is given the lot's pieces, and one more for each piece rejected anywhere in the lot, since it
    must be made again. Each later one is given what the one before it has accepted.
    """
    by_lot = {lot.pk: lot for lot in lots}
    operations = (
        LotOperation.objects.filter(lot__in=by_lot)
        .select_related("operation__craft")
        .order_by("lot", "position")
        .annotate(
            out=Coalesce(Sum(still_out(lambda name: F(f"assignments__{name}"))), 0),
            surplus=Coalesce(Sum("assignments__surplus"), 0),
            reported=Coalesce(Sum("assignments__reported"), 0),
            accepted=Coalesce(Sum("assignments__accepted"), 0),
            rejected=Coalesce(Sum("assignments__rejected"), 0),
        )
    )
    return {pk: _line(by_lot[pk], list(group)) for pk, group in groupby(operations, attrgetter("lot_id"))}


def _line(lot: Lot, operations: list[Any]) -> list[Step]:
    supply = lot.pieces + sum(operation.rejected for operation in operations)
    line = []
    for each in operations:
        each.lot = lot
        line.append(Step(each, supply, each.out, each.surplus, each.reported, each.accepted, each.rejected))
        supply = each.accepted
    return line


def steps(lot: Lot) -> list[Step]:
    """Return the operations of one lot in order."""
    return steps_of([lot]).get(lot.pk, [])


def step_of(lot: Lot, operation: LotOperation) -> Step:
    """Return the step of one operation of a lot. A deed gives the lot that it has locked."""
    return next(step for step in steps(lot) if step.operation.pk == operation.pk)
