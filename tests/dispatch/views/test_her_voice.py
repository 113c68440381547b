"""Test that her pages say who wrote what in her name, that her card is her voice, and that a dispute stays in sight."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from dispatch.models import Assignment, Dispute, Inspection, Payout, PayoutBatch, Payslip, Period
from dispatch.pay import disputing, paying, settling
from shop.accounts.models import Notice
from tests.dispatch.lots import hand, judge, lot_at, tell
from tests.personas import Prefecture
from workshops import cards

SignedIn = Any


@pytest.fixture
def inspection(prefecture: Prefecture) -> Inspection:
    """Return an inspection of Guilan, who does not sign in: one of 5 pieces was refused, and 3 are in her hands."""
    return judge(prefecture, tell(prefecture, hand(prefecture, lot_at(prefecture), "guilan", 8), 5), 4, rejected=1)


@pytest.fixture
def card(prefecture: Prefecture, inspection: Inspection, client: Client) -> str:
    """Return the address of Guilan's card, opened in `client` with her digits."""
    guilan = prefecture.workers["guilan"]
    cards.choose_digits(guilan, digits="2468", by=prefecture.lan)
    address = english("me:card", guilan.card_token)
    client.post(address, {"digits": "2468"})
    return address


def released(world: Prefecture, way: PayoutBatch.Way = PayoutBatch.Way.CASH) -> Payout:
    period = Period.objects.get()
    settling.close(period, by=world.mei)
    period.refresh_from_db()
    batch = paying.prepare(period, way=way, by=world.mei)
    paying.release(batch, by=world.hong)
    return batch.payouts.get()


def english(name: str, *args: Any) -> str:
    with override("zh-hans"):
        return "/en" + reverse(name, args=args)


