"""Test that no piece of an order is lost or made twice, whatever is handed out, stopped, shortened or moved."""

from contextlib import suppress
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import example, given
from hypothesis import strategies as st

from dispatch import planning
from dispatch.models import Assignment, Lot, PlanLine, WorkOrder
from dispatch.pay.ledger import reconcile
from dispatch.work import issuing, receiving, shortening, stopping
from shop.refusing import Refused
from tests.dispatch.acting import MAKING, WORKERS, act
from tests.dispatch.examples import check_deferred_rules, few, rolled_back
from tests.dispatch.lots import made
from tests.dispatch.ordering import work_order
from tests.personas import Prefecture, in_days

ENDING = [
    "issue",
    "issue",
    "shorten",
    "shorten",
    "move",
    "stop lot",
    "stop",
    "recall",
    "decline",
    "count back",
    "receive",
]
STEPS = st.lists(
    st.tuples(st.sampled_from([*MAKING, "pass on", "undo", *ENDING]), st.integers(0, 5), st.integers(1, 30)),
    min_size=4, max_size=24,
)  # fmt: skip
BEGUN = [("issue", 0, 30), ("hand", 0, 12), ("report", 0, 9), ("judge", 0, 9), ("pass on", 0, 5)]


def counts(order: WorkOrder) -> tuple[int, int, int, int]:
    """Return the pieces made, in work, to plan and cancelled, counted anew from the lots."""
    order.refresh_from_db()
    lots = list(Lot.objects.filter(work_order=order, state__in=Lot.LIVE).with_made())
    made_ = sum(min(lot.made, lot.to_make) for lot in lots)
    in_work = sum(lot.to_make - min(lot.made, lot.to_make) for lot in lots)
    return made_, in_work, order.unplaced, order.cancelled


def step(world: Prefecture, order: WorkOrder, kind: str, which: int, pieces: int) -> None:
    """Do one thing to one lot of the order, or nothing where the rules refuse it."""
    lots = list(order.lots.order_by("pk"))
    lot = lots[which % len(lots)] if lots else None
    if kind == "issue" or lot is None:
        issue(world, order, which, pieces)
    elif kind in (*MAKING, "pass on", "undo"):
        act(world, lot, kind, WORKERS[which % 2], pieces)
    else:
        with suppress(Refused), transaction.atomic():
            end(world, order, lot, kind, pieces)


def issue(world: Prefecture, order: WorkOrder, which: int, pieces: int) -> None:
    """Issue pieces to a station, which accepts the lot every second time."""
    days = {"begins_on": in_days(0), "ends_on": in_days(9)}
    line = PlanLine(work_order=order, station=world.stations["liuzhuang"], pieces=pieces, **days)
    with suppress(Refused), transaction.atomic():
        lot = issuing.issue([line], by=world.mei)[0]
        if which % 3 < 2:
            issuing.accept(lot, by=world.lan)


def end(world: Prefecture, order: WorkOrder, lot: Lot, kind: str, pieces: int) -> None:
    deeds: dict[str, Any] = {
        "shorten": lambda: shortening.take_back(lot, pieces=pieces, reason="late", by=world.mei),
        "move": lambda: planning.move_lot(
            lot, station=world.stations["beichen"], pieces=pieces, reason="late", by=world.mei
        ),
        "stop lot": lambda: stopping.stop_lot(lot, reason="flood", by=world.mei),
        "stop": lambda: pieces % 3 or stopping.stop(order, reason="no straw", by=world.mei),
        "recall": lambda: issuing.recall(lot, reason="late", by=world.mei),
        "decline": lambda: issuing.decline(lot, reason="harvest", by=world.lan),
        "count back": lambda: stopping.count_back_overdue(in_days(30)),
        "receive": lambda: receiving.receive(lot, pieces=pieces, by=world.mei, key=uuid4()),
    }
    if kind == "count back":
        order.lots.exclude(hand_in_by_on=None).update(hand_in_by_on=in_days(-1))
    deeds[kind]()


@pytest.mark.parametrize("ordered", [60])
@few(30)
@example(steps=[*BEGUN, ("shorten", 0, 18), ("issue", 1, 10), ("stop", 0, 3), ("undo", 0, 1), ("count back", 0, 1)])
@example(steps=[*BEGUN, ("stop lot", 0, 1), ("issue", 1, 30), ("undo", 0, 1), ("judge", 0, 9), ("stop", 0, 3)])
@given(steps=STEPS)
def test_ordered_is_made_in_work_to_plan_and_cancelled(
    prefecture: Prefecture, ordered: int, steps: list[tuple[str, int, int]]
) -> None:
    with rolled_back():
        order = work_order(prefecture, pieces=ordered)
        for kind, which, pieces in steps:
            step(prefecture, order, kind, which, pieces)
            check_deferred_rules()
            assert sum(counts(order)) == ordered, (kind, counts(order))
        stop_everything(prefecture, order)
        assert reconcile() == []


def stop_everything(world: Prefecture, order: WorkOrder) -> None:
    """Stop the order and let its day pass: nothing stays in anybody's hands but what waits for inspection."""
    with suppress(Refused):
        stopping.stop(order, reason="no straw", by=world.mei)
    order.lots.exclude(hand_in_by_on=None).update(hand_in_by_on=in_days(-1))
    stopping.count_back_overdue(in_days(0))
    stopped = order.lots.filter(state__in=["stopping", "stopped"])
    assert Assignment.objects.filter(lot_operation__lot__in=stopped).pieces_in_hand() == 0
    assert not order.lots.filter(state__in=Lot.UNFINISHED).exists()
    check_deferred_rules()
    assert sum(counts(order)) == order.pieces


def test_a_piece_made_twice_is_seen(prefecture: Prefecture) -> None:
    """Count by hand: 30 issued, 12 begun, 5 of them finished; 30 to plan; the rest of the lot is taken back."""
    order = work_order(prefecture, pieces=60)
    issue(prefecture, order, 0, 30)
    lot = order.lots.get()
    made(prefecture, lot, "xiuying", 12)
    made(prefecture, lot, "guilan", 5, step=2)
    assert counts(order) == (5, 25, 30, 0)
    shortening.take_back(lot, pieces=18, reason="late", by=prefecture.mei)
    assert counts(order) == (5, 7, 48, 0)
    stopping.stop(order, reason="no straw", by=prefecture.mei)
    assert counts(order) == (5, 0, 0, 55)
