"""Change a draft by hand: pin, move, lift a bar, and compute the effect of a move before it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

import numpy as np
from django.db import transaction

from dispatch.models import DispatchPlan, PlanLine, WorkOrder
from dispatch.planner import assess, check
from dispatch.planner.check import Rule
from dispatch.planner.instance import NOTHING, Lots
from dispatch.planner.plan import lots_of
from dispatch.planning.building import Picture, picture_of
from dispatch.planning.errors import MoveRefused
from dispatch.planning.keeping import Pair, keep, kept_lots, money
from dispatch.planning.proposing import wishes
from shop.accounts.models import User
from shop.refusing import TooMany, WrongState
from workshops.journal import Verb, record
from workshops.models import Station

State = DispatchPlan.State


@dataclass(frozen=True)
class Move:
    """A move of pieces of a work order from one station to another.

    `source` None: the pieces have no place yet. `target` None: they are taken off the plan.
    """

    work_order: WorkOrder
    source: Station | None
    target: Station | None
    pieces: int


@dataclass(frozen=True)
class Consequence:
    """The effect of a move on cost and rules.

    `extra`: CNY more (less when negative) in all, of it `transport` for freight and lots (with opening) and `fairness`
    for the fairness charge. `minutes_short`: minutes that the target lacks. `below_min_lot`: pieces below the smallest
    sensible lot.
    """

    extra: Decimal
    transport: Decimal
    fairness: Decimal
    minutes_short: int
    below_min_lot: int

    @property
    def is_possible(self) -> bool:
        """Return whether the target has the minutes. A small lot is only a warning."""
        return self.minutes_short == 0


@transaction.atomic
def pin(line: PlanLine, *, by: User) -> PlanLine:
    """Keep exactly these pieces at this station whenever the plan is run again. Raises WrongState."""
    return _set_pin(_draft(line.plan_id), line, True, by=by)


@transaction.atomic
def unpin(line: PlanLine, *, by: User) -> PlanLine:
    """Remove a pin from a draft, or from a failed plan so that it can be run again. Raises WrongState."""
    return _set_pin(_draft(line.plan_id, or_failed=True), line, False, by=by)


@transaction.atomic
def allow(line: PlanLine, *, by: User) -> DispatchPlan:
    """Lift the bar of a station again. Raises WrongState."""
    plan = _draft(line.plan_id)
    plan.lines.filter(pk=line.pk, is_forbidden=True).delete()
    record(Verb.ALLOW_STATION, plan, by=by, base=plan.base, station=line.station, work_order=line.work_order_id)
    return plan


def crowded(plan: DispatchPlan) -> dict[int, int]:
    """Return the minutes that each overfull station (by primary key) lacks for its pinned pieces."""
    picture = picture_of(plan)
    pinned, _barred = wishes(plan, picture)
    lots = _with(NOTHING, picture, pinned)
    lacking: dict[int, int] = {}
    for broken in check(picture.instance, assess(picture.instance, lots)).violations:
        if broken.rule == Rule.BEYOND_CAPACITY:
            station = picture.stations[broken.row].pk
            lacking[station] = max(lacking.get(station, 0), ceil(broken.excess))
    return lacking


def consequence(plan: DispatchPlan, wish: Move) -> Consequence:
    """Compute the effect of a move on the whole plan, without saving anything.

    Raises StalePlan, TooMany for more pieces than there are, MoveRefused when the target may not make the order.
    """
    picture = picture_of(plan)
    before = kept_lots(plan, picture)
    after = _with(before, picture, _changes(plan, wish, picture))
    now = check(picture.instance, assess(picture.instance, before))
    then = check(picture.instance, assess(picture.instance, after))
    found = dict.fromkeys(Rule, 0.0)
    for violation in then.violations:
        if violation not in now.violations:
            found[violation.rule] = max(found[violation.rule], violation.excess)
    return Consequence(
        extra=money(then.objective - now.objective),
        transport=money(then.freight + then.lots + then.opening - now.freight - now.lots - now.opening),
        fairness=money(then.fairness - now.fairness),
        minutes_short=round(found[Rule.BEYOND_CAPACITY]),
        below_min_lot=round(found[Rule.BELOW_MIN_LOT]),
    )


@transaction.atomic
def move(plan: DispatchPlan, wish: Move, *, by: User) -> DispatchPlan:
    """Move pieces by hand and pin them at the target, together with those left at the source.

    Raises MoveRefused when the target lacks the minutes, WrongState when the plan is no draft, and what `consequence`
    raises.
    """
    plan = _draft(plan.pk)
    effect = consequence(plan, wish)
    if not effect.is_possible:
        raise MoveRefused
    picture = picture_of(plan)
    _rewrite(plan, picture, _changes(plan, wish, picture))
    record(
        Verb.MOVE_PIECES,
        plan,
        by=by,
        base=plan.base,
        station=wish.target,
        work_order=wish.work_order.pk,
        source=wish.source.pk if wish.source else None,
        pieces=wish.pieces,
        extra=effect.extra,
    )
    return plan


def _set_pin(plan: DispatchPlan, line: PlanLine, pinned: bool, *, by: User) -> PlanLine:
    line.is_pinned = pinned
    line.save(update_fields=["is_pinned"])
    verb = Verb.PIN_LINE if pinned else Verb.UNPIN_LINE
    record(verb, plan, by=by, base=plan.base, station=line.station, work_order=line.work_order_id, pieces=line.pieces)
    return line


def _draft(pk: int, *, or_failed: bool = False) -> DispatchPlan:
    plan = DispatchPlan.objects.select_for_update(of=["self"]).select_related("base").get(pk=pk)
    if plan.state != State.DRAFT and not (or_failed and plan.state == State.FAILED):
        raise WrongState(state=plan.get_state_display())
    return plan


def _changes(plan: DispatchPlan, wish: Move, picture: Picture) -> dict[Pair, int]:
    """Return how many pieces more or fewer there are by work order and station."""
    order = wish.work_order.pk
    placed = dict(plan.lines.filter(work_order=order).values_list("station", "pieces"))
    unplaced = next((each.unplaced for each in picture.orders if each.pk == order), 0) - sum(placed.values())
    most = placed.get(wish.source.pk, 0) if wish.source else unplaced
    if not 1 <= wish.pieces <= most or wish.source == wish.target:
        raise TooMany(most=most)
    barred = plan.lines.filter(work_order=order, station=wish.target, is_forbidden=True).exists()
    if wish.target and ((order, wish.target.pk) not in picture.index or barred):
        raise MoveRefused
    changes = {(order, wish.source.pk): -wish.pieces} if wish.source else {}
    return changes | ({(order, wish.target.pk): wish.pieces} if wish.target else {})


def _with(lots: Lots, picture: Picture, changes: Mapping[Pair, int]) -> Lots:
    """Return the lots after the changes."""
    pieces = np.zeros(len(picture.lanes), dtype=np.int64)
    pieces[lots.lane] = lots.pieces
    for pair, more in changes.items():
        pieces[picture.index[pair]] += more
    return lots_of(pieces)


def _rewrite(
    plan: DispatchPlan,
    picture: Picture,
    changes: dict[Pair, int],
) -> None:
    """Save the plan again after the changes, which are pinned. Its proven bound still holds."""
    lots = _with(kept_lots(plan, picture), picture, changes)
    placed = dict(zip(lots.lane.tolist(), lots.pieces.tolist(), strict=True))
    pinned, forbidden = wishes(plan, picture)
    kept = set(pinned) | set(changes)
    fixed = {picture.index[pair]: placed[picture.index[pair]] for pair in kept if picture.index[pair] in placed}
    given = picture.fixing(fixed, [picture.index[pair] for pair in forbidden])
    bound = None if plan.bound is None else float(plan.bound)
    keep(plan, given, assess(given.instance, lots, bound=bound), pinned=kept, forbidden=forbidden)
