"""Test that nobody writes in a woman's name without her, that she is told, and that she can take it back."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from dispatch.models import Payout, PayoutBatch, Payslip, Period
from dispatch.pay import claims, disputing, ledger, paying, settling
from dispatch.pay.errors import TooLate
from shop.accounts.models import Notice, User
from shop.refusing import AlreadyDone, NotYours, WrongState
from tests.dispatch.lots import lot_at, made
from tests.personas import Prefecture
from workshops import cards, phones
from workshops.errors import AccountIsTheirs, ChoosesHerself, DigitsNeeded, TooManyTries, WrongDigits
from workshops.models import JournalEntry, PayAccount, Post, Worker

BANK, CASH = PayoutBatch.Way.BANK, PayoutBatch.Way.CASH


@pytest.fixture
def period(prefecture: Prefecture) -> Period:
    """Return a closed period in which Xiuying, who signs in, earned 41.00 and Guilan, who does not, 20.50."""
    lot = lot_at(prefecture, pieces=3)
    made(prefecture, lot, "xiuying", 2)
    made(prefecture, lot, "guilan", 1)
    one = Period.objects.get()
    settling.close(one, by=prefecture.mei)
    one.refresh_from_db()
    return one


def paid(world: Prefecture, period: Period, who: str, way: PayoutBatch.Way = CASH) -> Payout:
    slip = Payslip.objects.get(worker=world.workers[who])
    batch = paying.prepare(period, way=way, only=[slip], by=world.mei)
    paying.release(batch, by=world.hong)
    return batch.payouts.get()


def told(worker: Worker) -> list[str]:
    return list(Notice.objects.filter(phone=phones.phone_of(worker)).order_by("pk").values_list("words", flat=True))


def test_a_lead_is_witness_of_a_woman_without_a_sign_in(prefecture: Prefecture, period: Period) -> None:
    guilan = prefecture.workers["guilan"]
    slip = settling.confirm(Payslip.objects.get(worker=guilan), by=prefecture.lan)
    payout = paying.confirm(paid(prefecture, period, "guilan"), by=prefecture.lan)
    assert (slip.confirmed_by, slip.confirmed_by_card) == (prefecture.lan, False)
    assert payout.is_witnessed and not payout.confirmed_by_card
    assert len(told(guilan)) == 2 and "7 天" in told(guilan)[1], told(guilan)
    assert not any("20.5" in words or "李桂兰" in words for words in told(guilan)), "no money and no names in a text"


def test_a_woman_with_a_sign_in_types_her_digits(prefecture: Prefecture, period: Period) -> None:
    xiuying, slip = prefecture.workers["xiuying"], Payslip.objects.get(worker=prefecture.workers["xiuying"])
    payout = paid(prefecture, period, "xiuying")
    deeds: list[Any] = [
        lambda **more: settling.confirm(slip, by=prefecture.lan, **more),
        lambda **more: paying.confirm(payout, by=prefecture.lan, **more),
        lambda **more: disputing.contest_payslip(slip, words="少", by=prefecture.lan, **more),
    ]
    cards.choose_digits(xiuying, digits="2468", by=prefecture.xiuying)
    for deed in deeds:
        with pytest.raises(DigitsNeeded):
            deed()
        with pytest.raises(WrongDigits):
            deed(digits="1357")
        done = deed(digits="2468")
        assert getattr(done, "confirmed_by_card", False) or done.opened_by_card
    assert len(told(xiuying)) == 3


def test_wrong_digits_lock_the_card_and_say_so(prefecture: Prefecture, period: Period) -> None:
    xiuying, slip = prefecture.workers["xiuying"], Payslip.objects.get(worker=prefecture.workers["xiuying"])
    cards.choose_digits(xiuying, digits="2468", by=prefecture.xiuying)
    for _try in range(5):
        with pytest.raises(WrongDigits):
            settling.confirm(slip, by=prefecture.lan, digits="1111")
    with pytest.raises(TooManyTries) as refusal:
        settling.confirm(slip, by=prefecture.lan, digits="2468")
    assert re.search(r"\d\d:\d\d", str(refusal.value)), "it says until when"
    slip.refresh_from_db()
    assert slip.state == Payslip.State.ISSUED


def test_only_she_chooses_the_digits_once_she_has_signed_in(prefecture: Prefecture) -> None:
    guilan = prefecture.workers["guilan"]
    guilan.user = User.objects.create_user(phone=guilan.phone)
    guilan.save()
    cards.choose_digits(guilan, digits="2468", by=prefecture.lan)
    assert len(told(guilan)) == 1, "she is told of digits that somebody else had set"
    with pytest.raises(NotYours):
        cards.choose_digits(guilan, digits="1357", by=prefecture.fen)
    guilan.user.phone_verified_at = timezone.now()
    with pytest.raises(ChoosesHerself):
        cards.choose_digits(guilan, digits="1357", by=prefecture.lan)
    assert cards.opens(guilan, digits="2468")


def test_who_wrote_down_the_account_is_no_witness_that_money_came(prefecture: Prefecture, period: Period) -> None:
    PayAccount.objects.update(changed_by=prefecture.lan)
    payout = paid(prefecture, period, "guilan", BANK)
    with pytest.raises(AccountIsTheirs):
        paying.confirm(payout, by=prefecture.lan)
    cards.choose_digits(prefecture.workers["guilan"], digits="2468", by=prefecture.lan)
    with pytest.raises(AccountIsTheirs):
        paying.confirm(payout, by=prefecture.lan, digits="2468")
    Post.objects.create(user=prefecture.ben, role=Post.Role.STATION_LEAD, station=prefecture.stations["qingxian"])
    assert paying.confirm(payout, by=prefecture.ben).confirmed_by == prefecture.ben


def test_she_confirms_by_her_card(prefecture: Prefecture, period: Period) -> None:
    payout = paying.confirm(paid(prefecture, period, "guilan", BANK), by=None)
    assert (payout.state, payout.confirmed_by, payout.confirmed_by_card) == (Payout.State.CONFIRMED, None, True)
    assert not told(prefecture.workers["guilan"]), "she did it herself"


def test_she_takes_back_what_was_confirmed_for_her(prefecture: Prefecture, period: Period) -> None:
    guilan = prefecture.workers["guilan"]
    slip = settling.confirm(Payslip.objects.get(worker=guilan), by=prefecture.lan)
    payout = paying.confirm(paid(prefecture, period, "guilan"), by=prefecture.lan)
    for stranger in (prefecture.lan, prefecture.mei, prefecture.root, prefecture.xiuying):
        with pytest.raises(NotYours):
            settling.take_back(slip, by=stranger)
        with pytest.raises(NotYours):
            paying.take_back(payout, by=stranger)
    assert settling.take_back(slip, by=None).state == Payslip.State.SEEN
    back = paying.take_back(payout, by=None)
    assert (back.state, back.confirmed_by, back.confirmed_at) == (Payout.State.RELEASED, None, None)
    entry = JournalEntry.objects.get(verb="paying.take_back")
    assert entry.data["witness"] == prefecture.lan.pk
    for deed in (lambda: settling.take_back(slip, by=None), lambda: paying.take_back(payout, by=None)):
        with pytest.raises(WrongState):
            deed()
    assert {notice.user for notice in Notice.objects.filter(event__startswith="payout-taken-back")} == {
        prefecture.mei, prefecture.hong
    }  # fmt: skip
    assert ledger.reconcile() == []
    paying.confirm(payout, by=None)


def test_after_seven_days_it_stands(prefecture: Prefecture, period: Period) -> None:
    guilan = prefecture.workers["guilan"]
    slip = settling.confirm(Payslip.objects.get(worker=guilan), by=prefecture.lan)
    Payslip.objects.filter(pk=slip.pk).update(confirmed_at=timezone.now() - timedelta(days=7, minutes=1))
    with pytest.raises(TooLate):
        settling.take_back(slip, by=None)


def test_what_she_confirmed_signed_in_stands(prefecture: Prefecture, period: Period) -> None:
    payout = paying.confirm(paid(prefecture, period, "xiuying"), by=prefecture.xiuying)
    with pytest.raises(WrongState):
        paying.take_back(payout, by=prefecture.xiuying)


def test_the_database_lets_a_confirmed_payout_be_taken_back_and_nothing_else(
    prefecture: Prefecture, period: Period
) -> None:
    hers = Payout.objects.filter(pk=paying.confirm(paid(prefecture, period, "guilan"), by=prefecture.lan).pk)
    own = Payout.objects.filter(pk=paying.confirm(paid(prefecture, period, "xiuying"), by=prefecture.xiuying).pk)
    back: dict[str, Any] = {"state": "released", "confirmed_by": None, "confirmed_by_card": False, "confirmed_at": None}
    for payouts, change in ((own, back), (hers, {"state": "returned"}), (hers, back | {"answer": "x"}),
                            (hers, {"confirmed_by": prefecture.mei})):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            payouts.update(**change)
    assert hers.update(**back) == 1


def test_she_takes_a_dispute_back_that_was_opened_for_her(prefecture: Prefecture, period: Period) -> None:
    guilan = prefecture.workers["guilan"]
    slip = Payslip.objects.get(worker=guilan)
    dispute = disputing.contest_payslip(slip, words="少了", by=prefecture.lan)
    assert dispute.is_for_her and len(told(guilan)) == 1
    with pytest.raises(NotYours):
        disputing.withdraw(dispute, by=prefecture.lan)
    assert disputing.withdraw(dispute, by=None).state == "withdrawn"
    slip.refresh_from_db()
    assert slip.state == Payslip.State.SEEN
    with pytest.raises(AlreadyDone):
        disputing.withdraw(dispute, by=None)
    with pytest.raises(AlreadyDone):
        disputing.answer(dispute, is_right=False, words="no", by=prefecture.mei)
    assert claims.about(slip).get() == dispute, "what was said stays readable"


def test_a_lost_card_is_void_for_good(prefecture: Prefecture) -> None:
    guilan = prefecture.workers["guilan"]
    lost = guilan.card_token
    with pytest.raises(NotYours):
        cards.void(guilan, token=lost, by=prefecture.fen)
    new = cards.void(guilan, token=lost, by=prefecture.lan).card_token
    assert new != lost
    assert cards.void(guilan, token=lost, by=prefecture.lan).card_token == new, "a second press voids no second card"
    assert len(told(guilan)) == 1
