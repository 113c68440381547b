"""Test that managers see what is missing, close, pay by two people, and answer, for their own base only."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from dispatch.models import Dispute, PayoutBatch, Payslip, Period
from dispatch.pay import disputing
from tests.dispatch.lots import hand, lot_at, made, tell
from tests.personas import Prefecture
from tests.reading import read, table

SignedIn = Any


@pytest.fixture
def mei(prefecture: Prefecture, signed_in: SignedIn) -> Client:
    """Return Mei's client: Xiuying has earned 41.00, and one piece waits for inspection."""
    lot = lot_at(prefecture, pieces=3)
    made(prefecture, lot, "xiuying", 2)
    tell(prefecture, hand(prefecture, lot, "guilan", 1), 1)
    client: Client = signed_in(prefecture.mei)
    return client


def test_from_the_preview_to_the_bank_file(prefecture: Prefecture, mei: Client, signed_in: SignedIn) -> None:
    period = Period.objects.get()
    address = reverse("desk:pay-period", args=[period.pk])
    page = mei.get(reverse("desk:pay")).content.decode()
    assert "¥41.00" in page and "¥20.50" in page
    (line,) = table(read(mei, address), "What each would be paid")
    assert [line[name] for name in ("Worker", "Pieces", "Earned", "To be paid")] == ["王秀英", "2", "¥41.00", "¥41.00"]
    (waiting,) = table(read(mei, address), "Reports that wait for inspection")
    assert (waiting["Station"], waiting["Pieces"], waiting["Worth"]) == ("Liuzhuang station", "1", "¥20.50")
    assert "刘庄加工站" in mei.get(address).content.decode()
    mei.post(reverse("desk:pay-close", args=[period.pk]))
    mei.post(address, {"key": uuid4(), "way": "bank", "station": ""})
    batch = PayoutBatch.objects.get()
    release = reverse("desk:pay-release", args=[batch.pk])
    mei.post(release)
    batch.refresh_from_db()
    assert batch.released_at is None
    signed_in(prefecture.hong).post(release)
    batch.refresh_from_db()
    assert batch.released_by == prefecture.hong
    file = mei.get(reverse("desk:pay-batch", args=[batch.pk]) + "?format=xlsx")
    row = list(load_workbook(BytesIO(file.content)).active.values)[1]
    assert row[1:5] == ("W00001", "王秀英", "农村信用社", "6221880000000001") and float(row[5]) == 41
    plain = mei.get(reverse("desk:pay-batch", args=[batch.pk]) + "?format=csv").content.decode("utf-8-sig")
    assert "王秀英,农村信用社,6221880000000001,41.00" in plain
    assert "¥41.00" in mei.get(reverse("desk:pay-batch", args=[batch.pk]) + "?list=cash").content.decode()


def test_a_dispute_is_answered(prefecture: Prefecture, mei: Client) -> None:
    mei.post(reverse("desk:pay-close", args=[Period.objects.get().pk]))
    dispute = disputing.contest_payslip(Payslip.objects.get(), words="one is missing", by=prefecture.xiuying)
    assert "one is missing" in mei.get(reverse("desk:pay-disputes")).content.decode()
    address = reverse("desk:pay-dispute", args=[dispute.pk])
    assert mei.post(address, {"key": uuid4(), "words": "", "amount": "0"}).status_code == 200
    mei.post(address, {"key": uuid4(), "words": "found", "amount": "20.50"})
    dispute.refresh_from_db()
    assert dispute.state == Dispute.State.UPHELD


def test_pay_is_for_the_bases_managers(prefecture: Prefecture, mei: Client, signed_in: SignedIn) -> None:
    period = Period.objects.get()
    mei.post(reverse("desk:pay-close", args=[period.pk]))
    mei.post(reverse("desk:pay-period", args=[period.pk]), {"key": uuid4(), "way": "cash", "station": ""})
    payslip, batch = Payslip.objects.get(), PayoutBatch.objects.get()
    dispute = disputing.contest_payslip(payslip, words="one is missing", by=prefecture.xiuying)
    otto = signed_in(prefecture.otto)
    for name, thing in [("period", period), ("payslip", payslip), ("batch", batch), ("dispute", dispute)]:
        address = reverse(f"desk:pay-{name}", args=[thing.pk])
        assert mei.get(address).status_code == 200, name
        assert otto.get(address).status_code == 404, name
    assert otto.post(reverse("desk:pay-release", args=[batch.pk])).status_code == 404
    for stranger in (prefecture.lan, prefecture.xiuying, prefecture.anna, prefecture.guan):
        assert signed_in(stranger).get(reverse("desk:pay")).status_code == 404