def page_of(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_she_contests_an_inspection_from_her_card_by_touching_a_reason(
    prefecture: Prefecture, inspection: Inspection, card: str, client: Client
) -> None:
    contest = reverse("me:card-inspection-contest", args=[prefecture.workers["guilan"].card_token, inspection.pk])
    assert contest in page_of(client, card)
    assert "My pieces are good" in page_of(client, contest)
    assert client.post(contest, {"key": uuid4()}).status_code == 200, "a reason or words are asked for"
    client.post(contest, {"key": uuid4(), "reason": "good"})
    dispute = Dispute.objects.get()
    assert (dispute.opened_by, dispute.opened_by_card, dispute.words) == (None, True, "")
    page = page_of(client, card)
    assert "My pieces are good" in page and "You wrote this with your card" in page and "您说：我的件是好的" in page


def test_missing_pieces_stand_on_her_page_until_they_are_answered_and_after(
    prefecture: Prefecture, inspection: Inspection, card: str, client: Client
) -> None:
    token, held = prefecture.workers["guilan"].card_token, inspection.report.assignment
    contest = english("me:card-missing-contest", token, held.pk)
    refused = client.post(contest, {"key": uuid4(), "reason": "unwritten", "quick": "3", "pieces": "9"})
    assert "There are only 3 pieces." in refused.content.decode()
    client.post(contest, {"key": uuid4(), "reason": "unwritten", "quick": "2"})
    page = page_of(client, card)
    assert "2 pieces are missing" in page and "I handed them in and nobody wrote them down" in page
    assert "answer by" in page
    disputing.answer(Dispute.objects.get(), is_right=True, words="站里找到了", by=prefecture.mei)
    page = page_of(client, card)
    assert "¥41.00" in page and "站里找到了" in page and "补给您41.00元" in page
    assert "您说得对" in Notice.objects.get(event__startswith="dispute-answered").words


def test_what_is_about_the_lead_goes_to_base_and_county_and_not_to_her(
    prefecture: Prefecture, inspection: Inspection, card: str, client: Client, signed_in: SignedIn
) -> None:
    contest = reverse("me:card-inspection-contest", args=[prefecture.workers["guilan"].card_token, inspection.pk])
    client.post(contest, {"key": uuid4(), "reason": "unfair", "words": "她要我送礼"})
    dispute = Dispute.objects.get()
    lan, mei, shu = (signed_in(prefecture.people[who]) for who in ("lan", "mei", "shu"))
    for address in (english("station:disputes"), english("station:home"),
                    english("station:worker", dispute.worker_id)):  # fmt: skip
        assert "她要我送礼" not in page_of(lan, address), address
    assert "她要我送礼" in page_of(mei, english("desk:pay-dispute", dispute.pk))
    assert "她要我送礼" in page_of(shu, english("federation:disputes"))
    assert "they answer it" in page_of(shu, english("federation:dispute", dispute.pk)), "the base's turn"
    told = Notice.objects.filter(event__startswith="dispute-waits").values_list("user", flat=True)
    assert set(told) == {prefecture.mei.pk, prefecture.hong.pk, prefecture.shu.pk}


def test_her_page_says_who_confirmed_for_her_and_takes_it_back(
    prefecture: Prefecture, inspection: Inspection, card: str, client: Client, signed_in: SignedIn
) -> None:
    payout, lan = released(prefecture), signed_in(prefecture.lan)
    lan.post(english("station:payslip-confirm", payout.payslip_id))
    lan.post(english("station:payout-confirm", payout.pk))
    page = page_of(client, card)
    assert page.count("Lan confirmed for you, ") == 2 and "You can take it back until" in page
    token = prefecture.workers["guilan"].card_token
    for name, pk in (("payout", payout.pk), ("payslip", payout.payslip_id)):
        client.post(english(f"me:card-{name}-back", token, pk))
    payout.refresh_from_db()
    assert (payout.state, payout.payslip.state) == ("released", "seen")
    assert "Lan confirmed" not in page_of(client, card)
    client.post(english("me:card-payslip-confirm", token, payout.payslip_id))
    client.post(english("me:card-payout-confirm", token, payout.pk))
    assert page_of(client, card).count("You confirmed with your card, ") == 2


def test_a_lead_is_asked_for_the_digits_of_a_woman_who_signs_in(prefecture: Prefecture, signed_in: SignedIn) -> None:
    judge(prefecture, tell(prefecture, hand(prefecture, lot_at(prefecture), "xiuying", 2), 2), 2)
    payout, lan, xiuying = released(prefecture), signed_in(prefecture.lan), signed_in(prefecture.xiuying)
    page = english("station:worker-pay", payout.payslip.worker_id)
    assert 'name="digits"' in page_of(lan, page) and "I am her witness" not in page_of(lan, page)
    confirm = english("station:payout-confirm", payout.pk)
    assert "has a sign-in of her own" in lan.post(confirm, follow=True).content.decode()
    xiuying.post(english("me:my-card"), {"digits": "2468"})
    assert "not the digits" in lan.post(confirm, {"digits": "1111"}, follow=True).content.decode()
    lan.post(confirm, {"digits": "2468"})
    payout.refresh_from_db()
    assert payout.state == Payout.State.CONFIRMED
    hers = page_of(xiuying, english("me:payslip", payout.payslip_id))
    assert "Lan confirmed for you with your four digits, " in hers and "That is not so: take it back" in hers
    xiuying.post(english("me:payout-back", payout.pk))
    payout.refresh_from_db()
    assert payout.state == Payout.State.RELEASED


def test_a_void_card_opens_nothing_and_says_so(
    prefecture: Prefecture, card: str, client: Client, signed_in: SignedIn
) -> None:
    guilan, lan = prefecture.workers["guilan"], signed_in(prefecture.lan)
    assert "earned-amount" in page_of(client, card)
    void = english("station:worker-card-void", guilan.pk)
    for _press in range(2):
        lan.post(void, {"token": guilan.card_token})
    answer = client.get(card)
    assert answer.status_code == 410 and "This card is void" in answer.content.decode(), "open in a browser or not"
    assert client.post(card, {"digits": "2468"}).status_code == 410
    guilan.refresh_from_db()
    new = english("me:card", guilan.card_token)
    assert "earned-amount" in client.post(new, {"digits": "2468"}, follow=True).content.decode()
    assert guilan.voided_cards.count() == 1


def test_without_her_digits_a_card_does_nothing(prefecture: Prefecture, inspection: Inspection, client: Client) -> None:
    token = prefecture.workers["guilan"].card_token
    contest = english("me:card-inspection-contest", token, inspection.pk)
    assert client.post(contest, {"key": uuid4(), "reason": "good"}).url == english("me:card", token)
    assert not Dispute.objects.exists()


def test_a_card_reaches_nobody_elses_things(prefecture: Prefecture, card: str, client: Client) -> None:
    token = prefecture.workers["guilan"].card_token
    other = hand(prefecture, lot_at(prefecture), "xiuying", 3)
    assert Assignment.objects.filter(pk=other.pk).exists()
    assert client.get(english("me:card-missing-contest", token, other.pk)).status_code == 404


def test_another_sum_is_paid_once_a_second_person_agrees(
    prefecture: Prefecture, inspection: Inspection, signed_in: SignedIn
) -> None:
    dispute = disputing.contest_inspection(inspection, reason="good", by=None)
    address = english("desk:pay-dispute", dispute.pk)
    mei, hong = signed_in(prefecture.mei), signed_in(prefecture.hong)
    page = page_of(mei, address)
    assert "She is right: pay her ¥20.50" in page and "She is not right" in page and "7 days left" in page
    assert "Straw storage basket" in page, "the piece stands beside it"
    ask = {"key": uuid4(), "form": "sum", "words": "半价"}
    assert "At most ¥102.50 is at stake" in mei.post(address, ask | {"amount": "99999"}).content.decode()
    mei.post(address, ask | {"amount": "10.25"})
    assert "A second person must agree" in page_of(mei, address) and "I agree: pay her" not in page_of(mei, address)
    assert "I agree: pay her ¥10.25" in page_of(hong, address)
    hong.post(address, {"key": uuid4(), "form": "decline", "words": "全付"})
    dispute.refresh_from_db()
    assert dispute.sum_proposed is None and dispute.state == "open"
    mei.post(address, ask | {"amount": "10.25"})
    hong.post(address, {"key": uuid4(), "form": "agree"})
    dispute.refresh_from_db()
    assert dispute.outcome and (dispute.outcome.amount, dispute.answered_by) == (10.25, prefecture.hong)


def test_she_is_not_right_needs_words(prefecture: Prefecture, inspection: Inspection, signed_in: SignedIn) -> None:
    dispute = disputing.contest_inspection(inspection, reason="good", by=None)
    address, mei = english("desk:pay-dispute", dispute.pk), signed_in(prefecture.mei)
    said = {"key": uuid4(), "form": "verdict", "right": "no"}
    assert "Please say why." in mei.post(address, said | {"words": ""}).content.decode()
    mei.post(address, said | {"words": "提手断了"})
    dispute.refresh_from_db()
    assert (dispute.state, dispute.answer, dispute.outcome) == ("refused", "提手断了", None)
    assert Payslip.objects.count() == 0
