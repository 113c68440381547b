"""Test that a worker's money goes elsewhere only with her code or a second person, and that she can stop it."""

import re
from datetime import timedelta
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dispatch.models import Payout, PayoutBatch, Payslip, Period
from dispatch.pay import paying, settling
from shop.accounts.models import Notice, User
from shop.accounts.signals import phone_changed
from shop.accounts.texting import Outbox
from shop.refusing import AlreadyDone, KeyReused, NotYours, ReasonMissing, SecondPersonNeeded
from tests.dispatch.lots import hand, lot_at, made
from tests.personas import Prefecture, build_prefecture
from workshops import cards, pay_accounts
from workshops.errors import (
    AccountIsTheirs,
    AnotherHolder,
    ChangeWaits,
    HolderConfirms,
    SameAccount,
    TooManyCodes,
    WrongCode,
)
from workshops.models import JournalEntry, PayAccount, PayAccountChange, Post, Worker

SignedIn = Any
AtOnce = Any
NEW: dict[str, Any] = {"kind": "bank", "bank": "农业银行", "holder": "王秀英", "number": "6222020000000003"}
HUSBAND = {**NEW, "holder": "王大山", "why_another": "丈夫的卡"}
PHONE = "+8613900000001"


@pytest.fixture
def world(prefecture: Prefecture, at_once: AtOnce) -> Prefecture:
    """Return the prefecture. Yan has no phone."""
    Worker.objects.filter(pk=prefecture.workers["yan"].pk).update(phone=None)
    prefecture.workers["yan"].refresh_from_db()
    return prefecture


def verbs() -> list[str]:
    return list(JournalEntry.objects.filter(thing="payaccountchange").order_by("pk").values_list("verb", flat=True))


def enter(world: Prefecture, who: str = "xiuying", by: str = "lan", **said: Any) -> PayAccountChange:
    return pay_accounts.enter(world.workers[who], **{**NEW, **said}, by=world.people[by], key=uuid4())


def account(world: Prefecture, who: str = "xiuying") -> str:
    """Return the last four characters of the account that her money goes to now."""
    return PayAccount.objects.get(worker=world.workers[who]).number[-4:]


def code_at(phone: str = PHONE) -> str:
    """Return the code in the last text to a phone."""
    text = next(each for each in Outbox().texts() if each.phone == phone and re.search(r"\d{6}", each.words))
    return re.findall(r"\d{6}", text.words)[0]


def in_days_from_now(days: int) -> Any:
    return time_machine.travel(timezone.now() + timedelta(days=days, seconds=1))


def test_her_code_changes_it_at_once_whoever_entered_it(world: Prefecture, at_once: AtOnce) -> None:
    with at_once():
        change = enter(world)
    text = Outbox().texts()[0]
    assert text.phone == PHONE and "农业银行" in text.words and "0003" in text.words and "王秀英" in text.words
    assert account(world) == "0001", "nothing goes anywhere else before she agrees"
    assert code_at() not in PayAccountChange.objects.get().code
    with at_once():
        pay_accounts.prove(change, code=code_at(), by=world.lan)
    assert account(world) == "0003" and PayAccount.objects.get(worker=world.workers["xiuying"]).changed_by == world.lan
    assert Outbox().texts()[0].phone == PHONE and "0003" in Outbox().texts()[0].words
    assert verbs() == ["pay_accounts.enter", "pay_accounts.prove", "pay_accounts.take_effect"]
    noted = JournalEntry.objects.get(verb="pay_accounts.take_effect")
    assert noted.data == {"worker": "W00001", "kind": "bank", "bank": "农业银行", "now": "0003", "before": "0001"}
    assert "6222020000000003" not in str(list(JournalEntry.objects.values_list("data")))


