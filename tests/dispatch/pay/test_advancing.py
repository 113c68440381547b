"""Test that advances are capped, approved and received, and that payslips keep them back within the law."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from dispatch.models import Earning, Outlay, Period
from dispatch.pay import advancing, ceilings, deducting, ledger, outlays, records, settling, taking_back
from dispatch.pay.errors import AdvanceTooHigh, GaveItHerself, WrongAmount
from dispatch.rates import real_hours
from dispatch.work import reporting
from shop.refusing import (
    AlreadyDone,
    KeyReused,
    NothingChanged,
    NotYours,
    ReasonMissing,
    Refused,
    SecondPersonNeeded,
    WrongState,
)
from tests.dispatch.by_two import advance, costs, take_back
from tests.dispatch.lots import hand, judge, lot_at, made
from tests.personas import Prefecture, build_prefecture, in_days
from workshops import cards
from workshops.models import JournalEntry

SignedIn = Any


def give(
    world: Prefecture, amount: str, worker: str = "xiuying", by: str = "mei", words: str = "housing", key: Any = None
) -> Outlay:
    return advancing.give(
        world.bases["straw"], worker=world.workers[worker], amount=Decimal(amount), words=words, by=world.people[by],
        key=key or uuid4(),
    )  # fmt: skip


@pytest.fixture
def world(prefecture: Prefecture) -> Prefecture:
    """Let Xiuying earn 1000.00 in 10 pieces of 70 minutes, for which 175.00 is the minimum wage."""
    ledger.open_period(prefecture.bases["straw"], in_days(-200))
    made(prefecture, lot_at(prefecture, rates=("100", "7.5")), "xiuying", 10)
    return prefecture


def close(world: Prefecture) -> Any:
    """Close the open period, and return Xiuying's payslip of it."""
    period = Period.objects.get(state=Period.State.OPEN)
    settling.close(period, by=world.mei)
    return period.payslips.get()


def test_it_is_kept_back_in_parts_and_the_minimum_wage_remains(world: Prefecture) -> None:
    """She may be kept back 200 of 1000 in this period; the other 100 waits, and another 60 of 300 is kept next."""
    advance(world, "xiuying", "300")
    assert [(row.worker.name, row.amount) for row in advancing.owing(world.bases["straw"])] == [("王秀英", 300)]
    first = close(world)
    assert (first.exact, first.net, first.carried_out) == (700, 800, -100)
    assert [(row.advanced, row.carried) for row in advancing.owing(world.bases["straw"])] == [(0, 100)]
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        made(world, lot_at(world, rates=("100", "7.5")), "xiuying", 3)
        second = close(world)
    assert (second.exact, second.carried_in, second.net, second.carried_out) == (300, -100, 240, -40)
    assert ledger.reconcile() == []


def test_deductions_come_first_and_costs_repay_nothing(world: Prefecture) -> None:
    deduction = deducting.propose(
        world.bases["straw"], worker=world.workers["xiuying"], why="rent", amount=Decimal(150),  # type: ignore[arg-type]
        words="loom", by=world.mei, key=uuid4(),
    )  # fmt: skip
    deducting.approve(deduction, by=world.hong)
    advance(world, "xiuying", "100")
    costs(world, "xiuying", "30")
    slip = close(world)
    assert (slip.net, slip.carried_out) == (1000 + 30 - 150 - 50, -50)


def test_work_near_the_minimum_wage_leaves_room_for_what_she_had(prefecture: Prefecture) -> None:
    """Ten pieces earn 200, of which 175 is the minimum wage. The 60 she had are wages, so a fifth is kept back."""
    ledger.open_period(prefecture.bases["straw"], in_days(-200))
    made(prefecture, lot_at(prefecture, rates=("20", "7.5")), "xiuying", 10)
    advance(prefecture, "xiuying", "60")
    slip = close(prefecture)
    assert (slip.net, slip.carried_out) == (160, -20)


def test_nobody_advances_more_than_she_has_earned(world: Prefecture) -> None:
    with pytest.raises(AdvanceTooHigh) as refusal:
        give(world, "999999")
    assert "1000.00" in str(refusal.value) and refusal.value.field == "amount"
    give(world, "400")
    advance(world, "xiuying", "350")
    with pytest.raises(AdvanceTooHigh):  # what is promised and what she has had count both
        give(world, "250.01")
    assert give(world, "250").needs_second
    assert not Earning.objects.filter(kind="advance").exclude(amount=350).exists()


def test_above_the_ceiling_a_second_person_approves(world: Prefecture) -> None:
    assert not give(world, "300").needs_second
    big = give(world, "200.01")
    assert big.needs_second, "several small ones are one big one"
    with pytest.raises(WrongState):
        advancing.receive(big, by=world.xiuying)
    with pytest.raises(SecondPersonNeeded):
        advancing.approve(big, by=world.mei)
    for who in ("otto", "lan", "xiuying", "guan"):
        with pytest.raises(NotYours):
            advancing.approve(big, by=world.people[who])
    advancing.approve(big, by=world.hong)
    with pytest.raises(AlreadyDone):
        advancing.approve(big, by=world.hong)
    advancing.receive(big, by=world.xiuying)
    with pytest.raises(DatabaseError), transaction.atomic():
        Outlay.objects.create(
            kind="advance", base=big.base, worker=big.worker, amount=1, words="x", needs_second=True,
            proposed_by=world.mei, key=uuid4(), approved_by=world.mei, approved_at=timezone.now(),
        )  # fmt: skip


