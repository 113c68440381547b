"""Test that pieces go only to those who may make them, and never more than there are."""

from uuid import uuid4

import pytest

from dispatch.models import Assignment, Lot
from dispatch.work import handing
from dispatch.work.errors import NotSkilled
from dispatch.work.progress import steps
from shop.refusing import KeyReused, NotYours, TooMany, WrongCount, WrongState
from tests.dispatch.lots import hand, judge, lot_at, made, tell
from tests.personas import Prefecture


def test_the_first_hand_out_sets_the_lot_in_work(prefecture: Prefecture) -> None:
    lot = lot_at(prefecture, pieces=10)
    hand(prefecture, lot, "xiuying", 4)
    lot.refresh_from_db()
    assert lot.state == Lot.State.IN_WORK
    assert [step.left for step in steps(lot)] == [6, 0]


def test_no_more_is_handed_out_than_is_left(prefecture: Prefecture) -> None:
    lot = lot_at(prefecture, pieces=10)
    hand(prefecture, lot, "xiuying", 7)
    with pytest.raises(TooMany) as refusal:
        hand(prefecture, lot, "guilan", 4)
    assert refusal.value.most == 3
    with pytest.raises(WrongCount):
        hand(prefecture, lot, "guilan", 0)


def test_the_second_operation_gets_what_the_first_has_accepted(prefecture: Prefecture) -> None:
    lot = lot_at(prefecture, pieces=10)
    with pytest.raises(TooMany):
        hand(prefecture, lot, "guilan", 1, step=2)
    judge(prefecture, tell(prefecture, hand(prefecture, lot, "xiuying", 6), 6), 4, rework=1, rejected=1)
    with pytest.raises(TooMany):
        hand(prefecture, lot, "guilan", 5, step=2)
    hand(prefecture, lot, "guilan", 4, step=2)


def test_a_rejected_piece_is_made_again(prefecture: Prefecture) -> None:
    lot = lot_at(prefecture, pieces=3)
    judge(prefecture, tell(prefecture, hand(prefecture, lot, "xiuying", 3), 3), 2, rejected=1)
    assert steps(lot)[0].left == 1
    made(prefecture, lot, "guilan", 1)
    made(prefecture, lot, "guilan", 3, step=2)
    lot.refresh_from_db()
    assert lot.state == Lot.State.FINISHED


def test_unmade_pieces_come_back_and_go_out_again(prefecture: Prefecture) -> None:
    lot = lot_at(prefecture, pieces=5)
    assignment = hand(prefecture, lot, "xiuying", 5)
    tell(prefecture, assignment, 2)
    with pytest.raises(TooMany):
        handing.take_back(assignment=assignment, pieces=4, by=prefecture.lan)
    handing.take_back(assignment=assignment, pieces=3, by=prefecture.lan)
    hand(prefecture, lot, "guilan", 3)
    assert steps(lot)[0].left == 0


def test_a_repeated_hand_out_is_one(prefecture: Prefecture) -> None:
    lot, key = lot_at(prefecture, pieces=5), uuid4()
    first = hand(prefecture, lot, "xiuying", 5, key=key)
    assert hand(prefecture, lot, "xiuying", 5, key=key) == first
    assert Assignment.objects.count() == 1
    with pytest.raises(KeyReused):
        hand(prefecture, lot, "xiuying", 4, key=key)


def test_only_skilled_workers_of_the_station_are_handed_pieces(prefecture: Prefecture) -> None:
    lot = lot_at(prefecture)
    with pytest.raises(NotSkilled):
        hand(prefecture, lot, "yan", 1)
    prefecture.workers["guilan"].skills.all().delete()
    with pytest.raises(NotSkilled):
        hand(prefecture, lot, "guilan", 1)
    assert list(handing.able(lot.operations.first())) == [prefecture.workers["xiuying"]]


@pytest.mark.parametrize("who", ["fen", "xiuying", "otto", "anna"])
def test_only_who_runs_the_station_hands_out(prefecture: Prefecture, who: str) -> None:
    operation, worker = lot_at(prefecture).operations.first(), prefecture.workers["guilan"]
    with pytest.raises(NotYours):
        handing.hand_out(lot_operation=operation, worker=worker, pieces=1, by=prefecture.people[who], key=uuid4())


def test_nothing_is_handed_out_before_the_station_has_accepted(prefecture: Prefecture) -> None:
    with pytest.raises(WrongState):
        hand(prefecture, lot_at(prefecture, state=Lot.State.ISSUED), "xiuying", 1)
