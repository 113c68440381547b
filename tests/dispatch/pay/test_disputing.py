"""Test that disputes rise when nobody answers, are answered by who may, and end in an entry, never in an edit."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dispatch.models import Dispute, Earning, Period
from dispatch.pay import claims, disputing, ledger, settling
from dispatch.work import inspecting
from shop.refusing import AlreadyDone, NotYours, TooMany, WrongCount
from tests.dispatch.lots import hand, judge, lot_at, made, tell
from tests.personas import Prefecture

Level, State = Dispute.Level, Dispute.State


def missing(world: Prefecture, pieces: int = 1) -> Dispute:
    held = hand(world, lot_at(world), "xiuying", 5)
    return disputing.contest_missing(held, pieces=pieces, words="给了站长，没有记", by=world.xiuying)


def a_week_on(dispute: Dispute) -> None:
    Dispute.objects.filter(pk=dispute.pk).update(answer_by_on=timezone.localdate() - timedelta(days=1))


def test_a_dispute_rises_one_level_a_week(prefecture: Prefecture) -> None:
    dispute = missing(prefecture)
    assert disputing.escalate() == 0
    levels = []
    for _week in range(3):
        a_week_on(dispute)
        disputing.escalate()
        assert disputing.escalate() == 0
        dispute.refresh_from_db()
        levels.append(dispute.level)
    assert levels == [Level.COUNTY, Level.ASSOCIATION, Level.ASSOCIATION]


def test_who_may_answer_at_each_level(prefecture: Prefecture) -> None:
    dispute = missing(prefecture)
    asked = ("mei", "hong", "shu", "guan", "lan", "xiuying", "otto", "root")

    def able() -> list[str]:
        return [name for name in asked if claims.to_answer(prefecture.people[name]).filter(pk=dispute.pk).exists()]

    answerers = [able()]
    for _week in range(2):
        a_week_on(dispute)
        disputing.escalate()
        answerers.append(able())
    assert answerers == [["mei", "hong"], ["shu"], ["guan"]]
    for late in (prefecture.mei, prefecture.shu, prefecture.root):
        with pytest.raises(NotYours):
            disputing.answer(dispute, is_right=True, by=late)


def test_an_officer_has_missing_pieces_paid(prefecture: Prefecture) -> None:
    dispute = missing(prefecture, pieces=2)
    a_week_on(dispute)
    disputing.escalate()
    assert claims.worth(dispute) == 41
    answered = disputing.answer(dispute, is_right=True, words="站长记起来了", by=prefecture.shu)
    assert answered.state == State.UPHELD
    assert answered.outcome and answered.outcome.kind == Earning.Kind.ADJUSTMENT
    assert ledger.balance(ledger.account_of(prefecture.workers["xiuying"])) == 41
    with pytest.raises(AlreadyDone):
        disputing.answer(dispute, is_right=False, words="no", by=prefecture.shu)


def test_no_more_can_be_missing_than_she_holds(prefecture: Prefecture) -> None:
    with pytest.raises(WrongCount):
        missing(prefecture, pieces=0)
    with pytest.raises(TooMany):
        missing(prefecture, pieces=6)


def test_a_contested_deduction_is_reversed_in_the_open_period(prefecture: Prefecture) -> None:
    made(prefecture, lot_at(prefecture), "xiuying", 2)
    base, worker = prefecture.bases["straw"], prefecture.workers["xiuying"]
    taken = ledger.Transfer(
        kind=Earning.Kind.DEDUCTION, debit=ledger.account_of(worker), credit=ledger.wages_of(base),
        amount=Decimal(5), key=uuid4(), note="a torn handle",
    )  # fmt: skip
    entry = ledger.post([taken], base=base, by=prefecture.mei)[0]
    period = Period.objects.get()
    settling.close(period, by=prefecture.mei)
    slip = period.payslips.get()
    dispute = disputing.contest_payslip(slip, words="it was torn before", by=prefecture.xiuying, entry=entry)
    answered = disputing.answer(dispute, is_right=True, words="you are right", by=prefecture.mei)
    assert answered.outcome and answered.outcome.reverses == entry
    assert answered.outcome.period != period
    assert ledger.balance(ledger.account_of(worker)) == 41


def test_who_answers_sees_what_was_corrected_since(prefecture: Prefecture, signed_in: Any) -> None:
    report = tell(prefecture, hand(prefecture, lot_at(prefecture), "xiuying", 5), 5)
    wrong = judge(prefecture, report, 1, rejected=4)
    dispute = disputing.contest_inspection(wrong, words="four are good", by=prefecture.xiuying)
    assert claims.worth(dispute) == 4 * Decimal("20.5")
    verdict = inspecting.Verdict(accepted=4, rejected=1, reason="loose")
    right = inspecting.correct(wrong, verdict=verdict, why="miscounted", by=prefecture.lan, key=uuid4())
    dispute.refresh_from_db()
    assert claims.worth(dispute) == Decimal("20.5")
    mei = signed_in(prefecture.mei)
    page = mei.get(f"/en{reverse('desk:pay-dispute', args=[dispute.pk])}").content.decode()
    assert (
        "Corrected since" in page
        and "¥20.50" in page
        and "¥82.00" not in page
        and "She is right: pay her ¥20.50" in page
    )
    inspecting.withdraw(right, why="miscounted", by=prefecture.lan)
    assert claims.worth(dispute) == 0


def test_an_answer_thought_out_before_a_correction_pays_nothing(prefecture: Prefecture, signed_in: Any) -> None:
    report = tell(prefecture, hand(prefecture, lot_at(prefecture), "xiuying", 5), 5)
    wrong = judge(prefecture, report, 1, rejected=4)
    dispute = disputing.contest_inspection(wrong, words="four are good", by=prefecture.xiuying)
    mei, address = signed_in(prefecture.mei), f"/en{reverse('desk:pay-dispute', args=[dispute.pk])}"
    assert f'action="?seen={wrong.pk}"' in mei.get(address).content.decode()
    verdict = inspecting.Verdict(accepted=4, rejected=1, reason="loose")
    right = inspecting.correct(wrong, verdict=verdict, why="miscounted", by=prefecture.lan, key=uuid4())
    said = {"form": "verdict", "right": "yes", "words": "", "key": str(uuid4())}
    page = mei.post(f"{address}?seen={wrong.pk}", said).content.decode()
    assert "corrected or withdrawn since" in page and f'action="?seen={right.pk}"' in page
    dispute.refresh_from_db()
    assert dispute.state == State.OPEN and not dispute.outcome
    assert ledger.balance(ledger.account_of(prefecture.workers["xiuying"])) == 4 * Decimal("20.5")
    assert mei.post(f"{address}?seen={right.pk}", said).status_code == 302
    assert ledger.balance(ledger.account_of(prefecture.workers["xiuying"])) == 5 * Decimal("20.5")


def test_only_a_line_of_her_own_payslip(prefecture: Prefecture) -> None:
    lot = lot_at(prefecture)
    made(prefecture, lot, "xiuying", 2)
    other = judge(prefecture, tell(prefecture, hand(prefecture, lot, "guilan", 2), 2), 2)
    period = Period.objects.get()
    settling.close(period, by=prefecture.mei)
    slip = period.payslips.get(worker=prefecture.workers["xiuying"])
    entry = other.earnings.get(kind=Earning.Kind.ACCEPTANCE)
    with pytest.raises(NotYours):
        disputing.contest_payslip(slip, words="hers", by=prefecture.xiuying, entry=entry)


def test_officers_see_what_has_come_up_and_answer_it(prefecture: Prefecture, client: Client) -> None:
    dispute = missing(prefecture)
    client.force_login(prefecture.shu, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("federation:dispute", args=[dispute.pk])
    assert client.get(address).status_code == 404
    a_week_on(dispute)
    disputing.escalate()
    assert "给了站长" in client.get(reverse("federation:disputes")).content.decode()
    assert "¥20.50" in client.get(address).content.decode()
    client.post(address, {"key": uuid4(), "form": "verdict", "right": "yes", "words": "补给她"})
    dispute.refresh_from_db()
    assert (dispute.state, dispute.answered_by) == (State.UPHELD, prefecture.shu)
