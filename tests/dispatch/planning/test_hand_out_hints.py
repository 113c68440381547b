"""Test the hint that splits a lot's pieces by time, pace and pay so far, which the lead follows or changes."""

from collections.abc import Callable
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from dispatch.models import Assignment, Earning, Lot, LotOperation
from dispatch.planning.hand_out_hints import share
from shop.accounts.models import User
from tests.dispatch.lots import hand, lot_at, made
from tests.personas import Prefecture
from workshops.models import Skill, Worker

SignIn = Callable[[User | None], Client]


@pytest.fixture
def body(prefecture: Prefecture) -> LotOperation:
    """Return the first operation of a lot of 40 baskets at Liuzhuang, of which nothing has been handed out."""
    return lot_at(prefecture, pieces=40).operations.get(position=1)


def hint(operation: LotOperation) -> dict[str, int]:
    return {each.worker.number: each.pieces for each in share(operation)}


def test_two_alike_earn_alike(body: LotOperation) -> None:
    """Bodies pay 20.50. Who sews the 40 handles at 7.50 later weaves fewer of them, so both earn about the same."""
    few, many = sorted(hint(body).values())
    assert few + many == 40
    assert many * 20.5 == pytest.approx(few * 20.5 + 40 * 7.5, abs=60)


def test_who_has_more_time_and_a_quicker_hand_gets_more(prefecture: Prefecture, body: LotOperation) -> None:
    Worker.objects.filter(number="W00002").update(minutes_per_day=60)
    Skill.objects.filter(worker__number="W00001").update(pace=Decimal("1.30"))
    pieces = hint(body)
    assert pieces["W00001"] > 2 * pieces.get("W00002", 0)
    assert sum(pieces.values()) == 40


def test_who_has_earned_more_gets_less(prefecture: Prefecture, body: LotOperation) -> None:
    for _ in range(2):
        made(prefecture, lot_at(prefecture, pieces=30), "xiuying", 30)
    assert Earning.objects.exists()
    pieces = hint(body)
    assert pieces.get("W00001", 0) < pieces["W00002"]


def test_what_she_has_in_hand_counts(prefecture: Prefecture, body: LotOperation) -> None:
    hand(prefecture, lot_at(prefecture, pieces=60), "xiuying", 60)
    assert hint(body).get("W00001", 0) < 20


def test_nothing_left_or_nobody_able_is_no_suggestion(prefecture: Prefecture, body: LotOperation) -> None:
    last = body.lot.operations.get(position=2)
    assert share(last) == (), "nothing has been made yet that could be sewn"
    Skill.objects.all().delete()
    assert share(body) == ()


def test_the_lead_taps_a_suggestion_and_may_change_it(
    prefecture: Prefecture, signed_in: SignIn, body: LotOperation
) -> None:
    lan = signed_in(prefecture.lan)
    first = share(body)[0]
    page = lan.get("/en" + reverse("station:hand-out", args=[body.lot.token, body.pk])).content.decode()
    assert "Suggested" in page
    address = reverse("station:hand-out-to", args=[body.lot.token, body.pk, first.worker.pk])
    assert f"{address}?pieces=" in page
    form = lan.get(f"{address}?pieces=17").content.decode()
    assert 'value="17"' in form
    assert not Assignment.objects.exists(), "looking hands nothing out"
    lan.post(address, {"pieces": "16", "key": str(uuid4())})
    assert Assignment.objects.get().pieces == 16


def test_a_lot_that_is_not_accepted_has_no_suggestion(prefecture: Prefecture, signed_in: SignIn) -> None:
    waiting = lot_at(prefecture, state=Lot.State.ISSUED)
    operation = waiting.operations.get(position=1)
    page = signed_in(prefecture.lan).get("/en" + reverse("station:hand-out", args=[waiting.token, operation.pk]))
    assert "Suggested" not in page.content.decode()
