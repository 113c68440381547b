"""Test that refused deeds on pay say which rule stands against them, and leave disputes and money as they are."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from dispatch.models import Assignment, Deduction, Dispute, Earning, Inspection, PayoutBatch, Payslip, Period
from dispatch.pay import advancing, deducting, disputing, ledger, paying, remitting, settling, taking_back
from dispatch.pay.errors import ClosedPeriod, Contested, CorrectedSince, TooLate, WrongAmount
from dispatch.work import inspecting
from shop.refusing import AlreadyDone, ReasonMissing, WrongState
from tests.dispatch.by_two import costs, take_back
from tests.dispatch.lots import hand, judge, lot_at, made, tell
from tests.personas import Prefecture


@pytest.fixture
def inspection(prefecture: Prefecture) -> Inspection:
    """Return an inspection in which two of Xiuying's 10 pieces at 30.00 were refused."""
    lot = lot_at(prefecture, rates=("30", "7.5"))
    return judge(prefecture, tell(prefecture, hand(prefecture, lot, "xiuying", 10), 10), 8, rejected=2)


@pytest.fixture
def dispute(prefecture: Prefecture, inspection: Inspection) -> Dispute:
    return disputing.contest_inspection(inspection, words="没有坏", by=prefecture.xiuying)


def test_an_inspection_is_contested_within_sixty_days(prefecture: Prefecture) -> None:
    held = hand(prefecture, lot_at(prefecture), "xiuying", 5)
    Assignment.objects.filter(pk=held.pk).update(handed_at=timezone.now() - timedelta(days=61))
    held.refresh_from_db()
    with pytest.raises(TooLate) as refusal:
        disputing.contest_missing(held, pieces=1, words="少记一件", by=prefecture.xiuying)
    assert refusal.value.day == timezone.localdate() - timedelta(days=1)
    Assignment.objects.filter(pk=held.pk).update(handed_at=timezone.now() - timedelta(days=60))
    held.refresh_from_db()
    assert disputing.contest_missing(held, pieces=1, words="少记一件", by=prefecture.xiuying).missing == 1


def test_an_inspection_is_contested_with_words_and_once_at_a_time(prefecture: Prefecture, dispute: Dispute) -> None:
    assert dispute.inspection
    with pytest.raises(ReasonMissing):
        disputing.contest_inspection(dispute.inspection, words=" ", by=prefecture.xiuying)
    with pytest.raises(AlreadyDone):
        disputing.contest_inspection(dispute.inspection, words="没有坏", by=prefecture.xiuying)
    assert Dispute.objects.get() == dispute


def test_an_answer_has_words_and_takes_nothing_from_her(prefecture: Prefecture, dispute: Dispute) -> None:
    with pytest.raises(ReasonMissing):
        disputing.answer(dispute, is_right=False, words=" ", by=prefecture.mei)
    with pytest.raises(WrongAmount):
        disputing.propose_sum(dispute, words="less", amount=Decimal("-0.01"), by=prefecture.mei)
    dispute.refresh_from_db()
    assert (dispute.state, dispute.answer) == (Dispute.State.OPEN, "")


def test_an_answer_to_what_was_corrected_since_is_thought_over(prefecture: Prefecture, dispute: Dispute) -> None:
    wrong = dispute.inspection
    assert wrong
    right = inspecting.correct(wrong, verdict=inspecting.Verdict(10), why="miscounted", by=prefecture.lan, key=uuid4())
    with pytest.raises(CorrectedSince):
        disputing.answer(dispute, is_right=True, seen=wrong.pk, by=prefecture.mei)
    answered = disputing.answer(dispute, is_right=True, words="改过了", seen=right.pk, by=prefecture.mei)
    assert (answered.state, answered.outcome) == (Dispute.State.UPHELD, None), "she was right, and has it already"


def test_only_a_deduction_that_is_kept_back_is_contested(prefecture: Prefecture, inspection: Inspection) -> None:
    kept = deducting.propose(
        prefecture.bases["straw"], worker=prefecture.workers["xiuying"], why=Deduction.Why.SPOILED,
        amount=Decimal("5.00"), words="麦草受潮", by=prefecture.mei, key=uuid4(),
    )  # fmt: skip
    with pytest.raises(WrongState):
        disputing.contest_deduction(kept, words="屋顶漏", by=prefecture.xiuying)
    kept = deducting.approve(kept, by=prefecture.hong)
    take_back(prefecture, kept, because="屋顶漏")
    with pytest.raises(WrongState):
        disputing.contest_deduction(kept, words="屋顶漏", by=prefecture.xiuying)
    assert not Dispute.objects.exists()