def test_a_code_is_tried_five_times_and_lasts_ten_minutes(world: Prefecture, at_once: AtOnce) -> None:
    with at_once():
        change = enter(world)
    right = code_at()
    for _try in range(5):
        with pytest.raises(WrongCode):
            pay_accounts.prove(change, code="12 34", by=world.xiuying)
    with pytest.raises(WrongCode):
        pay_accounts.prove(change, code=right, by=world.xiuying)
    with at_once():
        pay_accounts.send_code(change, by=world.lan)
    PayAccountChange.objects.update(code_sent_at=timezone.now() - timedelta(minutes=11))
    with pytest.raises(WrongCode):
        pay_accounts.prove(change, code=code_at(), by=world.xiuying)
    for _again in range(3):
        pay_accounts.send_code(change, by=world.lan)
    with pytest.raises(TooManyCodes):
        pay_accounts.send_code(change, by=world.lan)
    pay_accounts.stop(change, by=world.xiuying)
    with pytest.raises(TooManyCodes):  # another change brings no more of them
        enter(world)


def test_nobody_else_sends_her_money_elsewhere(world: Prefecture, at_once: AtOnce) -> None:
    with at_once():
        change = enter(world)
    for who in ("fen", "mei", "yan", "guan"):
        by = world.people[who]
        for deed in (
            lambda by=by: pay_accounts.enter(world.workers["xiuying"], **NEW, by=by, key=uuid4()),
            lambda by=by: pay_accounts.prove(change, code=code_at(), by=by),
            lambda by=by: pay_accounts.send_code(change, by=by),
        ):
            with pytest.raises(NotYours):
                deed()
    assert account(world) == "0001"


def test_without_a_phone_a_second_person_confirms_and_time_passes(world: Prefecture) -> None:
    change = enter(world, "yan", "fen", holder="赵艳")
    assert change.needs_second and not Outbox().texts()
    for who, refusal in (("fen", NotYours), ("otto", None), ("shu", None), ("lan", NotYours), ("root", NotYours)):
        assert pay_accounts.to_confirm(world.people[who]).exists() == (refusal is None), who
        if refusal:
            with pytest.raises(refusal):
                pay_accounts.confirm(change, by=world.people[who])
    pay_accounts.confirm(change, by=world.mei)
    with pytest.raises(AlreadyDone):
        pay_accounts.confirm(change, by=world.hong)
    assert pay_accounts.take_effect() == 0 and account(world, "yan") == "0003"
    with in_days_from_now(3):
        assert pay_accounts.take_effect() == 1
    assert account(world, "yan") == "0003"
    assert PayAccount.objects.get(worker=world.workers["yan"]).bank == "农业银行"


def test_of_two_bases_only_the_one_that_she_works_for_confirms_or_stops(world: Prefecture, at_once: AtOnce) -> None:
    """Both bases work with her station. Only the straw base has given her something to make."""
    with at_once():
        change = enter(world, by="xiuying")
    assert pay_accounts.within_reach(world.otto).get() == change, "nobody has given her work yet"
    hand(world, lot_at(world), "xiuying", 2)
    assert not pay_accounts.within_reach(world.otto).exists()
    for deed in (
        lambda: pay_accounts.stop(change, by=world.otto, because="?"),
        lambda: pay_accounts.confirm(change, by=world.otto),
    ):
        with pytest.raises(NotYours):
            deed()
    pay_accounts.stop(change, by=world.mei, because="她说不是她办的")
    assert account(world) == "0001"


def test_what_she_entered_herself_without_a_phone_waits_for_the_second_person_alone(world: Prefecture) -> None:
    change = enter(world, "yan", "yan", holder="赵艳")
    assert account(world, "yan") == "0003" and PayAccount.objects.get(worker=world.workers["yan"]).bank == "农村信用社"
    pay_accounts.confirm(change, by=world.shu)
    assert PayAccount.objects.get(worker=world.workers["yan"]).bank == "农业银行"


def test_a_holder_who_is_not_she_needs_a_reason_and_a_second_person(world: Prefecture, at_once: AtOnce) -> None:
    with pytest.raises(AnotherHolder):
        enter(world, by="xiuying", holder="王大山")
    with at_once():
        change = enter(world, by="xiuying", **HUSBAND)
    pay_accounts.prove(change, code=code_at(), by=world.xiuying)
    assert account(world) == "0001", "her own code is not enough"
    world.hong.first_name = "王大山"
    world.hong.save()
    with pytest.raises(HolderConfirms):
        pay_accounts.confirm(change, by=world.hong)
    pay_accounts.confirm(change, by=world.mei)
    assert account(world) == "0003"


