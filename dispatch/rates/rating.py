"""Set piece rates: one person proposes, another decides, and none is below the minimum wage without a reason."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from statistics import median

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import pgettext

from dispatch.models import Operation, RateCard, TimeStudy
from dispatch.rates.errors import (
    BackDated,
    BelowMinimumWage,
    ImpossibleSamples,
    ProposalWaits,
    TooFewSamples,
    WorkerOutOfReach,
)
from shop.accounts.models import User
from shop.refusing import AlreadyDone, NotYours, ReasonMissing, SecondPersonNeeded, WrongState
from workshops.journal import Verb, record
from workshops.models import Base, MinimumWage, Place, Station, Worker
from workshops.reach import is_of_association, must_manage

LEAST_SAMPLES = 3
SHORTEST, LONGEST = Decimal("0.1"), Decimal(4800)  # minutes of one piece: a handgrip, ten days of eight hours
MOST_SPREAD = 10  # the slowest of the same pieces to the quickest


def minimum_wages(day: date) -> dict[str, Decimal]:
    """Return the hourly minimum (CNY) of each class of area on a day."""
    rows = MinimumWage.objects.filter(from_on__lte=day).order_by("area_class", "-from_on").distinct("area_class")
    return {row.area_class: row.hourly for row in rows}


def highest_minimum(base: Base, day: date) -> Decimal:
    """Return the highest hourly minimum (CNY) in the counties of a base and its stations, 0 when none is known."""
    counties = Place.objects.filter(Q(inside__bases=base) | Q(inside__stations__links__base=base))
    known = MinimumWage.objects.filter(from_on__lte=day, area_class__in=counties.values("area_class"))
    rows = known.order_by("area_class", "-from_on").distinct("area_class")
    return max((row.hourly for row in rows), default=Decimal(0))


def in_force(operations: Iterable[Operation], day: date) -> dict[int, RateCard]:
    """Return the approved card that holds on a day, by primary key of the operation."""
    roots = {operation.pk: operation.root_pk for operation in operations}
    cards = {card.operation_id: card for card in RateCard.objects.filter(operation__in=roots.values()).in_force(day)}
    return {pk: cards[root] for pk, root in roots.items() if root in cards}


@transaction.atomic
def set_minimum(area_class: str, *, hourly: Decimal, from_on: date, source: str, by: User) -> MinimumWage:
    """Record the hourly minimum (CNY) of a class of area from a day on, with the paper it comes from.

    What held before stays recorded. Raises NotYours (only the association), AlreadyDone (that day has another one).
    """
    if not is_of_association(by):
        raise NotYours
    row, is_new = MinimumWage.objects.get_or_create(
        area_class=area_class, from_on=from_on, defaults={"hourly": hourly, "source": source.strip()}
    )
    if not is_new and (row.hourly, row.source) != (hourly, source.strip()):
        raise AlreadyDone
    record(Verb.SET_MINIMUM_WAGE, row, by=by, area_class=area_class, hourly=hourly, from_on=from_on, source=source)
    return row


@transaction.atomic
def study(operation: Operation, *, worker: Worker, samples: Sequence[Decimal], studied_on: date, by: User) -> TimeStudy:
    """Record a time study: the minutes that a worker needed for each of some pieces.

    Its median, which one slow or quick piece does not move, is what a rate's standard minutes may rest on. Raises
    NotYours, TooFewSamples for fewer than three pieces, or one that took no time, ImpossibleSamples, WorkerOutOfReach.
    """
    must_manage(operation.sheet.base_id, by)
    if len(samples) < LEAST_SAMPLES or min(samples) <= 0:
        raise TooFewSamples(least=LEAST_SAMPLES)
    if min(samples) < SHORTEST or max(samples) > min(LONGEST, min(samples) * MOST_SPREAD):
        raise ImpossibleSamples(least=SHORTEST, most=f"{LONGEST:,}", times=MOST_SPREAD)
    if not workers_of(operation.sheet.base).filter(pk=worker.pk).exists():
        raise WorkerOutOfReach
    middle = round(Decimal(median(samples)), 2)
    made = TimeStudy.objects.create(
        operation=operation.root, worker=worker, samples=list(samples), median=middle, studied_on=studied_on, by=by
    )
    record(Verb.STUDY_TIME, made, by=by, base=operation.sheet.base, worker=worker.number, median=middle)
    return made


def workers_of(base: Base) -> QuerySet[Worker]:
    """Return the women of the stations that work for a base."""
    return Worker.objects.filter(station__in=Station.objects.filter(links__base=base))


@transaction.atomic
def propose(
    operation: Operation,
    *,
    rate: Decimal,
    from_on: date,
    by: User,
    standard_minutes: Decimal | None = None,
    study: TimeStudy | None = None,
    reason: str = "",
) -> RateCard:
    """Propose a rate (CNY per piece) for an operation from a day on. It holds only once a second person approves.

    `standard_minutes` are those of the time `study`, else the operation's own, when not given. `reason`: why it may be
    below the minimum wage. Raises NotYours, BelowMinimumWage when it is and no reason is given, BackDated,
    ProposalWaits.
    """
    must_manage(operation.sheet.base_id, by)
    root = Operation.objects.select_for_update().get(pk=operation.root_pk)  # versions are counted one after the other
    if from_on < timezone.localdate():
        raise BackDated
    if waits := root.rates.waiting().select_related("proposed_by").first():
        said = {"name": str(waits.proposed_by), "operation": operation.label}
        raise ProposalWaits(rate=f"{waits.rate.normalize():f}", day=waits.from_on, **said)
    card = RateCard(
        operation=root,
        version=(root.rates.aggregate(last=Max("version"))["last"] or 0) + 1,
        rate=rate,
        standard_minutes=standard_minutes or (study.median if study else operation.standard_minutes),
        study=study,
        from_on=from_on,
        below_minimum_reason=reason.strip(),
        proposed_by=by,
    )
    base = operation.sheet.base
    _look(card, base)
    card.save()
    record(Verb.PROPOSE_RATE, card, by=by, base=base, rate=rate, hourly=card.hourly, reason=reason)
    return card


@transaction.atomic
def approve(card: RateCard, *, by: User, reason: str = "") -> RateCard:
    """Approve a proposed rate. `reason`: why it may be below the minimum wage, when its proposal does not say.

    Raises NotYours, SecondPersonNeeded for the one who proposed it, WrongState when it is approved or declined already,
    BelowMinimumWage when the minimum has risen above it meanwhile and nobody said why.
    """
    must_manage(card.operation.sheet.base_id, by)
    card = _undecided(card)
    if card.proposed_by_id == by.pk:
        raise SecondPersonNeeded
    base = card.operation.sheet.base
    card.below_minimum_reason = card.below_minimum_reason or reason.strip()
    _look(card, base)
    card.approved_by, card.approved_at = by, timezone.now()
    card.save(update_fields=["below_minimum_reason", "approved_by", "approved_at"])
    record(Verb.APPROVE_RATE, card, by=by, base=base, rate=card.rate, hourly=card.hourly)
    return card


@transaction.atomic
def decline(card: RateCard, *, because: str, by: User) -> RateCard:
    """Decline a proposed rate, or withdraw it as the person who proposed it.

    Raises NotYours, WrongState when it is approved or declined already, ReasonMissing.
    """
    held = _undecided(card)
    base = held.operation.sheet.base
    must_manage(base.pk, by)
    if not because.strip():
        raise ReasonMissing
    held.declined_by, held.declined_at, held.declined_because = by, timezone.now(), because.strip()[:255]
    held.save(update_fields=["declined_by", "declined_at", "declined_because"])
    record(Verb.DECLINE_RATE, held, by=by, base=base, rate=held.rate, because=because, withdrawn=by == held.proposed_by)
    return held


def _undecided(card: RateCard) -> RateCard:
    """Return the card, locked. Raises WrongState when it is decided."""
    held = RateCard.objects.select_for_update(of=["self"]).select_related("operation__sheet__base").get(pk=card.pk)
    if held.approved_at:
        raise WrongState(state=pgettext("rate", "approved"))
    if held.declined_at:
        raise WrongState(state=pgettext("rate", "declined"))
    return held


def _look(card: RateCard, base: Base) -> None:
    """Refuse a card below the highest minimum that its stations must pay, unless it says why."""
    minimum = highest_minimum(base, card.from_on)
    if card.rate * 60 < minimum * card.standard_minutes and not card.below_minimum_reason:
        raise BelowMinimumWage(hourly=card.hourly, minimum=minimum)
