"""Test that a deduction needs two people, stays within the law's limit, and can be read, contested and reversed."""

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction

from dispatch.models import Deduction, Earning, Period
from dispatch.pay import claims, deducting, disputing, earnings, ledger, settling
from dispatch.pay.errors import DeductionTooHigh, WrongAmount
from dispatch.work import inspecting
from shop.refusing import AlreadyDone, KeyReused, NotYours, ReasonMissing, SecondPersonNeeded, WrongState
from tests.dispatch.by_two import take_back
from tests.dispatch.lots import hand, judge, lot_at, made, tell
from tests.personas import Prefecture
from workshops import households
from workshops.models import Base, Household, JournalEntry, Worker

SignedIn = Any


def propose(
    world: Prefecture, amount: str, *, worker: str = "xiuying", by: str = "mei", words: str = "straw left in the rain",
    why: Deduction.Why = Deduction.Why.SPOILED, key: UUID | None = None, **more: Any,
) -> Deduction:  # fmt: skip
    return deducting.propose(
        world.bases["straw"], worker=world.workers[worker], why=why, amount=Decimal(amount), words=words,
        by=world.people[by], key=key or uuid4(), **more,
    )  # fmt: skip


@pytest.fixture
def world(prefecture: Prefecture) -> Prefecture:
    """Let Xiuying earn 300.00 by ten bodies at 30. At 70 minutes each and 15 an hour the minimum is 175.00."""
    made(prefecture, lot_at(prefecture, pieces=10, rates=("30", "7.5")), "xiuying", 10)
    return prefecture


def test_two_people_keep_back_a_deduction_and_she_reads_why(world: Prefecture) -> None:
    deduction = propose(world, "60.00")
    assert not Earning.objects.filter(kind="deduction").exists(), "one person takes nothing"
    with pytest.raises(SecondPersonNeeded):
        deducting.approve(deduction, by=world.mei)
    entry = deducting.approve(deduction, by=world.hong).entry
    assert entry and (entry.amount, entry.note) == (60, "straw left in the rain")
    assert ledger.balance(ledger.account_of(world.workers["xiuying"])) == 240
    with pytest.raises(AlreadyDone):
        deducting.approve(deduction, by=world.hong)
    verbs = JournalEntry.objects.filter(thing="deduction").order_by("pk").values_list("verb", "by__first_name")
    assert list(verbs) == [("deducting.propose", "Mei"), ("deducting.approve", "Hong")]
    settling.close(Period.objects.get(), by=world.mei)
    assert ledger.reconcile() == []


def test_two_reasons_in_the_same_words_are_two_lines_of_her_payslip(world: Prefecture) -> None:
    for why, amount in ((Deduction.Why.SPOILED, "5.00"), (Deduction.Why.RENT, "3.00")):
        deducting.approve(propose(world, amount, why=why, words="June"), by=world.hong)
    settling.close(Period.objects.get(), by=world.mei)
    lines = earnings.payslip_lines(world.workers["xiuying"].payslips.get())
    kept = {line.first.deduction.why: line.amount for line in lines if line.first.kind == "deduction"}
    assert kept == {"spoiled": -5, "rent": -3}


@pytest.mark.parametrize(("amount", "refused"), [("60.00", False), ("60.01", True)])
def test_at_most_a_fifth_of_what_she_earned(world: Prefecture, amount: str, refused: bool) -> None:
    if not refused:
        assert propose(world, amount).amount == Decimal(amount)
        return
    with pytest.raises(DeductionTooHigh) as refusal:
        propose(world, amount)
    assert "60.00" in str(refusal.value) and "300.00" in str(refusal.value)
    assert not Deduction.objects.exists()


def test_never_below_the_minimum_wage(prefecture: Prefecture) -> None:
    """Two bodies at 20.50 are 41.00, their 140 minutes at 15 an hour 35.00. A fifth would be 8.20, but 6.00 is left."""
    made(prefecture, lot_at(prefecture), "xiuying", 2)
    with pytest.raises(DeductionTooHigh):
        propose(prefecture, "6.01")
    assert propose(prefecture, "6.00")


def test_several_are_counted_together(world: Prefecture) -> None:
    first, second = propose(world, "40"), propose(world, "40")
    deducting.approve(first, by=world.hong)
    with pytest.raises(DeductionTooHigh):
        deducting.approve(second, by=world.hong)
    with pytest.raises(DeductionTooHigh):
        propose(world, "20.01")
    take_back(world, first)
    assert deducting.approve(second, by=world.hong).entry


def test_a_household_is_measured_by_what_each_got(prefecture: Prefecture) -> None:
    """Of ten bodies at 30 Guilan gets a third: 100.00, with a minimum of 58.33."""
    house = Household.objects.create(code="H1", station=prefecture.stations["liuzhuang"], head="刘")
    for who in ("xiuying", "guilan"):
        Worker.objects.filter(pk=prefecture.workers[who].pk).update(household=house)
    xiuying, guilan = prefecture.workers["xiuying"], prefecture.workers["guilan"]
    households.agree_parts(house, {xiuying: 2, guilan: 1}, by=prefecture.lan)
    made(prefecture, lot_at(prefecture, pieces=10, rates=("30", "7.5")), "xiuying", 10)
    period = Period.objects.get()
    allowed = deducting.room(guilan, period)
    assert (allowed.earned, round(allowed.minimum, 2), allowed.most) == (100, Decimal("58.33"), 20)
    assert deducting.room(xiuying, period).most == 40