@pytest.mark.parametrize("holder", ["王 秀英", "王　秀英", " 王秀英", "王秀英"])
def test_names_are_compared_as_people_mean_them(world: Prefecture, holder: str) -> None:
    assert enter(world, holder=holder).is_hers


def test_traditional_characters_are_the_same_name(world: Prefecture) -> None:
    assert enter(world, "yan", "fen", holder="趙艷").is_hers
    Worker.objects.filter(pk=world.workers["guilan"].pk).update(name="阿依古丽·买买提")
    world.workers["guilan"].refresh_from_db()
    assert enter(world, "guilan", holder="阿依古丽•买买提").is_hers


def test_who_entered_it_is_no_second_person(world: Prefecture) -> None:
    world.lan.posts.create(role="base_manager", base=world.bases["straw"])
    change = enter(world, "guilan", holder="李桂兰")
    with pytest.raises(SecondPersonNeeded):
        pay_accounts.confirm(change, by=world.lan)
    with pytest.raises(DatabaseError), transaction.atomic():
        PayAccountChange.objects.update(second=world.lan, second_at=timezone.now())


def test_a_new_phone_proves_little_and_the_old_one_is_told(world: Prefecture, at_once: AtOnce) -> None:
    xiuying, new = world.workers["xiuying"], "+8613800138000"
    world.xiuying.phone = new
    world.xiuying.save()
    with at_once():
        phone_changed.send(User, user=world.xiuying, before=PHONE, by=world.root)
    assert {text.phone for text in Outbox().texts()} == {PHONE, new}
    assert JournalEntry.objects.get(verb="phones.remember").by == world.root
    xiuying = Worker.objects.get(pk=xiuying.pk)
    with at_once():
        change = pay_accounts.enter(xiuying, **NEW, by=world.lan, key=uuid4())
    with at_once():
        pay_accounts.prove(change, code=code_at(new), by=world.lan)
    assert account(world) == "0001", "a second person looks at it too"
    before = len(Outbox().texts())
    with at_once():
        pay_accounts.confirm(change, by=world.mei)
    assert account(world) == "0003"
    assert {text.phone for text in Outbox().texts()[: len(Outbox().texts()) - before]} == {PHONE, new}


def test_she_stops_it_with_one_press(world: Prefecture) -> None:
    change = enter(world)
    with pytest.raises(ChangeWaits):
        enter(world, number="6222020000000029")
    with pytest.raises(NotYours):
        pay_accounts.stop(change, by=world.fen)
    with pytest.raises(ReasonMissing):
        pay_accounts.stop(change, by=world.mei)
    pay_accounts.stop(change, by=world.xiuying)
    with pytest.raises(AlreadyDone):
        pay_accounts.confirm(change, by=world.mei)
    with in_days_from_now(9):
        assert pay_accounts.take_effect() == 0
    assert account(world) == "0001"


def test_a_retry_enters_once_and_the_same_account_is_no_change(world: Prefecture) -> None:
    key, xiuying = uuid4(), world.workers["xiuying"]
    first = pay_accounts.enter(xiuying, **NEW, by=world.lan, key=key)
    assert pay_accounts.enter(xiuying, **NEW, by=world.lan, key=key) == first
    with pytest.raises(KeyReused):
        pay_accounts.enter(xiuying, **{**NEW, "number": "6222020000000029"}, by=world.lan, key=key)
    held = PayAccount.objects.get(worker=xiuying)
    same = {"kind": held.kind, "bank": held.bank, "holder": held.holder, "number": held.number}
    with pytest.raises(SameAccount):
        pay_accounts.enter(xiuying, **same, by=world.lan, key=uuid4())


