"""What if a station dropped out, had other minutes, or a rush order came: the plan mended, with no needless change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from django.db import transaction

from dispatch.errors import PinsDoNotFit, WrongState
from dispatch.journalling import note
from dispatch.models import DispatchPlan, TechSheet, WorkOrder
from dispatch.planner import BadInstance, Change, Plan, carried, changes, solve
from dispatch.planner.instance import Lots
from dispatch.planning.building import Picture, picture_of
from dispatch.planning.keeping import figures_of, keep, kept_lots
from dispatch.planning.proposing import wishes
from shop.accounts.models import User
from workshops.models import Station

SECONDS = 0.5  # for the mended plan: somebody waits
DISTURBANCE = 60.0  # CNY that changing a lot must save at least: every change is a telephone call to a village
RUSH = 0  # stands for the primary key of a rush order, which is not there yet


@dataclass(frozen=True)
class StationOut:
    """A station makes nothing."""

    station: Station


@dataclass(frozen=True)
class MinutesChanged:
    """A station has so many per cent of its minutes."""

    station: Station
    percent: int


@dataclass(frozen=True)
class Rush:
    """One more order."""

    sheet: TechSheet
    pieces: int
    due_on: date


Wish = StationOut | MinutesChanged | Rush


@dataclass(frozen=True)
class Outcome:
    """The draft as it is and as it would be mended: figures by name (see `keeping.figures_of`), and each lot that would
    change, by primary keys of order (0: the rush order) and station. `unplaced`: pieces left over by order."""

    before: dict[str, float]
    after: dict[str, float]
    changes: tuple[Change, ...]
    unplaced: dict[int, int]


@dataclass(frozen=True)
class _Mended:
    """The picture with the change, the plan in it, and what was there before."""

    picture: Picture
    plan: Plan
    pinned: dict[tuple[int, int], int]
    forbidden: set[tuple[int, int]]
    was: Picture
    lots: Lots


def what_if(plan: DispatchPlan, wish: Wish) -> Outcome:
    """Mend a draft after a change, from its own lots on; nothing is saved.

    Raises WrongState, StalePlan, PinsDoNotFit.
    """
    mended = _mend(plan, wish)
    instance, now = mended.picture.instance, mended.plan
    left = zip(now.unplaced.order.tolist(), now.unplaced.pieces.tolist(), strict=True)
    return Outcome(
        before=dict(plan.parts),
        after=figures_of(instance, now),
        changes=changes(mended.was.instance, mended.lots, instance, now.lots),
        unplaced={mended.picture.orders[row].pk: pieces for row, pieces in left},
    )


@transaction.atomic
def adopt(plan: DispatchPlan, wish: StationOut, *, by: User) -> DispatchPlan:
    """Keep the mended plan as a draft of its own, in which the station is barred from every order; `plan` stays.

    Raises what `what_if` raises.
    """
    mended = _mend(plan, wish)
    new = DispatchPlan.objects.create(
        base=plan.base, starts_on=plan.starts_on, created_by=by, like=plan, fairness=plan.fairness
    )
    keep(new, mended.picture, mended.plan, pinned=set(mended.pinned), forbidden=mended.forbidden)
    note("planning.adopt", new, by=by, base=plan.base, station=wish.station, like=plan.pk)
    return new


def _mend(plan: DispatchPlan, wish: Wish) -> _Mended:
    if plan.state != DispatchPlan.State.DRAFT:
        raise WrongState(state=plan.get_state_display())
    was = picture_of(plan, extra=_rush_order(plan, wish))
    lots = kept_lots(plan, was)
    pinned, forbidden = wishes(plan, was)
    if isinstance(wish, StationOut):
        forbidden |= {pair for pair in was.index if pair[1] == wish.station.pk}
        pinned = {pair: pieces for pair, pieces in pinned.items() if pair not in forbidden}
    try:
        then = _changed(was, wish).fixing(
            {was.index[pair]: pieces for pair, pieces in pinned.items()}, [was.index[pair] for pair in forbidden]
        )
    except BadInstance as error:
        raise PinsDoNotFit from error
    start = carried(was.instance, lots, then.instance)
    found = solve(then.instance, seconds=SECONDS, start=start, disturbance=DISTURBANCE)
    return _Mended(then, found, pinned, forbidden, was, lots)


def _rush_order(plan: DispatchPlan, wish: Wish) -> tuple[WorkOrder, ...]:
    if not isinstance(wish, Rush):
        return ()
    given = {"sheet": wish.sheet, "pieces": wish.pieces, "unplaced": wish.pieces, "due_on": wish.due_on}
    return (WorkOrder(pk=RUSH, base=plan.base, **given),)


def _changed(picture: Picture, wish: Wish) -> Picture:
    """The picture with a station's minutes changed."""
    if not isinstance(wish, MinutesChanged):
        return picture
    stations = picture.instance.stations
    share = np.array([wish.percent / 100 if pk == wish.station.pk else 1.0 for pk in stations.id])
    capacity = stations.capacity * share[:, None]
    return replace(picture, instance=replace(picture.instance, stations=replace(stations, capacity=capacity)))
