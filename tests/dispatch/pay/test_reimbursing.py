"""Test that costs a worker bore for the base are paid back, and are neither income nor room for a deduction."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from dispatch.models import Earning, Period
from dispatch.pay import deducting, earnings, ledger, records, reimbursing, settling
from dispatch.pay.errors import WrongAmount
from shop.refusing import AlreadyDone, NotYours, ReasonMissing
from tests.dispatch.lots import lot_at, made
from tests.personas import Prefecture
from workshops.models import JournalEntry

SignedIn = Any


def reimburse(world: Prefecture, amount: str = "12.30", **more: Any) -> Earning:
    said = {"worker": world.workers["xiuying"], "words": "thread, receipt 7", "by": world.mei, "key": uuid4(), **more}
    return reimbursing.reimburse(world.bases["straw"], amount=Decimal(amount), **said)


@pytest.fixture
def world(prefecture: Prefecture) -> Prefecture:
    """Let Xiuying earn 300.00."""
    made(prefecture, lot_at(prefecture, pieces=10, rates=("30", "7.5")), "xiuying", 10)
    return prefecture


def test_it_is_paid_and_is_no_income(world: Prefecture) -> None:
    xiuying = world.workers["xiuying"]
    key = uuid4()
    assert reimburse(world, key=key) == reimburse(world, key=key)
    assert ledger.balance(ledger.account_of(xiuying)) == Decimal("312.30")
    assert earnings.sums(xiuying).this_month == 300
    assert deducting.room(xiuying, Period.objects.get()).earned == 300
    entry = Earning.objects.get(kind="costs")
    income = records.incomes(world.bases["straw"], records.Quarter.of(entry.at.date()))[0]
    assert (income.taxable, income.costs) == (300, Decimal("12.30"))
    settling.close(Period.objects.get(), by=world.mei)
    assert Period.objects.get(closing=1).payslips.get().net == Decimal("312.30")
    assert ledger.reconcile() == []


def test_who_pays_whom_and_why(world: Prefecture) -> None:
    foreign = lot_at(world).operations.get(position=1)
    for wrong in ({"by": world.otto}, {"by": world.lan}, {"worker": world.workers["yan"]}, {"lot_operation": foreign}):
        with pytest.raises(NotYours):
            reimburse(world, **wrong)
    for amount in ("0", "-1", "0.005"):
        with pytest.raises(WrongAmount):
            reimburse(world, amount)
    with pytest.raises(ReasonMissing):
        reimburse(world, words=" ")
    with pytest.raises(DatabaseError), transaction.atomic():
        ledger.post(
            [ledger.Transfer(
                kind=Earning.Kind.COSTS, debit=ledger.account_of(world.workers["xiuying"]),
                credit=ledger.wages_of(world.bases["straw"]), amount=Decimal(1), key=uuid4(), note="the wrong way",
            )],
            base=world.bases["straw"], by=world.mei,
        )  # fmt: skip


def test_a_mistake_is_taken_back_once(world: Prefecture) -> None:
    entry = reimburse(world)
    with pytest.raises(NotYours):
        reimbursing.take_back(entry, because="typed twice", by=world.otto)
    with pytest.raises(NotYours):
        reimbursing.take_back(Earning.objects.get(kind="acceptance"), because="not costs", by=world.mei)
    assert reimbursing.take_back(entry, because="typed twice", by=world.hong).reverses == entry
    with pytest.raises(AlreadyDone):
        reimbursing.take_back(entry, because="again", by=world.mei)
    verbs = JournalEntry.objects.filter(thing="earning").order_by("pk").values_list("verb", "by__first_name")
    assert list(verbs) == [("reimbursing.reimburse", "Mei"), ("reimbursing.take_back", "Hong")]


def test_the_desk_pays_back_and_she_reads_it(world: Prefecture, signed_in: SignedIn) -> None:
    mei, address = signed_in(world.mei), reverse("desk:pay-costs")
    lot = Earning.objects.values_list("lot_operation__lot__number", flat=True).get(kind="acceptance")
    said = {"key": uuid4(), "worker": "W00001", "amount": "12.30", "lot": lot, "words": "thread, receipt 7"}
    for field, wrong in (("worker", "W00003"), ("amount", "0"), ("lot", "L99999"), ("words", "")):
        assert mei.post(address, {**said, field: wrong}).context["form"].errors[field]
    mei.post(address, said)
    entry = Earning.objects.get(kind="costs")
    assert entry.lot_operation and entry.lot_operation.lot.number == lot
    row = records.assignments(world.bases["straw"], records.Quarter.of(entry.at.date())).get()
    assert (row.costs, row.net) == (Decimal("12.30"), Decimal("312.30"))
    settling.close(Period.objects.get(), by=world.mei)
    slip = Period.objects.get(closing=1).payslips.get()
    assert "thread, receipt 7" in signed_in(world.xiuying).get(reverse("me:payslip", args=[slip.pk])).content.decode()
    back = reverse("desk:pay-costs-back", args=[entry.pk])
    assert signed_in(world.otto).get(back).status_code == 404
    mei.post(back, {"key": uuid4(), "words": "typed twice"})
    assert "typed twice" in mei.get(address).content.decode()
