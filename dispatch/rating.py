"""Piece rates: proposed by one person, approved by another, never below the minimum wage without a reason."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext

from dispatch.errors import BelowMinimumWage, SecondPersonNeeded, WrongState
from dispatch.journalling import note
from dispatch.models import Operation, RateCard
from shop.accounts.models import User
from workshops.models import Base, County, MinimumWage


def minimum_wages(day: date) -> dict[str, Decimal]:
    """The hourly minimum (CNY) of each class of area on a day."""
    rows = MinimumWage.objects.filter(from_on__lte=day).order_by("area_class", "-from_on").distinct("area_class")
    return {row.area_class: row.hourly for row in rows}


def highest_minimum(base: Base, day: date) -> Decimal:
    """The highest hourly minimum (CNY) among the counties of a base and of its stations; 0 when none is known."""
    wages = minimum_wages(day)
    counties = County.objects.filter(Q(bases=base) | Q(stations__links__base=base))
    return max(
        (wages.get(each, Decimal(0)) for each in counties.values_list("area_class", flat=True)), default=Decimal(0)
    )


def in_force(operations: Iterable[int], day: date) -> dict[int, RateCard]:
    """The approved card of each operation (by primary key) that holds on a day."""
    cards = RateCard.objects.filter(operation__in=list(operations)).in_force(day)
    return {card.operation_id: card for card in cards}


@transaction.atomic
def propose(
    operation: Operation,
    *,
    rate: Decimal,
    from_on: date,
    by: User,
    standard_minutes: Decimal | None = None,
    reason: str = "",
) -> RateCard:
    """Propose a rate (CNY per piece) for an operation from a day on; it holds only once a second person approves.

    `standard_minutes` are the operation's own when not given. `reason`: why it may be below the minimum wage. Raises
    BelowMinimumWage when it is and no reason is given.
    """
    card = RateCard(
        operation=operation,
        rate=rate,
        standard_minutes=standard_minutes or operation.standard_minutes,
        from_on=from_on,
        below_minimum_reason=reason.strip(),
        proposed_by=by,
    )
    base = operation.sheet.base
    _look(card, base)
    card.save()
    note("rating.propose", card, by=by, base=base, rate=rate, hourly=card.hourly, reason=reason)
    return card


@transaction.atomic
def approve(card: RateCard, *, by: User) -> RateCard:
    """Approve a proposed rate. Raises SecondPersonNeeded for the one who proposed it, WrongState when it is approved
    already, BelowMinimumWage when the minimum has risen above it meanwhile and nobody said why."""
    card = RateCard.objects.select_for_update(of=["self"]).select_related("operation__sheet__base").get(pk=card.pk)
    if card.approved_at:
        raise WrongState(state=pgettext("rate", "approved"))
    if card.proposed_by_id == by.pk:
        raise SecondPersonNeeded
    base = card.operation.sheet.base
    _look(card, base)
    card.approved_by, card.approved_at = by, timezone.now()
    card.save(update_fields=["approved_by", "approved_at"])
    note("rating.approve", card, by=by, base=base, rate=card.rate, hourly=card.hourly)
    return card


def _look(card: RateCard, base: Base) -> None:
    """Refuse a card below the highest minimum that its stations must pay, unless it says why."""
    minimum = highest_minimum(base, card.from_on)
    if card.rate * 60 < minimum * card.standard_minutes and not card.below_minimum_reason:
        raise BelowMinimumWage(hourly=card.hourly, minimum=minimum)
