"""Test that money goes out once, by two people, never while it is contested, and is confirmed by its receiver."""

from decimal import Decimal
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from dispatch.models import Dispute, Earning, Inspection, Payout, PayoutBatch, Payslip, Period
from dispatch.pay import disputing, ledger, paying, settling
from dispatch.pay.errors import WrongAmount
from dispatch.pay.ledger import reconcile
from shop.refusing import AlreadyDone, NotYours, ReasonMissing, SecondPersonNeeded, WrongState
from tests.dispatch.lots import hand, judge, lot_at, made, make_good, tell
from tests.personas import Prefecture
from tests.reading import words
from workshops import pay_accounts
from workshops.models import JournalEntry, PayAccountChange

BANK, CASH = PayoutBatch.Way.BANK, PayoutBatch.Way.CASH


@pytest.fixture
def period(prefecture: Prefecture) -> Period:
    """Return a closed period in which Xiuying earned 41.00 and Guilan 20.50."""
    lot = lot_at(prefecture, pieces=3)
    made(prefecture, lot, "xiuying", 2)
    made(prefecture, lot, "guilan", 1)
    open_one = Period.objects.get()
    settling.close(period=open_one, by=prefecture.mei)
    open_one.refresh_from_db()
    return open_one


def payslip_of(world: Prefecture, worker: str) -> Payslip:
    return Payslip.objects.get(worker=world.workers[worker])


def test_two_people_pay_each_payslip_once(prefecture: Prefecture, period: Period) -> None:
    batch = paying.prepare(period=period, way=BANK, by=prefecture.mei)
    assert sorted(batch.payouts.values_list("amount", flat=True)) == [Decimal("20.50"), Decimal("41.00")]
    with pytest.raises(AlreadyDone):
        paying.prepare(period=period, way=CASH, by=prefecture.mei)
    with pytest.raises(SecondPersonNeeded):
        paying.release(batch=batch, by=prefecture.mei)
    with pytest.raises(NotYours):
        paying.release(batch=batch, by=prefecture.otto)
    paying.release(batch=batch, by=prefecture.hong)
    with pytest.raises(AlreadyDone):
        paying.release(batch=batch, by=prefecture.hong)
    assert set(batch.payouts.values_list("state", flat=True)) == {Payout.State.RELEASED}
    assert reconcile() == []


def test_the_bank_file_is_taken_after_the_release_only(prefecture: Prefecture, period: Period) -> None:
    batch = paying.prepare(period=period, way=BANK, by=prefecture.mei)
    with pytest.raises(WrongState):
        paying.export(batch, by=prefecture.mei)
    batch = paying.release(batch=batch, by=prefecture.hong)
    with pytest.raises(NotYours):
        paying.export(batch, by=prefecture.otto)
    assert not JournalEntry.objects.filter(verb="paying.export").exists()
    accounts = [payout.account for payout in paying.export(batch, by=prefecture.mei)]
    assert sorted(accounts) == sorted(batch.payouts.values_list("account", flat=True)) and len(accounts) == 2
    assert JournalEntry.objects.get(verb="paying.export").by == prefecture.mei


def test_a_batch_in_cash_has_no_bank_file(prefecture: Prefecture, period: Period) -> None:
    batch = paying.release(paying.prepare(period=period, way=CASH, by=prefecture.mei), by=prefecture.hong)
    with pytest.raises(WrongState):
        paying.export(batch, by=prefecture.hong)


def test_one_station_is_paid_in_cash(prefecture: Prefecture, period: Period) -> None:
    with pytest.raises(AlreadyDone):
        paying.prepare(period=period, way=CASH, by=prefecture.mei, station=prefecture.stations["beichen"])
    batch = paying.prepare(period=period, way=CASH, by=prefecture.mei, station=prefecture.stations["liuzhuang"])
    assert batch.payouts.count() == 2


def test_an_open_period_is_not_paid(prefecture: Prefecture, period: Period) -> None:
    with pytest.raises(WrongState):
        paying.prepare(period=Period.objects.get(state=Period.State.OPEN), way=BANK, by=prefecture.mei)


def test_she_confirms_the_money(prefecture: Prefecture, period: Period) -> None:
    batch = paying.prepare(period=period, way=BANK, by=prefecture.mei)
    payout = batch.payouts.get(payslip__worker=prefecture.workers["xiuying"])
    with pytest.raises(WrongState):
        paying.confirm(payout=payout, by=prefecture.xiuying)
    paying.release(batch=batch, by=prefecture.hong)
    with pytest.raises(NotYours):
        paying.confirm(payout=payout, by=prefecture.fen)
    assert paying.confirm(payout=payout, by=prefecture.xiuying).state == Payout.State.CONFIRMED