def test_nothing_is_posted_before_she_has_the_money(world: Prefecture) -> None:
    given = give(world, "100")
    assert not Earning.objects.filter(kind="advance").exists()
    for who in ("mei", "fen", "yan", "guan", "otto"):
        with pytest.raises(NotYours):
            advancing.receive(given, by=world.people[who])
    world.mei.posts.create(role="station_lead", station=world.stations["liuzhuang"])
    cards.choose_digits(world.workers["xiuying"], digits="2580", by=world.xiuying)
    with pytest.raises(GaveItHerself):  # a lead who gave it is no witness
        advancing.receive(given, by=world.mei, digits="2580")
    got = advancing.receive(given, by=world.lan, digits="2580")
    assert advancing.receive(given, by=world.lan, digits="2580") == got and got.is_witnessed
    assert Earning.objects.get(kind="advance").amount == 100
    with pytest.raises(DatabaseError), transaction.atomic():
        Outlay.objects.filter(pk=given.pk).update(received_by=world.xiuying)
    verbs = JournalEntry.objects.filter(thing="outlay").order_by("pk").values_list("verb", "by__first_name")
    assert list(verbs) == [("advancing.give", "Mei"), ("advancing.receive", "Lan")]


def test_what_she_did_not_get_is_declined(world: Prefecture) -> None:
    given = give(world, "100")
    with pytest.raises(NotYours):
        outlays.decline(given, because="no", by=world.lan)
    with pytest.raises(ReasonMissing):
        outlays.decline(given, because=" ", by=world.hong)
    outlays.decline(given, because="it did not come", by=world.xiuying)
    with pytest.raises(AlreadyDone):
        advancing.receive(given, by=world.xiuying)
    assert not Earning.objects.filter(kind="advance").exists()
    assert advancing.room(world.bases["straw"], world.workers["xiuying"]).left == 1000


def test_only_a_manager_advances_and_only_to_workers_of_her_base(world: Prefecture) -> None:
    for wrong in ({"by": "otto"}, {"by": "lan"}, {"worker": "yan"}):
        with pytest.raises(NotYours):
            give(world, "5", **wrong)
    world.xiuying.posts.create(role="base_manager", base=world.bases["straw"])
    with pytest.raises(NotYours):  # nor to herself
        give(world, "5", by="xiuying")
    for amount in ("0", "-1", "0.005"):
        with pytest.raises(WrongAmount):
            give(world, amount)
    with pytest.raises(ReasonMissing):
        give(world, "5", words=" ")
    key = uuid4()
    assert give(world, "5", key=key) == give(world, "5", key=key)
    with pytest.raises(KeyReused):
        give(world, "6", key=key)


def test_it_is_taken_back_by_two_until_the_close(world: Prefecture) -> None:
    entry = advance(world, "xiuying", "100").entry
    assert entry
    asked = taking_back.ask(entry, because="she gave it back", by=world.mei)
    with pytest.raises(AlreadyDone):
        taking_back.ask(entry, because="again", by=world.hong)
    with pytest.raises(SecondPersonNeeded):
        taking_back.agree(asked, by=world.mei)
    with pytest.raises(NotYours):
        taking_back.agree(asked, by=world.otto)
    taking_back.drop(asked, by=world.hong)
    assert not Earning.objects.filter(kind="reversal").exists()
    take_back(world, entry)
    assert ledger.balance(ledger.account_of(world.workers["xiuying"])) == 1000
    late = advance(world, "xiuying", "100").entry
    assert late and close(world)
    with pytest.raises(WrongState):
        taking_back.ask(late, because="too late", by=world.mei)
    with pytest.raises(NotYours):
        taking_back.ask(Earning.objects.filter(kind="acceptance")[0], because="not by hand", by=world.mei)


def test_two_managers_set_the_ceilings(world: Prefecture) -> None:
    base = world.bases["straw"]
    assert ceilings.of_base(base).advance == 500
    more = {"advance": Decimal(900), "costs": Decimal(50), "broker_rate": Decimal("0.1")}
    wanted = ceilings.propose(base, **more, by=world.mei)
    with pytest.raises(AlreadyDone):
        ceilings.propose(base, **more, by=world.hong)
    with pytest.raises(SecondPersonNeeded):
        ceilings.approve(wanted, by=world.mei)
    for deed in (ceilings.approve, ceilings.decline):
        with pytest.raises(NotYours):
            deed(wanted, by=world.otto)
    assert give(world, "600").needs_second
    ceilings.approve(wanted, by=world.hong)
    with pytest.raises(NothingChanged):
        ceilings.propose(base, **more, by=world.mei)
    assert ceilings.of_base(base).advance == 900 and not give(world, "200").needs_second
    with pytest.raises(DatabaseError), transaction.atomic():
        base.ceilings.update(advance=10_000)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_share_what_she_has_earned() -> None:
    world = build_prefecture()
    made(world, lot_at(world, rates=("100", "7.5")), "xiuying", 10)
    answers: list[object] = []

    def one(by: str, key: UUID) -> None:
        try:
            answers.append(give(world, "600", by=by, key=key))
        except Refused as refusal:
            answers.append(refusal)
        finally:
            connection.close()

    both = [Thread(target=one, args=(by, uuid4())) for by in ("mei", "hong")]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(type(answer).__name__ for answer in answers) == ["AdvanceTooHigh", "Outlay"]