def test_only_a_manager_deducts_and_only_from_workers_of_her_base(world: Prefecture) -> None:
    for wrong in ({"by": "otto"}, {"by": "lan"}, {"worker": "yan"}):
        with pytest.raises(NotYours):
            propose(world, "5", **wrong)
    others = lot_at(world).operations.get(position=1)
    with pytest.raises(NotYours):
        propose(world, "5", lot_operation=others)
    for amount in ("0", "-1", "0.005"):
        with pytest.raises(WrongAmount):
            propose(world, amount)
    with pytest.raises(ReasonMissing):
        propose(world, "5", words=" ")
    deduction = propose(world, "5")
    for deed in (deducting.approve, lambda one, by: deducting.decline(one, because="no", by=by)):
        with pytest.raises(NotYours):
            deed(deduction, by=world.otto)


def test_the_same_key_is_the_same_deduction(world: Prefecture) -> None:
    key = uuid4()
    assert propose(world, "5", key=key) == propose(world, "5", key=key)
    with pytest.raises(KeyReused):
        propose(world, "6", key=key)


def test_a_deduction_is_declined_or_withdrawn_with_a_reason(world: Prefecture) -> None:
    for by in (world.hong, world.mei):
        deduction = propose(world, "5")
        with pytest.raises(ReasonMissing):
            deducting.decline(deduction, because=" ", by=by)
        deducting.decline(deduction, because="the rain was nobody's fault", by=by)
        with pytest.raises(AlreadyDone):
            deducting.approve(deduction, by=world.hong)
    assert not Earning.objects.filter(kind="deduction").exists()


def test_a_deduction_is_given_back_once(world: Prefecture) -> None:
    deduction = deducting.approve(propose(world, "5"), by=world.hong)
    undone = take_back(world, deduction, because="it was the roof").reversal
    assert undone and undone.reverses == deduction.entry and undone.note == "it was the roof"
    with pytest.raises(AlreadyDone):
        take_back(world, deduction)
    assert ledger.balance(ledger.account_of(world.workers["xiuying"])) == 300


def test_a_period_does_not_close_when_she_has_earned_less_since(prefecture: Prefecture) -> None:
    lot = lot_at(prefecture, pieces=10, rates=("30", "7.5"))
    made(prefecture, lot, "xiuying", 5)
    wrong = judge(prefecture, tell(prefecture, hand(prefecture, lot, "xiuying", 5), 5), 5)
    deduction = deducting.approve(propose(prefecture, "60"), by=prefecture.hong)
    inspecting.withdraw(wrong, by=prefecture.lan, why="counted twice")
    period = Period.objects.get()
    with pytest.raises(DeductionTooHigh):
        settling.close(period, by=prefecture.mei)
    period.refresh_from_db()
    assert period.state == Period.State.OPEN, "nothing is half-closed"
    take_back(prefecture, deduction, because="too much by now")
    settling.close(period, by=prefecture.mei)
    assert period.payslips.get().net == 150


def test_a_base_that_settles_by_lot_deducts_in_the_lots_period(prefecture: Prefecture) -> None:
    Base.objects.filter(slug="straw").update(settles=Base.Settles.BY_LOT)
    lot = lot_at(prefecture, pieces=10, rates=("30", "7.5"))
    period = Period.objects.create(base=lot.work_order.base, lot=lot, begins_on=lot.begins_on, ends_on=lot.due_on)
    made(prefecture, lot, "xiuying", 10)
    with pytest.raises(DeductionTooHigh):
        propose(prefecture, "5")
    deduction = propose(prefecture, "60", lot_operation=lot.operations.get(position=1))
    entry = deducting.approve(deduction, by=prefecture.hong).entry
    assert entry and entry.period == period


def test_she_contests_a_deduction_before_it_is_on_a_payslip(world: Prefecture) -> None:
    deduction = propose(world, "5")
    with pytest.raises(WrongState):
        disputing.contest_deduction(deduction, words="the roof leaked", by=world.xiuying)
    deduction = deducting.approve(deduction, by=world.hong)
    with pytest.raises(NotYours):
        disputing.contest_deduction(deduction, words="not me", by=world.yan)
    dispute = disputing.contest_deduction(deduction, words="the roof leaked", by=world.xiuying)
    with pytest.raises(AlreadyDone):
        disputing.contest_deduction(deduction, words="again", by=world.xiuying)
    other = deducting.approve(propose(world, "6"), by=world.hong)
    assert disputing.contest_deduction(other, words="nor this one", by=world.xiuying), "each for itself"
    assert claims.worth(dispute) == 5
    answered = disputing.answer(dispute, is_right=True, words="so it did", by=world.mei)
    assert (answered.state, answered.outcome and answered.outcome.reverses) == ("upheld", deduction.entry)


@pytest.mark.parametrize(
    "change",
    [
        {"amount": Decimal(1)}, {"words": "else"}, {"why": "rent"}, {"entry": None, "approved_by": None},
        {"declined_because": "late"},
    ],
)  # fmt: skip
def test_the_database_keeps_a_deduction_as_it_was_decided(world: Prefecture, change: dict[str, Any]) -> None:
    deduction = deducting.approve(propose(world, "5"), by=world.hong)
    with pytest.raises(DatabaseError), transaction.atomic():
        Deduction.objects.filter(pk=deduction.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Deduction.objects.filter(pk=deduction.pk).delete()


def test_the_database_holds_a_deduction_to_its_entry_and_a_second_person(world: Prefecture) -> None:
    first, second = propose(world, "5"), propose(world, "6")
    entry = deducting.approve(first, by=world.hong).entry
    rows, at = Deduction.objects.filter(pk=second.pk), first.proposed_at
    other = Earning.objects.filter(kind="acceptance").get()
    for wrong in (
        {"entry": other, "approved_by": world.hong, "approved_at": at},
        {"entry": entry, "approved_by": world.hong, "approved_at": at},
        {"approved_by": world.hong, "approved_at": at},
        {"declined_by": world.hong, "declined_at": at},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**wrong)