def test_the_database_lets_no_account_change_by_itself(world: Prefecture) -> None:
    change = enter(world)
    mine = PayAccount.objects.filter(worker=world.workers["xiuying"])
    for wrong in ({"number": "1"}, {"holder": "李四"}, {"kind": "wechat"}, {"change": change, "bank": "农业银行"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            mine.update(**wrong)
    for wrong in ({"took_effect_at": timezone.now()}, {"needs_second": True}, {"is_hers": False}):
        with pytest.raises(DatabaseError), transaction.atomic():
            PayAccountChange.objects.update(**wrong)
    with pytest.raises(DatabaseError), transaction.atomic():
        PayAccountChange.objects.all().delete()


def changed(world: Prefecture, at_once: AtOnce) -> None:
    """Let Lan enter Xiuying's account, and Xiuying agree with her code."""
    with at_once():
        change = enter(world)
    pay_accounts.prove(change, code=code_at(), by=world.lan)


def batch_after(world: Prefecture, days: int, at_once: AtOnce) -> PayoutBatch:
    """Return a bank batch with Xiuying's 20.50, some days after her account was changed by Lan."""
    made(world, lot_at(world), "xiuying", 1)
    settling.close(Period.objects.get(), by=world.mei)
    changed(world, at_once)
    PayAccount.objects.update(changed_at=timezone.now() - timedelta(days=days))
    return paying.prepare(Period.objects.get(closing=1), way=PayoutBatch.Way.BANK, by=world.mei)


def test_who_entered_the_account_is_no_witness_of_what_goes_there(world: Prefecture, at_once: AtOnce) -> None:
    batch = batch_after(world, 40, at_once)
    paying.release(batch, by=world.hong)
    cards.choose_digits(world.workers["xiuying"], digits="2580", by=world.xiuying)
    payout, payslip = batch.payouts.get(), Payslip.objects.get()
    for deed, thing in ((paying.confirm, payout), (settling.confirm, payslip)):
        with pytest.raises(AccountIsTheirs):  # not even with her digits
            deed(thing, by=world.lan, digits="2580")  # type: ignore[operator]
    said = {"confirmed_by": world.lan, "confirmed_at": timezone.now()}
    for rows in (Payout.objects.filter(pk=payout.pk), Payslip.objects.filter(pk=payslip.pk)):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(state="confirmed", **said)
    world.fen.posts.create(role="station_lead", station=world.stations["qingxian"])
    assert settling.confirm(payslip, by=world.fen, digits="2580").confirmed_by == world.fen
    assert paying.confirm(payout, by=world.xiuying).confirmed_by == world.xiuying


@pytest.mark.parametrize(("days", "is_new"), [(0, True), (29, True), (31, False)])
def test_the_second_person_is_told_of_a_new_account(
    world: Prefecture, signed_in: SignedIn, at_once: AtOnce, days: int, is_new: bool
) -> None:
    batch = batch_after(world, days, at_once)
    payout = batch.payouts.get()
    assert (payout.is_account_new, payout.account_changed_by) == (is_new, world.lan)
    hong: Client = signed_in(world.hong)
    batch_page, slip_page = (
        "/en" + reverse(f"desk:pay-{name}", args=[pk])
        for name, pk in (("batch", batch.pk), ("payslip", payout.payslip_id))
    )
    page = hong.get(batch_page).content.decode()
    assert ("less than 30 days" in page) == is_new
    with pytest.raises(DatabaseError), transaction.atomic():
        Payout.objects.filter(pk=payout.pk).update(account_changed_at=None)
    assert "account last changed" in hong.get(slip_page).content.decode()


def test_she_reads_who_entered_it_and_stops_it_on_her_page(world: Prefecture, signed_in: SignedIn) -> None:
    home, mine = ("/en" + reverse(name) for name in ("me:home", "me:account"))
    enter(world, **HUSBAND)
    xiuying = signed_in(world.xiuying)
    for address in (home, mine):
        page = xiuying.get(address).content.decode()
        assert "in the name of 王大山, not of 王秀英" in page and "丈夫的卡" in page and "by Lan" in page
        assert "ending in 0003" in page and NEW["number"] not in page
    page = xiuying.post(mine, {"deed": "stop"}, follow=True).content.decode()
    assert "The money goes where it went before" in page and account(world) == "0001"
    assert PayAccountChange.objects.get().stopped_by == world.xiuying


def test_she_stops_it_with_her_card(world: Prefecture, client: Client) -> None:
    yan = world.workers["yan"]
    cards.choose_digits(yan, digits="2580", by=world.yan)
    change = enter(world, "yan", "fen", holder="赵艳")
    address = reverse("me:card", args=[yan.card_token])
    client.post(address, {"key": uuid4(), "digits": "2580"})
    assert "0003" in client.get(address).content.decode()
    client.post(address, {"deed": "stop"})
    change.refresh_from_db()
    assert change.stopped_at and change.stopped_by is None
    assert JournalEntry.objects.get(verb="pay_accounts.stop").by is None


def test_a_second_person_stops_it_with_a_reason(world: Prefecture, signed_in: SignedIn) -> None:
    change = enter(world, **HUSBAND)
    page, stop = reverse("federation:accounts"), reverse("federation:account-stop", args=[change.pk])
    shu = signed_in(world.shu)
    assert "王大山" in shu.get(page).content.decode()
    assert shu.post(stop, {"key": uuid4(), "words": " "}).context["form"].errors
    shu.post(stop, {"key": uuid4(), "words": "她说不是她丈夫"})
    change.refresh_from_db()
    assert (change.stopped_by, change.stopped_because) == (world.shu, "她说不是她丈夫")
    assert "王大山" not in shu.get(page).content.decode()


def test_her_lead_stops_with_a_reason_what_others_entered(world: Prefecture, signed_in: SignedIn) -> None:
    """Mend what was entered while another woman led the station, for one who has no phone to stop it herself."""
    Post.objects.create(user=world.fen, role=Post.Role.STATION_LEAD, station=world.stations["liuzhuang"])
    enter(world, by="fen")
    page = "/en" + reverse("station:worker-account", args=[world.workers["xiuying"].pk])
    lan = signed_in(world.lan)
    assert "Stop this change for her" in lan.get(page).content.decode()
    shown = lan.post(page, {"deed": "stop", "key": uuid4(), "words": " "})
    assert shown.context["stop_form"].errors["words"] and not PayAccountChange.objects.get().stopped_at
    lan.post(page, {"deed": "stop", "key": uuid4(), "words": "她没有要求改"})
    change = PayAccountChange.objects.get()
    assert (change.stopped_by, change.stopped_because) == (world.lan, "她没有要求改")
    told = Notice.objects.get(event=f"pay-account-stopped:{change.pk}", user=world.xiuying)
    assert "Lan" in told.words and "她没有要求改" in told.words


def test_she_reads_by_her_card_who_stopped_a_change_and_why(world: Prefecture, client: Client) -> None:
    yan = world.workers["yan"]
    cards.choose_digits(yan, digits="2580", by=world.yan)
    Worker.objects.filter(pk=yan.pk).update(user=None)
    change = enter(world, "yan", "fen", holder="赵艳")
    pay_accounts.stop(change, by=world.mei, because="户主没有到场")
    address = "/en" + reverse("me:card", args=[yan.card_token])
    client.post(address, {"key": uuid4(), "digits": "2580"})
    page = client.get(address).content.decode()
    assert "Mei stopped the change to the account ending in" in page and "户主没有到场" in page
    with in_days_from_now(60):
        assert pay_accounts.to_tell(yan) is None


def test_her_lead_does_not_stop_what_she_entered_herself(world: Prefecture) -> None:
    change = enter(world, by="xiuying")
    with pytest.raises(NotYours):
        pay_accounts.stop(change, by=world.lan, because="不合适")


@pytest.mark.django_db(transaction=True)
def test_of_a_stop_and_a_confirmation_at_once_one_wins() -> None:
    world = build_prefecture()
    Worker.objects.filter(pk=world.workers["yan"].pk).update(phone=None)
    world.workers["yan"].refresh_from_db()
    change, answers = enter(world, "yan", "yan", holder="赵艳"), []

    def one(deed: Any, by: User) -> None:
        try:
            answers.append(deed(change, by=by))
        except AlreadyDone as refusal:
            answers.append(refusal)
        finally:
            connection.close()

    both = [
        Thread(target=one, args=(pay_accounts.stop, world.yan)),
        Thread(target=one, args=(pay_accounts.confirm, world.mei)),
    ]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(type(answer).__name__ for answer in answers) == ["AlreadyDone", "PayAccountChange"]
    change.refresh_from_db()
    assert bool(change.stopped_at) != bool(change.took_effect_at)
