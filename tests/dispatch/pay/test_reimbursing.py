"""Test that two people pay back costs that a worker bore for the base, up to a ceiling, and that they are no income."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from dispatch.models import Earning, Outlay, Period
from dispatch.pay import ceilings, deducting, earnings, ledger, outlays, records, reimbursing, settling, taking_back
from dispatch.pay.errors import CostsTooHigh, WrongAmount
from shop.refusing import AlreadyDone, NotYours, ReasonMissing, SecondPersonNeeded
from tests.dispatch.by_two import costs, take_back
from tests.dispatch.lots import lot_at, made
from tests.personas import Prefecture
from workshops.models import JournalEntry

SignedIn = Any


def propose(world: Prefecture, amount: str = "12.30", **more: Any) -> Outlay:
    said = {"worker": world.workers["xiuying"], "words": "thread, receipt 7", "by": world.mei, "key": uuid4(), **more}
    return reimbursing.propose(world.bases["straw"], amount=Decimal(amount), **said)


@pytest.fixture
def world(prefecture: Prefecture) -> Prefecture:
    """Let Xiuying earn 300.00."""
    made(prefecture, lot_at(prefecture, pieces=10, rates=("30", "7.5")), "xiuying", 10)
    return prefecture


def test_it_is_paid_and_is_no_income(world: Prefecture) -> None:
    xiuying, key = world.workers["xiuying"], uuid4()
    proposed = propose(world, key=key)
    assert propose(world, key=key) == proposed
    assert ledger.balance(ledger.account_of(xiuying)) == 300, "nothing is posted on one person's word"
    reimbursing.approve(proposed, by=world.hong)
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
            propose(world, **wrong)
    for amount in ("0", "-1", "0.005"):
        with pytest.raises(WrongAmount):
            propose(world, amount)
    with pytest.raises(ReasonMissing):
        propose(world, words=" ")
    with pytest.raises(DatabaseError), transaction.atomic():
        ledger.post(
            [ledger.Transfer(
                kind=Earning.Kind.COSTS, debit=ledger.account_of(world.workers["xiuying"]),
                credit=ledger.wages_of(world.bases["straw"]), amount=Decimal(1), key=uuid4(), note="the wrong way",
            )],
            base=world.bases["straw"], by=world.mei,
        )  # fmt: skip


def test_another_person_approves(world: Prefecture) -> None:
    proposed = propose(world)
    with pytest.raises(SecondPersonNeeded):
        reimbursing.approve(proposed, by=world.mei)
    for who in ("otto", "lan", "xiuying", "guan"):
        with pytest.raises(NotYours):
            reimbursing.approve(proposed, by=world.people[who])
    outlays.decline(proposed, because="no receipt", by=world.hong)
    with pytest.raises(AlreadyDone):
        reimbursing.approve(proposed, by=world.hong)
    assert not Earning.objects.filter(kind="costs").exists()
    entry = costs(world, "xiuying", "12.30")
    with pytest.raises(DatabaseError), transaction.atomic():  # an entry of another amount
        Outlay.objects.create(
            kind="costs", base=world.bases["straw"], worker=world.workers["xiuying"], amount=99, words="x", key=uuid4(),
            needs_second=True, proposed_by=world.mei, approved_by=world.hong, approved_at=entry.at, entry=entry,
        )  # fmt: skip


def test_the_ceiling_counts_all_of_a_period(world: Prefecture) -> None:
    wanted = ceilings.propose(
        world.bases["straw"], advance=Decimal(500), costs=Decimal(20), broker_rate=Decimal(1), by=world.mei
    )
    ceilings.approve(wanted, by=world.hong)
    propose(world, "8")
    entry = costs(world, "xiuying", "8")
    with pytest.raises(CostsTooHigh) as refusal:
        propose(world, "4.01")
    assert "4.00" in str(refusal.value) and refusal.value.field == "amount"
    take_back(world, entry)
    assert propose(world, "12")


def test_a_mistake_is_taken_back_once(world: Prefecture) -> None:
    entry = costs(world, "xiuying", "12.30")
    with pytest.raises(NotYours):
        taking_back.ask(entry, because="typed twice", by=world.otto)
    with pytest.raises(NotYours):
        taking_back.ask(Earning.objects.get(kind="acceptance"), because="not costs", by=world.mei)
    undone = take_back(world, entry, because="typed twice").reversal
    assert undone and undone.reverses == entry
    with pytest.raises(AlreadyDone):
        take_back(world, entry)
    rows = JournalEntry.objects.filter(thing__in=["outlay", "takingback"]).order_by("pk")
    assert list(rows.values_list("verb", "by__first_name")) == [
        ("reimbursing.propose", "Mei"), ("reimbursing.approve", "Hong"), ("taking_back.ask", "Mei"),
        ("taking_back.agree", "Hong"),
    ]  # fmt: skip


def test_the_desk_pays_back_and_she_reads_it(world: Prefecture, signed_in: SignedIn) -> None:
    mei, hong, address = signed_in(world.mei), signed_in(world.hong), reverse("desk:pay-costs")
    lot = Earning.objects.values_list("lot_operation__lot__number", flat=True).get(kind="acceptance")
    said = {"key": uuid4(), "worker": "W00001", "amount": "12.30", "lot": lot, "words": "thread, receipt 7"}
    for field, wrong in (
        ("worker", "W00003"), ("amount", "0"), ("lot", "L99999"), ("words", ""), ("amount", "999999"),
    ):  # fmt: skip
        assert mei.post(address, {**said, field: wrong}).context["form"].errors[field]
    mei.post(address, said)
    assert "thread, receipt 7" in hong.get(reverse("desk:pay-second")).content.decode()
    hong.post(reverse("desk:pay-outlay-approve", args=[Outlay.objects.get().pk]))
    entry = Earning.objects.get(kind="costs")
    assert entry.lot_operation and entry.lot_operation.lot.number == lot
    row = records.assignments(world.bases["straw"], records.Quarter.of(entry.at.date())).get()
    assert (row.costs, row.net) == (Decimal("12.30"), Decimal("312.30"))
    settling.close(Period.objects.get(), by=world.mei)
    slip = Period.objects.get(closing=1).payslips.get()
    assert "thread, receipt 7" in signed_in(world.xiuying).get(reverse("me:payslip", args=[slip.pk])).content.decode()
    back = reverse("desk:pay-entry-back", args=[entry.pk])
    assert signed_in(world.otto).get(back).status_code == 404
    mei.post(back, {"key": uuid4(), "words": "typed twice"})
    hong.post(reverse("desk:pay-back-agree", args=[entry.takings_back.get().pk]))
    assert "typed twice" in mei.get(address).content.decode()
