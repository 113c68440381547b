"""Mend a draft for a what-if case (a station out, other minutes, a rush order), changing few lots."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from django.core.cache import cache
from django.db import transaction

from dispatch.models import DispatchPlan, TechSheet, WorkOrder
from dispatch.planner import BadInstance, Change, Plan, assess, carried, changes, mend
from dispatch.planner.instance import Lots
from dispatch.planning.building import Picture, picture_of
from dispatch.planning.errors import PinsDoNotFit
from dispatch.planning.keeping import Pair, ask_for_curve, figures_of, keep, kept_lots, money
from dispatch.planning.proposing import wishes
from dispatch.planning.replanning import DISTURBANCE
from shop.accounts.models import User
from shop.refusing import WrongState
from workshops.journal import Verb, record

STEPS, SECONDS = 100_000, 2.0  # for the mended plan, because somebody waits: a third of a second, and the ceiling
SHOWN_SECONDS = 1800  # as long as the plan that was shown can be kept
CENT = 0.01  # CNY: what is better by less is as good
RUSH = 0  # stands for the primary key of a rush order, which is not there yet


@dataclass(frozen=True)
class StationOut:
    """A case in which a station (primary key) makes nothing."""

    station: int


@dataclass(frozen=True)
class Barred:
    """A case in which a station (primary key) makes nothing of a work order (primary key)."""

    work_order: int
    station: int


@dataclass(frozen=True)
class MinutesChanged:
    """A case in which a station (primary key) has `percent` of its minutes."""

    station: int
    percent: int


@dataclass(frozen=True)
class Rush:
    """A case with one more order, of the product of a tech sheet (primary key)."""

    sheet: int
    pieces: int
    due_on: date


Wish = StationOut | Barred | MinutesChanged | Rush


@dataclass(frozen=True)
class Outcome:
    """A draft before and after it is mended.

    Figures by name (see `keeping.figures_of`), and each lot that would change, by primary keys of order (0: the rush
    order) and station. `unplaced`: pieces left over by order. `gain`: CNY by which the figures `before` are better than
    those of the draft, where the search for less room has led to a better plan for all the room.
    """

    before: dict[str, float]
    after: dict[str, float]
    changes: tuple[Change, ...]
    unplaced: dict[int, int]
    gain: float = 0.0

    @property
    def transport(self) -> float:
        """Return the CNY more for freight and lots, negative for less."""
        return sum(self.after[part] - self.before[part] for part in ("freight", "lots"))

    @property
    def fairness(self) -> float:
        """Return the CNY more of fairness charge, negative for less."""
        return self.after["fairness"] - self.before["fairness"]

    @property
    def extra(self) -> float:
        """Return the CNY more for freight, lots, fairness and pieces without a place, negative for less."""
        parts = ("penalties", "freight", "lots", "fairness")
        return sum(self.after[part] - self.before[part] for part in parts)


@dataclass(frozen=True)
class _Mended:
    """The picture with the change and the plan in it, and the picture, the draft's lots and the best plan without it.

    `gain`: CNY by which that plan is better than the draft.
    """

    picture: Picture
    plan: Plan
    pinned: set[Pair]
    forbidden: set[Pair]
    was: Picture
    lots: Lots
    before: Plan
    gain: float


def what_if(plan: DispatchPlan, wish: Wish) -> Outcome:
    """Mend a draft after a change, starting from its own lots, without saving anything.

    A change that only takes room away cannot make the best plan better. Where the mended plan is better than the draft,
    its figures are therefore compared with those of a plan searched for from it with all the room (see `take_over`).
    Raises WrongState, StalePlan, PinsDoNotFit.
    """
    mended = _mend(plan, wish)
    now, left = mended.plan, mended.plan.unplaced
    return Outcome(
        before=figures_of(mended.was.instance, mended.before) if mended.gain else dict(plan.parts),
        after=figures_of(mended.picture.instance, now),
        changes=changes(mended.was.instance, mended.lots, mended.picture.instance, now.lots),
        unplaced={
            mended.picture.orders[row].pk: pieces
            for row, pieces in zip(left.order.tolist(), left.pieces.tolist(), strict=True)
        },
        gain=mended.gain,
    )


@transaction.atomic
def adopt(plan: DispatchPlan, wish: StationOut | Barred, *, by: User) -> DispatchPlan:
    """Save the mended plan, exactly as it was shown.

    A station that drops out makes a new draft, so that both can be compared. The draft before it takes over a better
    plan that was found on the way. A bar changes the draft itself. Raises what `what_if` raises.
    """
    plan = DispatchPlan.objects.select_for_update(of=["self"]).select_related("base").get(pk=plan.pk)
    mended = _mend(plan, wish)
    kept = plan
    if isinstance(wish, StationOut):
        _take_over(plan, mended, by=by)
        kept = DispatchPlan.objects.create(
            base=plan.base, starts_on=plan.starts_on, created_by=by, like=plan, fairness=plan.fairness
        )
        ask_for_curve(kept)
    keep(kept, mended.picture, mended.plan, pinned=mended.pinned, forbidden=mended.forbidden)
    record(Verb.ADOPT_PLAN, kept, by=by, base=plan.base, station=None, like=plan.pk, wish=repr(wish))
    return kept


@transaction.atomic
def take_over(plan: DispatchPlan, wish: Wish, *, by: User) -> DispatchPlan:
    """Put the better plan that a case has led to in the draft's place. Raises what `what_if` raises."""
    plan = DispatchPlan.objects.select_for_update(of=["self"]).select_related("base").get(pk=plan.pk)
    _take_over(plan, _mend(plan, wish), by=by)
    return plan