def test_a_contested_payslip_waits(prefecture: Prefecture, period: Period) -> None:
    mine = payslip_of(prefecture, "xiuying")
    dispute = disputing.contest_payslip(payslip=mine, words="one basket is missing", by=prefecture.xiuying)
    with pytest.raises(AlreadyDone):
        disputing.contest_payslip(payslip=mine, words="again", by=prefecture.xiuying)
    batch = paying.prepare(period=period, way=BANK, by=prefecture.mei)
    assert [payout.payslip.worker.name for payout in batch.payouts.all()] == ["李桂兰"]
    with pytest.raises(WrongState):
        settling.confirm(payslip=mine, by=prefecture.xiuying)
    make_good(prefecture, dispute, Decimal("20.50"))
    assert ledger.balance(ledger.account_of(prefecture.workers["xiuying"])) == Decimal("61.50")
    assert dispute.outcome is None
    dispute.refresh_from_db()
    assert dispute.outcome and dispute.outcome.kind == Earning.Kind.ADJUSTMENT
    assert dispute.outcome.period != period
    assert paying.prepare(period=period, way=BANK, by=prefecture.mei).payouts.get().amount == Decimal("41.00")


def test_a_payslip_contested_after_it_was_prepared_is_taken_out(prefecture: Prefecture, period: Period) -> None:
    batch = paying.prepare(period=period, way=BANK, by=prefecture.mei)
    disputing.contest_payslip(payslip=payslip_of(prefecture, "xiuying"), words="too little", by=prefecture.xiuying)
    paying.release(batch=batch, by=prefecture.hong)
    assert batch.payouts.said().get().payslip == payslip_of(prefecture, "guilan")


def test_money_goes_to_no_account_that_she_has_changed_since_it_was_prepared(
    prefecture: Prefecture, period: Period, client: Client
) -> None:
    batch = paying.prepare(period=period, way=BANK, by=prefecture.mei)
    worker = prefecture.workers["xiuying"]
    change = pay_accounts.enter(
        worker, kind="bank", bank="农业银行", holder=worker.name, number="6222020000000011", by=prefecture.xiuying,
        key=uuid4(),
    )  # fmt: skip
    PayAccountChange.objects.filter(pk=change.pk).update(proven_at=timezone.now())
    pay_accounts.confirm(change, by=prefecture.guan)
    client.force_login(prefecture.hong)
    page = BeautifulSoup(client.get(f"/en/desk/pay/batches/{batch.pk}/").content, "html.parser")
    assert "1 woman has changed her account" in words(page.select_one("main"))
    assert "is taken out" in words(page.find("a", string="王秀英").find_parent("tr"))  # type: ignore[union-attr]
    paying.release(batch=batch, by=prefecture.hong)
    assert [payout.payslip.worker.name for payout in batch.payouts.said()] == ["李桂兰"]
    anew = paying.prepare(period=period, way=BANK, by=prefecture.mei).payouts.get()
    assert (anew.payslip, anew.account) == (payslip_of(prefecture, "xiuying"), "6222020000000011")
    assert reconcile() == []


def test_a_refused_piece_is_contested_and_answered_once(prefecture: Prefecture) -> None:
    report = tell(prefecture, hand(prefecture, lot_at(prefecture), "xiuying", 2), 2)
    inspection = judge(prefecture, report, 1, rejected=1)
    with pytest.raises(NotYours):
        disputing.contest_inspection(inspection=inspection, words="it is good", by=prefecture.fen)
    with pytest.raises(ReasonMissing):
        disputing.contest_inspection(inspection=inspection, words=" ", by=prefecture.xiuying)
    dispute = disputing.contest_inspection(inspection=inspection, words="it is good", by=prefecture.xiuying)
    assert (dispute.answer_by_on - dispute.opened_at.date()).days in (7, 8)
    with pytest.raises(NotYours):
        disputing.answer(dispute, is_right=False, words="no", by=prefecture.lan)
    with pytest.raises(WrongAmount):
        disputing.propose_sum(dispute, words="no", amount=Decimal(-1), by=prefecture.mei)
    answered = disputing.answer(dispute, is_right=False, words="the handle is torn", by=prefecture.mei)
    assert answered.state == Dispute.State.REFUSED
    with pytest.raises(AlreadyDone):
        disputing.answer(dispute, is_right=True, by=prefecture.mei)
    assert Inspection.objects.get().earnings.filter(kind=Earning.Kind.ACCEPTANCE).count() == 1
