"""Test the one rule that counts pieces still in a worker's hands, with those made beyond what was handed out."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dispatch.models import Assignment, Lot
from dispatch.pay import ledger
from dispatch.pay.before_closing import missing
from dispatch.planning.hand_out_hints import share
from dispatch.work import handing
from dispatch.work.progress import steps
from tests.dispatch.acting import ACTS, act, tolerant_lot
from tests.dispatch.examples import few, rolled_back
from tests.dispatch.lots import hand, judge, tell
from tests.personas import Prefecture
from tests.reading import counts, read, words


@pytest.fixture
def lot(prefecture: Prefecture) -> Lot:
    """Xiuying was handed 20, reported 30, and was handed 8 more."""
    lot = tolerant_lot(prefecture)
    tell(prefecture, hand(prefecture, lot, "xiuying", 20), 30)
    hand(prefecture, lot, "xiuying", 8)
    return lot


def test_the_page_of_handing_out_says_what_she_has(prefecture: Prefecture, lot: Lot, signed_in: Any) -> None:
    lan: Client = signed_in(prefecture.lan)
    page = read(lan, reverse("station:hand-out", args=[lot.token, lot.operations.all()[0].pk]))
    people = page.select(".big-step:has(.in-hand)")
    assert [words(row.select_one(".big-step-title")) for row in people] == ["王秀英"]
    assert [words(row.select_one(".in-hand")) for row in people] == ["has 8 pieces"]


def test_every_other_page_counts_the_same_eight(prefecture: Prefecture, lot: Lot, signed_in: Any) -> None:
    lan, mei, xiuying = (signed_in(user) for user in (prefecture.lan, prefecture.mei, prefecture.xiuying))
    held = Assignment.objects.get(pieces=8)
    for client, address, where, shown in (
        (lan, reverse("station:lot", args=[lot.token]), "#out ~ .big-step .big-step-count", "8"),
        (lan, reverse("station:worker", args=[held.worker_id]), ".big-step-count", "8"),
        (mei, reverse("desk:lot-detail", args=[lot.number]), 'td[data-label="In hands"]', "8"),
        (xiuying, reverse("me:home"), "a.work-action", "Report finished pieces (8 in hand)"),
    ):
        assert words(read(client, address).select_one(where)) == shown, address
    first, _second = counts(read(lan, reverse("station:lot", args=[lot.token])))
    assert first == {"left": 62, "in hand": 8, "reported": 30, "good": 0}
    period = ledger.open_period(prefecture.bases["straw"], timezone.localdate())
    assert missing(period).in_hand == 8


def test_a_hint_takes_what_came_back_for_rework_off_her_time(prefecture: Prefecture) -> None:
    """Of 200 pieces in Xiuying's hands half were made beyond those handed out, which does not change the hint."""

    def hinted(handed: int) -> list[tuple[str, int]]:
        lot = tolerant_lot(prefecture, pieces=400, share="0.250")
        lot.operations.get(position=2).delete()
        judge(prefecture, tell(prefecture, hand(prefecture, lot, "xiuying", handed), 200), 0, 200)
        hints = [(hint.worker.name, hint.pieces) for hint in share(lot.operations.get())]
        handing.take_back(Assignment.objects.get(lot_operation__lot=lot), pieces=200, by=prefecture.lan)
        return hints

    hints = hinted(200)
    assert hinted(100) == hints and dict(hints)["李桂兰"] > 150


@few(25)
@given(acts=ACTS, share=st.sampled_from(["0.000", "0.200", "1.000"]))
def test_query_row_and_reports_agree_whatever_happens(prefecture: Prefecture, acts: Any, share: str) -> None:
    with rolled_back():
        lot = tolerant_lot(prefecture, pieces=24, share=share)
        for kind, who, pieces in acts:
            act(prefecture, lot, kind, who, pieces)
        every = Assignment.objects.filter(lot_operation__lot=lot)
        by_hand = {held.pk: out_by_hand(held) for held in every}
        assert {held.pk: held.out for held in every} == by_hand
        assert {held.pk: held.in_hand for held in every.with_in_hand()} == by_hand
        assert {held.pk for held in every.unfinished()} == {pk for pk, pieces in by_hand.items() if pieces}
        assert min(by_hand.values(), default=0) >= 0
        assert every.pieces_in_hand() == sum(by_hand.values()) == sum(step.out for step in steps(lot))
        assert sum(step.handed for step in steps(lot)) == sum(one.pieces + one.surplus - one.returned for one in every)


def out_by_hand(held: Assignment) -> int:
    """Count her pieces from the reports: handed out and made beyond, less reported, plus sent to rework."""
    reports = [report for report in held.reports.all() if not report.withdrawn_at]
    rework = sum(one.rework for report in reports for one in report.inspections.standing())
    return held.pieces + held.surplus - held.returned - sum(report.pieces for report in reports) + rework