def test_the_desk_refuses_in_words_beside_the_field(world: Prefecture, signed_in: SignedIn) -> None:
    address, second, home = ("/en" + reverse(name) for name in ("desk:pay-advances", "desk:pay-second", "me:home"))
    said = {"worker": "W00001", "words": "看病"}
    mei, hong, xiuying = (signed_in(world.people[who]) for who in ("mei", "hong", "xiuying"))
    page = mei.post(address, {**said, "key": uuid4(), "amount": "999999"})
    assert "At most ¥1000.00 can be advanced to 王秀英 now" in page.context["form"].errors["amount"][0]
    mei.post(address, {**said, "key": uuid4(), "amount": "600"})
    waiting = hong.get(second).content.decode()
    assert "王秀英" in waiting and "¥600.00" in waiting and "看病" in waiting and "Proposed by Mei" in waiting
    assert "¥600.00" not in xiuying.get(home).content.decode()
    hong.post(reverse("desk:pay-outlay-approve", args=[Outlay.objects.get().pk]))
    page = xiuying.get(home).content.decode()
    assert "gives you money ahead" in page and "¥600.00" in page and "看病" in page
    xiuying.post(reverse("me:advance-receive", args=[Outlay.objects.get().pk]))
    entry = Earning.objects.get(kind="advance")
    mei.post(reverse("desk:pay-entry-back", args=[entry.pk]), {"key": uuid4(), "words": "还了"})
    assert "还了" in hong.get(second).content.decode()
    hong.post(reverse("desk:pay-back-agree", args=[entry.takings_back.get().pk]))
    assert "还了" in mei.get(address).content.decode() and Earning.objects.get(kind="reversal").reverses == entry


def test_income_by_person_and_quarter(prefecture: Prefecture, client: Client) -> None:
    made(prefecture, lot_at(prefecture), "xiuying", 2)
    advance(prefecture, "xiuying", "30")
    quarter = records.Quarter.of(timezone.localdate())
    income = records.incomes(prefecture.bases["straw"], quarter)[0]
    assert (income.gross, income.deductions, income.taxable, income.advances) == (41, 0, 41, 30)
    client.force_login(prefecture.mei, backend="django.contrib.auth.backends.ModelBackend")
    file = client.get(reverse("desk:pay-records") + "?format=xlsx")
    row = list(load_workbook(BytesIO(file.content)).active.values)[1]
    assert row[:2] == ("W00001", "王秀英") and float(row[12]) == 41
    file = client.get(reverse("desk:pay-records") + "?format=assignments")
    head, row = list(load_workbook(BytesIO(file.content)).active.values)[:2]
    assert len(head) == 23 and float(row[8]) == 140
    assert JournalEntry.objects.filter(verb="records.export").count() == 2


def test_quarters() -> None:
    quarter = records.Quarter.read("2026q4", date(2026, 1, 1))
    assert (str(quarter), quarter.begins_on, quarter.until) == ("2026Q4", date(2026, 10, 1), date(2027, 1, 1))
    assert (str(quarter.before), str(quarter.after)) == ("2026Q3", "2027Q1")
    assert str(records.Quarter(2026, 1).before) == "2025Q4"
    assert str(records.Quarter.read("nonsense", date(2026, 5, 9))) == "2026Q2"


def test_what_an_hour_really_paid(prefecture: Prefecture) -> None:
    """Three pieces took four hours, one of them was refused, and one report says nothing of its time."""
    lot = lot_at(prefecture)
    for pieces, minutes, accepted in ((3, 240, 2), (2, None, 2)):
        held = hand(prefecture, lot, "xiuying", pieces)
        report = reporting.report(
            held, pieces=pieces, minutes=minutes, by=prefecture.lan, key=uuid4(), done_on=timezone.localdate()
        )
        judge(prefecture, report, accepted, rejected=pieces - accepted)
    real = real_hours.real_hour(real_hours.timed(prefecture.bases["straw"]).get())
    assert (real.pieces, real.minutes, real.earned) == (2, 240, 41)
    assert real.hourly == Decimal("10.25") and real.is_below


def test_records_are_kept_for_two_years_at_least(monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings themselves refuse less."""
    import runpy

    from django.conf import settings

    monkeypatch.setenv("PAY_RECORDS_KEPT_YEARS", "1")
    with pytest.raises(ImproperlyConfigured, match="two years"):
        runpy.run_path(str(settings.ROOT / "shop" / "settings.py"))
