"""Test that what the tax office and the labour inspector are given adds up to the ledger, line by line."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from dispatch.models import Deduction, PayoutBatch, Period
from dispatch.pay import deducting, ledger, paying, records, settling
from dispatch.work import reporting
from tests.dispatch.by_two import take_back
from tests.dispatch.lots import hand, judge, lot_at, made, tell
from tests.personas import Prefecture
from workshops import households
from workshops.models import Base, Household, Worker

SignedIn = Any


@pytest.fixture
def base(prefecture: Prefecture) -> Base:
    """Return the straw base after a quarter that is closed and paid in cash, of which Xiuying has her money.

    She shares her card 2 : 1 with Guilan: ten bodies at 30 in two hand-outs, 12.50 kept back, 8.00 given back.
    """
    house = Household.objects.create(code="H1", station=prefecture.stations["liuzhuang"], head="刘")
    xiuying, guilan = (prefecture.workers[who] for who in ("xiuying", "guilan"))
    Worker.objects.filter(pk__in=[xiuying.pk, guilan.pk]).update(household=house)
    households.agree_parts(house, {xiuying: 2, guilan: 1}, by=prefecture.lan)
    lot, base = lot_at(prefecture, pieces=10, rates=("30", "7.5")), prefecture.bases["straw"]
    for pieces in (6, 4):
        judge(prefecture, tell(prefecture, hand(prefecture, lot, "xiuying", pieces), pieces), pieces)
    for why, amount, is_given_back in (("spoiled", "12.50", False), ("rent", "8", True)):
        deduction = deducting.propose(
            base, worker=xiuying, why=Deduction.Why(why), amount=Decimal(amount), words=f"for {why}", by=prefecture.mei,
            lot_operation=lot.operations.get(position=1), key=uuid4(),
        )  # fmt: skip
        deducting.approve(deduction, by=prefecture.hong)
        if is_given_back:
            take_back(prefecture, deduction, because="it never came")
    settling.close(Period.objects.get(), by=prefecture.mei)
    batch = paying.prepare(Period.objects.get(closing=1), way=PayoutBatch.Way.CASH, by=prefecture.mei)
    paying.release(batch, by=prefecture.hong)
    paying.confirm(batch.payouts.get(payslip__worker=xiuying), by=prefecture.xiuying)
    return base


def now() -> records.Quarter:
    return records.Quarter.of(timezone.localdate())


def test_income_by_its_parts(prefecture: Prefecture, base: Base) -> None:
    xiuying, guilan = records.incomes(base, now())
    assert (xiuying.pieces, xiuying.piece_pay, xiuying.shared, xiuying.gross) == (10, 300, -100, 200)
    assert (guilan.pieces, guilan.piece_pay, guilan.shared, guilan.gross) == (0, 0, 100, 100)
    assert (xiuying.deductions, xiuying.taxable) == (Decimal("12.50"), Decimal("187.50"))
    assert xiuying.by_reason == {"spoiled": Decimal("12.50"), "rent": 0, "repayment": 0}
    assert (xiuying.received, guilan.received) == (Decimal("187.50"), 0), "said to be paid is not received"
    for income in (xiuying, guilan):
        assert income.taxable == ledger.balance(ledger.account_of(income.worker))


def test_another_quarter_is_empty(base: Base) -> None:
    assert records.incomes(base, now().before) == records.incomes(base, now().after) == []


def test_each_assignment_once_with_its_deduction_and_its_day_of_pay(base: Base) -> None:
    first, second = records.assignments(base, now())
    assert (first.gross, first.shared, first.kept_back, first.net) == (180, 60, Decimal("12.5"), Decimal("107.5"))
    assert (second.gross, second.shared, second.kept_back, second.net) == (120, 40, 0, 80)
    assert (first.kept_for, second.kept_for) == ("for spoiled", ""), "what was given back is not there"
    assert first.paid_at and timezone.localtime(first.paid_at).date() == timezone.localdate()


def test_the_workbooks_hold_the_records(prefecture: Prefecture, base: Base, signed_in: SignedIn) -> None:
    mei, address = signed_in(prefecture.mei), "/en" + reverse("desk:pay-records")
    head, row, *_rest = load_workbook(BytesIO(mei.get(address + "?format=xlsx").content)).active.values
    shown = dict(zip(head, row, strict=True))
    assert float(shown["Gross"]) == 200 and float(shown["Confirmed as received"]) == 187.5
    assert [float(shown[str(why.label)]) for why in Deduction.Why] == [12.5, 0, 0]
    head, row, *_rest = load_workbook(BytesIO(mei.get(address + "?format=assignments").content)).active.values
    shown = dict(zip(head, row, strict=True))
    assert (float(shown["Net"]), shown["Reason"]) == (107.5, "for spoiled")
    assert isinstance(shown["Confirmed as received"], date)


def test_a_worker_without_income_is_left_out(prefecture: Prefecture) -> None:
    made(prefecture, lot_at(prefecture), "xiuying", 1)
    assert [row.worker.number for row in records.incomes(prefecture.bases["straw"], now())] == ["W00001"]
    assert records.incomes(prefecture.bases["cloth"], now()) == []


def test_a_report_that_was_taken_back_finished_nothing(prefecture: Prefecture) -> None:
    held = hand(prefecture, lot_at(prefecture), "xiuying", 5)
    reporting.withdraw(tell(prefecture, held, 3), why="miscounted", by=prefecture.lan)
    assert [row.last_on for row in records.assignments(prefecture.bases["straw"], now())] == [None]
    tell(prefecture, held, 2)
    assert [row.last_on for row in records.assignments(prefecture.bases["straw"], now())] == [timezone.localdate()]
