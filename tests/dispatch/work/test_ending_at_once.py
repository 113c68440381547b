"""Test stopping, shortening and re-dating lots at the moment when others work on them, on real connections."""

import pytest

from dispatch.models import Assignment, Lot, WorkReport
from dispatch.pay.ledger import reconcile
from dispatch.work import due_days, shortening, stopping
from dispatch.work.errors import DayChanged
from shop.refusing import Refused, TooMany, WrongState
from tests.dispatch.lots import hand, judge, lot_at, made, tell
from tests.dispatch.work.test_at_once import at_once
from tests.personas import Prefecture, build_prefecture, in_days

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> Prefecture:
    """Return the small prefecture, visible to every connection."""
    return build_prefecture()


def test_a_stop_and_a_hand_out_at_once(world: Prefecture) -> None:
    """Whoever is first, no pieces are in hands of a lot that was recalled or stopped without them."""
    for _round in range(3):
        lot = lot_at(world, pieces=20)
        given, stopped = at_once(
            lambda lot=lot: hand(world, lot, "xiuying", 5),
            lambda lot=lot: stopping.stop(lot.work_order, reason="no straw", by=world.mei),
        )
        lot.refresh_from_db()
        lot.work_order.refresh_from_db()
        assert stopped.state == "stopped"
        if isinstance(given, WrongState):
            assert (lot.state, lot.work_order.cancelled) == ("recalled", 20)
        else:
            assert (lot.state, lot.unmade, lot.work_order.cancelled) == ("stopping", 15, 15)


def test_the_rest_is_taken_back_while_pieces_are_handed_out(world: Prefecture) -> None:
    lot = lot_at(world, pieces=20)
    hand(world, lot, "guilan", 4)
    given, taken = at_once(
        lambda: hand(world, lot, "xiuying", 10),
        lambda: shortening.take_back(lot, pieces=16, reason="late", by=world.mei),
    )
    assert sorted([type(given), type(taken)], key=str) in ([Assignment, TooMany], [Lot, TooMany])
    lot.refresh_from_db()
    assert lot.pieces == (4 if isinstance(given, TooMany) else 20)


def test_a_lot_is_cut_short_while_its_last_pieces_are_inspected(world: Prefecture) -> None:
    lot = lot_at(world, pieces=10)
    made(world, lot, "xiuying", 6)
    told = tell(world, hand(world, lot, "guilan", 6, step=2), 6)
    results = at_once(
        lambda: judge(world, told, 6), lambda: shortening.take_back(lot, pieces=4, reason="late", by=world.mei)
    )
    assert not [result for result in results if isinstance(result, Refused)]
    lot.refresh_from_db()
    assert (lot.state, lot.pieces, lot.work_order.unplaced) == ("finished", 6, 4)


def test_two_reports_and_a_stop_at_once_leave_no_piece_uncounted(world: Prefecture) -> None:
    lot = lot_at(world, pieces=10)
    hers, other = hand(world, lot, "xiuying", 4), hand(world, lot, "guilan", 5)
    at_once(
        lambda: tell(world, hers, 4),
        lambda: tell(world, other, 5),
        lambda: stopping.stop_lot(lot, reason="flood", by=world.mei),
    )
    reports = list(WorkReport.objects.order_by("pk"))
    at_once(*[lambda report=report: judge(world, report, report.pieces) for report in reports])
    lot.refresh_from_db()
    assert (lot.state, lot.unmade, lot.work_order.unplaced) == ("stopped", 10, 10)
    assert reconcile() == []


def test_one_day_is_agreed_or_declined_once(world: Prefecture) -> None:
    lot = lot_at(world, pieces=10)
    due_days.propose(lot, day=in_days(30), reason="harvest", as_base=False, by=world.lan)
    results = at_once(
        lambda: due_days.agree(lot, day=in_days(30), by=world.mei),
        lambda: due_days.decline(lot, day=in_days(30), by=world.hong),
    )
    assert sum(isinstance(result, DayChanged) for result in results) == 1