def _take_over(plan: DispatchPlan, mended: _Mended, *, by: User) -> None:
    if not mended.gain:
        return
    pinned, forbidden = wishes(plan, mended.was)
    keep(plan, mended.was, mended.before, pinned=set(pinned), forbidden=forbidden)
    record(Verb.ADOPT_PLAN, plan, by=by, base=plan.base, station=None, like=plan.pk, gain=money(mended.gain))


def _mend(plan: DispatchPlan, wish: Wish) -> _Mended:
    if plan.state != DispatchPlan.State.DRAFT:
        raise WrongState(state=plan.get_state_display())
    was = picture_of(plan, extra=_rush_order(plan, wish))
    lots = kept_lots(plan, was)
    asked = wishes(plan, was)
    forbidden = asked[1] | {pair for pair in was.index if _is_barred(wish, pair)}
    pinned = {pair: pieces for pair, pieces in asked[0].items() if pair not in forbidden}
    try:
        was, then = _fixed(was, *asked), _fixed(_changed(was, wish), pinned, forbidden)
    except BadInstance as error:
        raise PinsDoNotFit from error
    key = _key(plan, wish, lots, sorted(pinned.items()), sorted(forbidden))
    start, bound = carried(was.instance, lots, then.instance), _bound(plan, wish)
    mended = assess(then.instance, _once(key, then, start, DISTURBANCE), bound=bound)
    before = assess(was.instance, lots, bound=bound)
    gain = before.objective - mended.objective
    if gain < CENT or not _only_takes_away(wish) or pinned != asked[0]:
        return _Mended(then, mended, set(pinned), forbidden, was, lots, before, 0.0)
    better = assess(was.instance, _once(f"{key}:better", was, mended.lots, 0.0), bound=bound)
    return _Mended(then, mended, set(pinned), forbidden, was, lots, better, before.objective - better.objective)


def _once(key: str, picture: Picture, start: Lots, disturbance: float) -> Lots:
    """Return the mended lots, the same ones whenever this is asked again.

    On a very busy machine the ceiling could end a second search elsewhere than the one that was shown.
    """
    shown: Lots | None = cache.get(key)
    if shown is None:
        shown = mend(picture.instance, start, seconds=SECONDS, iterations=STEPS, disturbance=disturbance).lots
        cache.set(key, shown, SHOWN_SECONDS)
    return shown


def _key(plan: DispatchPlan, wish: Wish, lots: Lots, *fixed: Sequence[object]) -> str:
    """Return the cache key of everything that the answer depends on, so that asking again gives the same answer."""
    asked = (plan.fingerprint, wish, lots.lane.tolist(), lots.pieces.tolist(), fixed)
    return f"what-if:{plan.pk}:{hashlib.sha256(repr(asked).encode()).hexdigest()}"


def _fixed(picture: Picture, pinned: Mapping[Pair, int], forbidden: Iterable[Pair]) -> Picture:
    lanes = {picture.index[pair]: pieces for pair, pieces in pinned.items()}
    return picture.fixing(lanes, [picture.index[pair] for pair in forbidden])


def _only_takes_away(wish: Wish) -> bool:
    """Return whether every plan of the case could be made without it too."""
    match wish:
        case StationOut() | Barred():
            return True
        case MinutesChanged(_station, percent):
            return percent <= 100
    return False


def _bound(plan: DispatchPlan, wish: Wish) -> float | None:
    """Return the draft's bound where stations are only barred: its cost can only rise, so the bound still holds."""
    return float(plan.bound) if plan.bound is not None and isinstance(wish, StationOut | Barred) else None


def _is_barred(wish: Wish, pair: Pair) -> bool:
    match wish:
        case StationOut(station):
            return pair[1] == station
        case Barred(work_order, station):
            return pair == (work_order, station)
    return False


def _rush_order(plan: DispatchPlan, wish: Wish) -> tuple[WorkOrder, ...]:
    if not isinstance(wish, Rush):
        return ()
    sheet = TechSheet.objects.select_related("product").get(pk=wish.sheet, base=plan.base)
    order = WorkOrder(pk=RUSH, base=plan.base, sheet=sheet, pieces=wish.pieces, unplaced=wish.pieces)
    order.due_on = wish.due_on
    return (order,)


def _changed(picture: Picture, wish: Wish) -> Picture:
    """Return the picture with a station's minutes changed."""
    if not isinstance(wish, MinutesChanged):
        return picture
    stations = picture.instance.stations
    share = np.array([wish.percent / 100 if pk == wish.station else 1.0 for pk in stations.id])
    capacity = stations.capacity * share[:, None]
    return replace(picture, instance=replace(picture.instance, stations=replace(stations, capacity=capacity)))
