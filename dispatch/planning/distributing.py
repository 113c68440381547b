"""Plan a base's orders on several machines: cut the instance, solve its parts anywhere, and join them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.cache import cache

from dispatch.models import DispatchPlan
from dispatch.planner import Part, Plan, join, solve, split
from dispatch.planning.budget import CEILING_SECONDS, steps_for
from dispatch.planning.building import picture_of
from dispatch.planning.keeping import keep
from dispatch.planning.proposing import fix, solve_plan

ROUGH_SHARE = 0.1  # of the steps of a whole search, for the plan along which it is cut
KEPT_SECONDS = 3600  # the cache drops the parts after that
State = DispatchPlan.State


def cut(plan_id: int, *, parts: int) -> int:
    """Cut a proposed plan's instance into at most `parts` parts along a rough plan, and return how many there are.

    The parts are put into the cache, where every worker finds them. Raises BadInstance when the pins do not fit.
    """
    row = DispatchPlan.objects.select_related("base").get(pk=plan_id)
    picture, _pinned, _forbidden = fix(row, picture_of(row))
    steps = int(ROUGH_SHARE * steps_for(len(picture.lanes)))
    rough = solve(picture.instance, seconds=CEILING_SECONDS, iterations=steps)
    pieces = split(picture.instance, rough, parts=parts)
    cache.set(_key(plan_id), picture.fingerprint, KEPT_SECONDS)
    cache.set_many({_key(plan_id, number): part for number, part in enumerate(pieces)}, KEPT_SECONDS)
    return len(pieces)


def solve_part(plan_id: int, number: int) -> dict[str, Any]:
    """Solve one part, starting from the rough plan, and return the plan as JSON (see `planner.Plan.to_dict`)."""
    part: Part = cache.get(_key(plan_id, number))
    steps = steps_for(len(part.instance.lanes.order))
    return solve(part.instance, seconds=CEILING_SECONDS, iterations=steps, start=part.start).to_dict()


def join_parts(plan_id: int, plans: Sequence[dict[str, Any]]) -> DispatchPlan:
    """Join the plans of all parts, improve the whole, and keep the plan as a draft.

    When the facts have changed since the cut, the plan is made again in one piece.
    """
    row = DispatchPlan.objects.select_related("base").get(pk=plan_id)
    if row.state != State.SOLVING:
        return row
    picture = picture_of(row)
    if cache.get(_key(plan_id)) != picture.fingerprint:
        return solve_plan(plan_id)
    fixed, pinned, forbidden = fix(row, picture)
    parts = [cache.get(_key(plan_id, number)) for number in range(len(plans))]
    start = join(parts, [Plan.read(plan) for plan in plans])
    plan = solve(fixed.instance, seconds=CEILING_SECONDS, iterations=steps_for(len(picture.lanes)), start=start)
    row.seconds = sum(each["seconds"] for each in plans) + plan.seconds
    keep(row, fixed, plan, pinned=pinned, forbidden=forbidden)
    return row


def _key(plan_id: int, number: int | str = "whole") -> str:
    return f"plan-parts:{plan_id}:{number}"
