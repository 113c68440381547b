"""Raise many piece rates at once by a share: show what each would be, propose them together, approve them together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from dispatch.models import Operation, RateCard, TechSheet, WorkOrder
from dispatch.rates import rating
from dispatch.rates.errors import NoShare, NothingChosen
from shop.accounts.models import User
from shop.money import FEN
from workshops.models import Base
from workshops.reach import must_manage

FINEST = Decimal("0.0001")  # CNY: the places that a piece rate can have
State = TechSheet.State


@dataclass(frozen=True)
class Raise:
    """The rate of an operation as it is and as it would be, with what both bring an hour (CNY).

    `waits`: the proposal for it that nobody has decided about, so that it cannot be raised now.
    """

    operation: Operation
    card: RateCard
    rate: Decimal
    minimum: Decimal
    waits: RateCard | None

    @property
    def hourly(self) -> Decimal:
        """Return the CNY that an able worker would earn in an hour: rate x 60 / standard minutes, 2 places."""
        return (self.rate * 60 / self.card.standard_minutes).quantize(FEN)

    @property
    def is_low(self) -> bool:
        """Return whether it would still be below the minimum wage."""
        return self.rate * 60 < self.minimum * self.card.standard_minutes


def worked_by(base: Base) -> QuerySet[Operation]:
    """Return each operation of a base that is made or may be soon, once: of the version that is the newest.

    These are the operations of sheets in force, new ones of drafts, and those of older versions that open orders need.
    """
    everywhere = Operation.objects.of_base(base).annotate(first=Coalesce("continues", "pk"))
    newer = everywhere.filter(first=OuterRef("first"), sheet__state=State.IN_FORCE)
    open_orders = WorkOrder.objects.filter(sheet=OuterRef("sheet"), state__in=WorkOrder.UNFINISHED)
    return everywhere.filter(
        Q(sheet__state=State.IN_FORCE)
        | Q(sheet__state=State.DRAFT, continues=None)
        | Q(Exists(open_orders), ~Exists(newer), sheet__state=State.REPLACED)
    )


def preview(operations: Iterable[Operation], *, percent: Decimal, base: Base, day: date) -> list[Raise]:
    """Return what each rate in force today would be, raised by a share of itself. Operations without one are left out.

    Raises NoShare.
    """
    if not 0 < percent <= 100:
        raise NoShare
    operations = list(operations)
    cards = rating.in_force(operations, timezone.localdate())
    waiting = {card.operation_id: card for card in RateCard.objects.waiting().of_base(base)}
    minimum = rating.highest_minimum(base, day)
    return [
        Raise(each, cards[each.pk], raised(cards[each.pk].rate, percent), minimum, waiting.get(each.root_pk))
        for each in operations
        if each.pk in cards
    ]


def raised(rate: Decimal, percent: Decimal) -> Decimal:
    """Return a rate raised by a share of itself: to the fen, or to a hundredth of one when it is below one yuan."""
    exact = rate * (100 + percent) / 100
    return exact.quantize(FEN if exact >= 1 else FINEST, ROUND_HALF_UP)


@transaction.atomic
def propose_raise(
    operations: Iterable[Operation], *, percent: Decimal, from_on: date, by: User, base: Base, reason: str = ""
) -> list[RateCard]:
    """Propose a higher rate for each of some operations, all or none.

    A rate that stays below the minimum wage keeps the reason of the one in force, unless another is given. Raises
    NotYours, NoShare, NothingChosen, BackDated, ProposalWaits, BelowMinimumWage.
    """
    must_manage(base.pk, by)
    rows = preview(operations, percent=percent, base=base, day=from_on)
    if not rows:
        raise NothingChosen
    return [
        rating.propose(
            row.operation,
            rate=row.rate,
            from_on=from_on,
            by=by,
            standard_minutes=row.card.standard_minutes,
            study=row.card.study,
            reason=(reason.strip() or row.card.below_minimum_reason) if row.is_low else "",
        )
        for row in sorted(rows, key=lambda row: row.operation.root_pk)  # so that two never wait for each other
    ]


@transaction.atomic
def approve_all(cards: Sequence[RateCard], *, by: User) -> list[RateCard]:
    """Approve several proposed rates, all or none. Raises NothingChosen and what approving one of them raises."""
    if not cards:
        raise NothingChosen
    return [rating.approve(card, by=by) for card in sorted(cards, key=lambda card: card.pk)]
