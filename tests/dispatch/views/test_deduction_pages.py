"""Test a deduction on the pages: proposed and approved at the desk, read and disputed by her, on every slip."""

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from dispatch.models import Deduction, Dispute, Earning, Lot, Period, TakingBack
from dispatch.pay import deducting, disputing, settling
from tests.dispatch.lots import lot_at, made
from tests.personas import Prefecture
from workshops import cards

SignedIn = Any
LIST = "desk:pay-deductions"


@pytest.fixture
def lot(prefecture: Prefecture) -> Lot:
    """Return a lot at which Xiuying has earned 300.00."""
    lot = lot_at(prefecture, pieces=10, rates=("30", "7.5"))
    made(prefecture, lot, "xiuying", 10)
    return lot


def said(**more: str) -> dict[str, Any]:
    given = {"worker": "W00001", "why": "spoiled", "amount": "12.50", "lot": "", "words": "straw left in the rain"}
    return {"key": uuid4(), **given, **more}


@pytest.fixture
def deduction(prefecture: Prefecture, lot: Lot, signed_in: SignedIn) -> Deduction:
    """Return Mei's proposal to keep 12.50 back."""
    signed_in(prefecture.mei).post(reverse(LIST), said(lot=lot.number.lower()))
    return Deduction.objects.get()


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("worker", "W00003"), ("worker", ""), ("why", "tea"), ("amount", "60.01"), ("amount", "0"), ("amount", "x"),
        ("amount", "1.005"), ("lot", "L99999"), ("words", " "),
    ],
)  # fmt: skip
def test_an_error_is_shown_beside_its_field(
    prefecture: Prefecture, lot: Lot, signed_in: SignedIn, field: str, wrong: str
) -> None:
    page = signed_in(prefecture.mei).post(reverse(LIST), said(**{field: wrong}))
    assert page.status_code == 200 and page.context["form"].errors[field]
    assert not Deduction.objects.exists()


def test_only_the_second_person_can_approve(prefecture: Prefecture, deduction: Deduction, signed_in: SignedIn) -> None:
    assert deduction.lot_operation and deduction.lot_operation.position == 1
    approve = reverse("desk:pay-deduction-approve", args=[deduction.pk])
    mei, hong = signed_in(prefecture.mei), signed_in(prefecture.hong)
    assert approve not in mei.get(reverse(LIST)).content.decode()
    assert approve in hong.get(reverse(LIST)).content.decode()
    mei.post(approve)
    assert Deduction.objects.waiting().exists(), "her own press does nothing"
    hong.post(approve)
    assert Deduction.objects.standing().get() == deduction
    assert signed_in(prefecture.otto).post(approve).status_code == 404


def test_a_deduction_is_declined_and_given_back_with_a_reason(
    prefecture: Prefecture, deduction: Deduction, signed_in: SignedIn
) -> None:
    hong, mei = signed_in(prefecture.hong), signed_in(prefecture.mei)
    hong.post(reverse("desk:pay-deduction-approve", args=[deduction.pk]))
    entry = Earning.objects.get(kind="deduction")
    address = reverse("desk:pay-entry-back", args=[entry.pk])
    assert hong.post(address, {"key": uuid4(), "words": ""}).context["form"].errors["words"]
    hong.post(address, {"key": uuid4(), "words": "the roof leaked"})
    assert not Earning.objects.filter(reverses=entry).exists()
    mei.post(reverse("desk:pay-back-agree", args=[TakingBack.objects.get().pk]))
    assert "the roof leaked" in hong.get(reverse(LIST)).content.decode()
    assert Earning.objects.filter(reverses=entry).exists()
    hong.post(reverse(LIST), said())
    other = Deduction.objects.waiting().get()
    hong.post(reverse("desk:pay-deduction-decline", args=[other.pk]), {"key": uuid4(), "words": "a mistake of mine"})
    assert "a mistake of mine" in hong.get(reverse(LIST)).content.decode()


def test_she_reads_it_everywhere_and_contests_it(
    prefecture: Prefecture, deduction: Deduction, signed_in: SignedIn
) -> None:
    signed_in(prefecture.hong).post(reverse("desk:pay-deduction-approve", args=[deduction.pk]))
    xiuying, lan = signed_in(prefecture.xiuying), signed_in(prefecture.lan)
    cards.choose_digits(deduction.worker, digits="2468", by=prefecture.xiuying)
    for client, home, contest in (
        (xiuying, reverse("me:home"), reverse("me:deduction-contest", args=[deduction.pk])),
        (
            lan,
            reverse("station:worker", args=[deduction.worker_id]),
            reverse("station:deduction-contest", args=[deduction.pk]),
        ),
    ):
        page = client.get("/en" + home).content.decode()
        assert "straw left in the rain" in page and "Spoiled material" in page and contest in page
        client.post(contest, {"key": uuid4(), "words": "the roof leaked", "digits": "2468"})
        dispute = Dispute.objects.get()
        assert contest not in client.get(home).content.decode(), "contested once"
        disputing.answer(dispute, is_right=False, words="the roof is sound", by=prefecture.mei)
        assert "the roof is sound" in client.get(home).content.decode()
        Dispute.objects.all().delete()
    settling.close(Period.objects.get(), by=prefecture.mei)
    slip = Period.objects.get(closing=1).payslips.get()
    assert slip.net == 287.5
    mei = signed_in(prefecture.mei)
    for client, address in (
        (xiuying, reverse("me:payslip", args=[slip.pk])),
        (xiuying, reverse("me:payslip-statement", args=[slip.pk])),
        (lan, reverse("station:payslip", args=[slip.pk])),
        (mei, reverse("desk:pay-payslip", args=[slip.pk])),
        (mei, reverse("desk:pay-payslip", args=[slip.pk]) + "?format=print"),
    ):
        page = client.get("/en" + address).content.decode()
        assert "straw left in the rain" in page and "spoiled material" in page.lower(), address
    fen = signed_in(prefecture.fen)
    assert fen.get(reverse("station:deduction-contest", args=[deduction.pk])).status_code == 404


def test_deductions_given_back_or_answered_stay_readable(
    prefecture: Prefecture, deduction: Deduction, signed_in: SignedIn
) -> None:
    deduction = deducting.approve(deduction, by=prefecture.hong)
    dispute = disputing.contest_deduction(deduction, words="the roof leaked", by=prefecture.xiuying)
    disputing.answer(dispute, is_right=True, words="so it did", by=prefecture.mei)
    xiuying, home = signed_in(prefecture.xiuying), reverse("me:home")
    page = xiuying.get(home).content.decode()
    assert "so it did" in page and reverse("me:deduction-contest", args=[deduction.pk]) not in page
    settling.close(Period.objects.get(), by=prefecture.mei)
    slip = Period.objects.get(closing=1).payslips.get()
    assert slip.net == 300
    for name, client in (("me:payslip", xiuying), ("desk:pay-payslip", signed_in(prefecture.mei))):
        assert "the roof leaked" in client.get(reverse(name, args=[slip.pk])).content.decode()
    assert "straw left in the rain" not in xiuying.get(home).content.decode(), "it is on the payslip now"
