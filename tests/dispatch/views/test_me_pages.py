"""Test that a worker sees her own money at once and nobody else's, on her phone or by a card and four digits."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dispatch.models import Dispute, Payout, PayoutBatch, Payslip, Period, WorkReport
from dispatch.pay import paying, settling
from tests.dispatch.lots import counted, hand, judge, lot_at, tell
from tests.personas import Prefecture
from workshops import cards
from workshops.models import Worker

SignedIn = Any


@pytest.fixture
def me(prefecture: Prefecture, signed_in: SignedIn) -> Client:
    """Return Xiuying's client: of 8 pieces 5 were good (102.50), 1 was refused, 2 wait."""
    assignment = hand(prefecture, lot_at(prefecture), "xiuying", 8)
    judge(prefecture, tell(prefecture, assignment, 6), 5, rejected=1)
    tell(prefecture, assignment, 1)
    client: Client = signed_in(prefecture.xiuying)
    return client


def settled(world: Prefecture) -> tuple[Payslip, Payout]:
    """Close the period and release its payouts."""
    period = Period.objects.get()
    settling.close(period, by=world.mei)
    period.refresh_from_db()
    batch = paying.prepare(period, way=PayoutBatch.Way.BANK, by=world.mei)
    paying.release(batch, by=world.hong)
    payslip = Payslip.objects.get(worker=world.workers["xiuying"])
    return payslip, payslip.payout


def test_the_first_page_shows_her_sum(me: Client) -> None:
    page = me.get(reverse("me:home")).content.decode()
    assert '<p class="earned-amount">¥102.50</p>' in page
    assert '<strong class="number work-amount">¥102.50</strong>' in page
    assert "¥20.50" in page
    assert "本月挣了102.50元" in page


def test_work_in_her_hands_is_listed_before_finished_work(prefecture: Prefecture, me: Client) -> None:
    first = WorkReport.objects.order_by("pk")[0].assignment
    done = counted(prefecture, first.lot_operation, 1, accepted=1)
    assert first.out and not done.out
    shown = [work.assignment for work in me.get(reverse("me:home")).context["works"]]
    assert shown.index(first) < shown.index(done)


def test_she_reports_her_own_pieces(me: Client) -> None:
    assignment = WorkReport.objects.latest("pk").assignment
    address = reverse("me:report", args=[assignment.pk])
    refused = me.post(address, {"key": uuid4(), "pieces": "7", "done_on": timezone.localdate().isoformat()})
    assert refused.status_code == 200
    me.post(address, {"key": uuid4(), "pieces": "1", "done_on": timezone.localdate().isoformat()})
    assignment.refresh_from_db()
    assert assignment.reported == 2


def test_she_agrees_and_confirms_the_money(prefecture: Prefecture, me: Client) -> None:
    payslip, payout = settled(prefecture)
    page = me.get(reverse("me:payslip", args=[payslip.pk])).content.decode()
    assert "5 ×" in page and "¥20.50" in page and "合每小时 ¥17.57" in page and "¥102.50" in page
    me.post(reverse("me:payslip-confirm", args=[payslip.pk]))
    me.post(reverse("me:payout-confirm", args=[payout.pk]))
    payslip.refresh_from_db()
    payout.refresh_from_db()
    assert (payslip.state, payout.state) == (Payslip.State.CONFIRMED, Payout.State.CONFIRMED)
    assert payslip.seen_at


def test_she_contests(prefecture: Prefecture, me: Client) -> None:
    inspection = WorkReport.objects.order_by("pk")[0].inspections.get()
    address = reverse("me:inspection-contest", args=[inspection.pk])
    assert me.post(address, {"key": uuid4(), "words": ""}).status_code == 200
    me.post(address, {"key": uuid4(), "words": "it is good"})
    payslip, _payout = settled(prefecture)
    me.post(reverse("me:payslip-contest", args=[payslip.pk]), {"key": uuid4(), "words": "too little"})
    assert Dispute.objects.count() == 2


def test_another_workers_money_is_not_shown(prefecture: Prefecture, me: Client, signed_in: SignedIn) -> None:
    payslip, payout = settled(prefecture)
    assignment = WorkReport.objects.order_by("pk")[0].assignment
    yan = signed_in(prefecture.workers["yan"].user)
    assert yan.get(reverse("me:home")).status_code == 200
    for name, pk in [("report", assignment.pk), ("payslip", payslip.pk), ("payslip-contest", payslip.pk),
                     ("inspection-contest", assignment.reports.order_by("pk")[0].inspections.get().pk)]:  # fmt: skip
        assert yan.get(reverse(f"me:{name}", args=[pk])).status_code == 404, name
        assert me.get(reverse(f"me:{name}", args=[pk])).status_code == 200, name
    assert yan.post(reverse("me:payslip-confirm", args=[payslip.pk])).status_code == 404
    assert yan.post(reverse("me:payout-confirm", args=[payout.pk])).status_code == 404
    assert signed_in(prefecture.lan).get(reverse("me:home")).status_code == 404


def test_four_digits_open_the_card_and_close_locks_it(prefecture: Prefecture, me: Client, client: Client) -> None:
    worker = prefecture.workers["xiuying"]
    address = reverse("me:card", args=[worker.card_token])
    assert "¥102.50" not in client.get(address).content.decode()
    cards.choose_digits(worker, digits="2468", by=prefecture.xiuying)
    assert "¥102.50" not in client.post(address, {"digits": "1357"}).content.decode()
    assert "¥102.50" in client.post(address, {"digits": "2468"}, follow=True).content.decode()
    client.post(address, {"close": ""})
    assert "¥102.50" not in client.get(address).content.decode()


def test_the_card_is_locked_after_five_wrong_tries(prefecture: Prefecture, client: Client) -> None:
    worker: Worker = prefecture.workers["guilan"]
    cards.choose_digits(worker, digits="2468", by=prefecture.lan)
    address = reverse("me:card", args=[worker.card_token])
    for _try in range(5):
        client.post(address, {"digits": "0000"})
    rested = client.post("/en" + address, {"digits": "2468"}, follow=True).content.decode()
    assert "earned-amount" not in rested and 'name="digits"' in rested, "the right digits do not open it now"
    assert client.get(address).context.get("sums") is None