def test_a_contested_payslip_is_in_no_batch_and_is_not_agreed_to(prefecture: Prefecture) -> None:
    made(prefecture, lot_at(prefecture), "xiuying", 2)
    settling.close(Period.objects.get(), by=prefecture.mei)
    slip = Payslip.objects.get()
    disputing.contest_payslip(slip, words="少", by=prefecture.xiuying)
    with pytest.raises(Contested):
        paying.prepare(slip.period, way=PayoutBatch.Way.CASH, only=[slip], by=prefecture.mei)
    with pytest.raises(WrongState) as refusal:
        settling.confirm(slip, by=prefecture.xiuying)
    slip.refresh_from_db()
    assert str(slip.get_state_display()) in str(refusal.value)
    assert slip.state == Payslip.State.DISPUTED and not PayoutBatch.objects.exists()


def test_what_is_owed_is_read_from_the_payslip_closed_last(prefecture: Prefecture) -> None:
    """A lot's own period may begin before another base period that is closed earlier."""
    base, worker = prefecture.bases["straw"], prefecture.workers["xiuying"]
    day = timezone.localdate()
    for closing, (begins, carried) in enumerate(((1, "-9.00"), (20, "-2.00")), start=1):
        period = Period.objects.create(
            base=base, lot=lot_at(prefecture), begins_on=day - timedelta(days=begins), ends_on=day, state="closed",
            closing=closing, closed_by=prefecture.mei, closed_at=timezone.now(),
        )  # fmt: skip
        Payslip.objects.create(
            period=period, worker=worker, pieces=0, by_kind={}, exact=Decimal(carried), carried_in=0, net=0,
            carried_out=Decimal(carried),
        )  # fmt: skip
    assert [row.carried for row in advancing.owing(base)] == [Decimal("2.00")]


def test_what_was_kept_back_or_paid_back_is_undone_with_a_reason(
    prefecture: Prefecture, inspection: Inspection
) -> None:
    base, worker, mei = prefecture.bases["straw"], prefecture.workers["xiuying"], prefecture.mei
    kept = deducting.propose(
        base, worker=worker, why=Deduction.Why.SPOILED, amount=Decimal("5.00"), words="麦草受潮", by=mei, key=uuid4()
    )
    kept = deducting.approve(kept, by=prefecture.hong)
    paid = costs(prefecture, "xiuying", "3.00")
    for entry in (kept.entry, paid):
        assert entry
        with pytest.raises(ReasonMissing):
            taking_back.ask(entry, because=" ", by=mei)
    assert ledger.balance(ledger.account_of(worker)) == Decimal("240.00") - 5 + 3


def test_a_bank_accepts_what_was_released(prefecture: Prefecture) -> None:
    made(prefecture, lot_at(prefecture), "xiuying", 2)
    settling.close(Period.objects.get(), by=prefecture.mei)
    batch = paying.prepare(Payslip.objects.get().period, way=PayoutBatch.Way.BANK, by=prefecture.mei)
    with pytest.raises(WrongState):
        remitting.accept(batch, reference="9", by=prefecture.mei)
    assert (batch.payouts.get().state, batch.payouts.get().reference) == ("prepared", "")


def rival(table: str, does: str) -> None:
    """Let a trigger do at each insert what somebody else would have done in between."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"CREATE FUNCTION rival() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {does} END $$")
        cursor.execute(f"CREATE TRIGGER a_rival BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION rival()")


def test_a_period_that_is_closed_again_and_again_opens_for_nobody(prefecture: Prefecture) -> None:
    base = prefecture.bases["straw"]
    rival(
        "dispatch_period",
        "NEW.state := 'closed'; NEW.closed_at := now();"
        " NEW.closed_by_id := (SELECT id FROM accounts_user WHERE first_name = 'Mei');"
        " NEW.closing := (SELECT count(*) + 1 FROM dispatch_period);"
        " NEW.begins_on := NEW.begins_on - 40 * NEW.closing; RETURN NEW;",
    )
    with pytest.raises(ClosedPeriod):
        ledger.open_period(base, timezone.localdate())


def test_nothing_is_posted_when_the_period_closes_under_every_attempt(prefecture: Prefecture) -> None:
    base, worker = prefecture.bases["straw"], prefecture.workers["xiuying"]
    costs = ledger.Transfer(
        kind=Earning.Kind.COSTS, debit=ledger.wages_of(base), credit=ledger.account_of(worker), amount=Decimal(1),
        key=uuid4(), note="thread",
    )  # fmt: skip
    rival("dispatch_earning", "RETURN NULL;")
    with pytest.raises(ClosedPeriod):
        ledger.post_batch([costs], base=base, by=prefecture.mei)
    assert not Earning.objects.exists()
