"""Save what the planner found as rows (lots, reasons, figures), and read rows back as its lots."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import numpy as np
from django.db import transaction

from dispatch.models import DispatchPlan, PlanLine
from dispatch.planner import Explanation, Instance, LotReason, Plan, check, explain
from dispatch.planner.instance import FloatArray, Lots
from dispatch.planner.plan import lots_of
from dispatch.planning.building import Picture
from dispatch.planning.errors import StalePlan
from dispatch.planning.incomes import gini
from dispatch.planning.schedule import schedule
from dispatch.planning.telling import left_over, why_there
from shop.queueing import queue_on_commit

EXPLAIN_SECONDS = 5.0
Pair = tuple[int, int]  # work order and station, by primary key


def money(amount: float) -> Decimal:
    """Return a planner's figure as CNY with 2 places."""
    return Decimal(f"{amount:.2f}")


@transaction.atomic
def keep(row: DispatchPlan, picture: Picture, plan: Plan, *, pinned: set[Pair], forbidden: set[Pair]) -> None:
    """Replace the lines and figures of a plan by what the planner found, and make it a draft.

    Do nothing when somebody has meanwhile discarded the plan, or asked for another because this one had stopped.
    """
    reasons = explain(picture.instance, plan, seconds=EXPLAIN_SECONDS)
    if not DispatchPlan.objects.select_for_update(no_key=True).filter(pk=row.pk, state=row.state).exists():
        row.refresh_from_db()
        return
    row.lines.all().delete()
    PlanLine.objects.bulk_create(
        [*_lines(row, picture, plan, reasons, pinned), *_bars(row, forbidden)], batch_size=2000
    )
    row.state = DispatchPlan.State.DRAFT
    row.progress = 100
    row.objective = money(plan.objective)
    row.bound = None if plan.bound is None else money(plan.bound)
    row.parts = figures_of(picture.instance, plan)
    row.unplaced = left_over(picture, plan, reasons.unplaced)
    row.fingerprint = picture.fingerprint
    row.message = ""
    row.save()


def ask_for_curve(row: DispatchPlan) -> None:
    """Queue a background task that prices a new draft at other weights of fairness."""
    queue_on_commit("dispatch.tasks.draw_curve", row.pk)


def kept_lots(row: DispatchPlan, picture: Picture) -> Lots:
    """Return the lots of a saved plan in the planner's form. Raises StalePlan when the picture has other facts."""
    if row.fingerprint != picture.fingerprint:
        raise StalePlan
    pieces = np.zeros(len(picture.lanes), dtype=np.int64)
    for line in row.lines.filter(pieces__gt=0):
        pieces[picture.index[line.work_order_id, line.station_id]] = line.pieces
    return lots_of(pieces)


def _lines(
    row: DispatchPlan, picture: Picture, plan: Plan, reasons: Explanation, pinned: set[Pair]
) -> Iterable[PlanLine]:
    why = {reason.lane: reason for reason in reasons.lots}
    earned = _earned(picture.instance, plan)
    lots = zip(plan.lots.lane.tolist(), plan.lots.pieces.tolist(), schedule(picture.instance, plan.lots), strict=True)
    for index, pieces, days in lots:
        lane, reason = picture.lanes[index], why.get(index)
        order, station = picture.orders[lane.order], picture.stations[lane.station]
        yield PlanLine(
            plan=row,
            work_order=order,
            station=station,
            pieces=pieces,
            begins_on=picture.day(days.begins),
            ends_on=picture.day(days.ends),
            cost=money(_cost(reason) if reason else float(pieces * lane.link.cost_per_piece + lane.link.cost_per_lot)),
            is_pinned=(order.pk, station.pk) in pinned,
            why=why_there(picture, reason, earned) if reason else {},
        )


def _bars(row: DispatchPlan, forbidden: set[Pair]) -> Iterable[PlanLine]:
    for order, station in sorted(forbidden):
        day = row.starts_on
        yield PlanLine(
            plan=row,
            work_order_id=order,
            station_id=station,
            pieces=0,
            begins_on=day,
            ends_on=day,
            cost=0,
            is_forbidden=True,
        )


def _cost(reason: LotReason) -> float:
    return reason.freight + reason.lot_cost + reason.opening + reason.fairness


def _earned(instance: Instance, plan: Plan) -> FloatArray:
    """Return the CNY of piece pay that each station earns from a plan."""
    wages = plan.lots.pieces * instance.orders.wage[instance.lanes.order[plan.lots.lane]]
    lanes, count = instance.lanes, len(instance.stations.id)
    return np.bincount(lanes.station[plan.lots.lane], wages, minlength=count).astype(np.float64)


def figures_of(instance: Instance, plan: Plan) -> dict[str, float]:
    """Return the figures of a plan by name.

    The parts of the objective and the wages (CNY), pieces placed and unplaced, the numbers of lots and stations, and
    the spread of income before and after (Gini).
    """
    verdict = check(instance, plan)
    lanes, stations = instance.lanes, instance.stations
    earned = _earned(instance, plan)
    after = stations.recent_income + earned / np.maximum(stations.workers, 1)
    return {
        "penalties": round(verdict.penalties, 2),
        "freight": round(verdict.freight, 2),
        "lots": round(verdict.lots, 2),
        "fairness": round(verdict.fairness, 2),
        "wages": round(float(earned.sum()), 2),
        "pieces": int(plan.lots.pieces.sum()),
        "unplaced": int(plan.unplaced.pieces.sum()),
        "lot_count": len(plan.lots.lane),
        "station_count": len(np.unique(lanes.station[plan.lots.lane])),
        "gini_before": round(gini(stations.recent_income.tolist(), stations.workers.tolist()), 4),
        "gini_after": round(gini(after.tolist(), stations.workers.tolist()), 4),
    }
