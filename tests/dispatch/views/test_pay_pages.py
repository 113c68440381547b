"""Test that managers see what is missing, close, pay by two people, and answer, for their own base only."""

from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from dispatch.models import Dispute, PayoutBatch, Payslip, Period
from dispatch.pay import disputing, paying, settling
from tests.dispatch.lots import hand, lot_at, made, tell
from tests.personas import Prefecture
from tests.reading import read, table
from workshops.models import JournalEntry

SignedIn = Any
ACCOUNT = "6221880000000001"


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
    assert row[1:5] == ("W00001", "王秀英", "农村信用社", ACCOUNT) and float(row[5]) == 41
    assert "¥41.00" in mei.get(reverse("desk:pay-batch", args=[batch.pk]) + "?list=cash").content.decode()


@pytest.fixture
def batch(prefecture: Prefecture, mei: Client) -> PayoutBatch:
    """Return a batch for the bank that Mei has prepared and nobody released."""
    settling.close(Period.objects.get(), by=prefecture.mei)
    period = Period.objects.get(state=Period.State.CLOSED)
    return paying.prepare(period, way=PayoutBatch.Way.BANK, by=prefecture.mei)


def test_nobody_gets_a_full_account_number_before_the_release(
    prefecture: Prefecture, mei: Client, batch: PayoutBatch, signed_in: SignedIn
) -> None:
    address = reverse("desk:pay-batch", args=[batch.pk])
    for reader in (mei, signed_in(prefecture.hong)):
        page = reader.get(address).content.decode()
        assert "0001" in page and "format=" not in page
        for query in ("?format=xlsx", "?format=csv", "?list=cash"):
            answer = reader.get(address + query, follow=True)
            assert answer["Content-Type"].startswith("text/html") and ACCOUNT not in answer.content.decode(), query
        assert "还没有经第二个人核准放款" in reader.get(address + "?format=csv", follow=True).content.decode()
    assert not JournalEntry.objects.filter(verb="paying.export").exists()


@pytest.mark.parametrize("reader", ["mei", "hong"])
def test_after_the_release_managers_take_the_bank_file(
    prefecture: Prefecture, mei: Client, batch: PayoutBatch, signed_in: SignedIn, reader: str
) -> None:
    paying.release(batch, by=prefecture.hong)
    who, address = getattr(prefecture, reader), reverse("desk:pay-batch", args=[batch.pk])
    client = signed_in(who)
    page = client.get(address).content.decode()
    assert 'name="format" value="xlsx"' in page and ACCOUNT not in page
    cell = load_workbook(BytesIO(client.get(address + "?format=xlsx").content)).active["E2"]
    assert (cell.value, cell.data_type, cell.number_format) == (ACCOUNT, "s", "@")
    plain = client.get(address + "?format=csv").content.decode("utf-8-sig")
    assert f"王秀英,农村信用社,\t{ACCOUNT},41.00" in plain
    taken = JournalEntry.objects.filter(verb="paying.export", thing="payoutbatch", thing_id=batch.pk)
    assert [(entry.by, entry.base, entry.data) for entry in taken] == [(who, batch.period.base, {"payouts": 1})] * 2


@pytest.mark.parametrize(
    ("template", "account", "holder", "amount"),
    [
        ("icbc", "收款账号", "收款账号名称", "金额"),
        ("abc", "收款方账号", "收款方户名", "金额"),
        ("ccb", "账号", "户名", "金额"),
        ("psbc", "账号", "户名", "金额"),
        ("own", "卡 号", "员工姓名", "实发金额（元）"),
    ],
)
def test_a_bank_gets_its_own_columns_with_whole_numbers(
    prefecture: Prefecture, mei: Client, batch: PayoutBatch, template: str, account: str, holder: str, amount: str
) -> None:
    said = {"key": uuid4(), "headings": "序 号\t员工姓名\t卡 号\t实发金额（元）\t备注"}
    page = mei.post(reverse("desk:pay-bank-template"), {**said, "headings": "姓名,金额"})
    assert "收款账号" in page.context["form"].errors["headings"][0]
    mei.post(reverse("desk:pay-bank-template"), said)
    paying.release(batch, by=prefecture.hong)
    address = reverse("desk:pay-batch", args=[batch.pk]) + f"?template={template}&format="
    headings, row = load_workbook(BytesIO(mei.get(address + "xlsx").content)).active.rows
    cells = {heading.value: cell for heading, cell in zip(headings, row, strict=True)}
    assert (cells[account].value, cells[account].data_type, cells[account].number_format) == (ACCOUNT, "s", "@")
    assert (cells[holder].value, float(cells[amount].value)) == ("王秀英", 41)
    assert all(cells[name].value is None for name in cells if name.startswith("付款"))
    lines = [line.split(",") for line in mei.get(address + "csv").content.decode("utf-8-sig").splitlines()]
    assert dict(zip(*lines, strict=True))[account] == f"\t{ACCOUNT}"


def test_a_list_with_names_is_journalled(prefecture: Prefecture, mei: Client, batch: PayoutBatch) -> None:
    period, slip = reverse("desk:pay-period", args=[batch.period_id]), Payslip.objects.get()
    base, station = prefecture.mei.posts.get().base, slip.worker.station
    for address, name, place in [
        (period + "?format=xlsx", "payslips", None),
        (reverse("desk:pay-slips", args=[batch.period_id]), "payslips to print", station),
        (reverse("desk:pay-payslip", args=[slip.pk]) + "?format=pdf", "payslips to print", station),
        (reverse("desk:pay-batch", args=[batch.pk]) + "?list=cash", "cash list", None),
    ]:
        assert mei.get(address).status_code == 200
        entry = JournalEntry.objects.filter(verb="exporting.export_list").latest("pk")
        assert (entry.by, entry.base, entry.data) == (prefecture.mei, base, {"list": name, "rows": 1}), address
        assert entry.station == place, address
    assert JournalEntry.objects.filter(verb="exporting.export_list").count() == 4


def test_her_own_payslip_is_no_export(prefecture: Prefecture, batch: PayoutBatch, signed_in: SignedIn) -> None:
    slip = Payslip.objects.get()
    assert signed_in(prefecture.xiuying).get(reverse("me:payslip", args=[slip.pk]) + "?format=print").status_code == 200
    assert not JournalEntry.objects.filter(verb="exporting.export_list").exists()
    address = reverse("station:payslip", args=[slip.pk]) + "?format=print"
    assert signed_in(prefecture.lan).get(address).status_code == 200
    assert JournalEntry.objects.get(verb="exporting.export_list").by == prefecture.lan


def test_a_dispute_is_answered(prefecture: Prefecture, mei: Client, signed_in: SignedIn) -> None:
    mei.post(reverse("desk:pay-close", args=[Period.objects.get().pk]))
    dispute = disputing.contest_payslip(Payslip.objects.get(), words="one is missing", by=prefecture.xiuying)
    assert "one is missing" in mei.get(reverse("desk:pay-disputes")).content.decode()
    address = reverse("desk:pay-dispute", args=[dispute.pk])
    assert mei.post(address, {"key": uuid4(), "form": "sum", "words": "", "amount": "0"}).status_code == 200
    mei.post(address, {"key": uuid4(), "form": "sum", "words": "found", "amount": "20.50"})
    dispute.refresh_from_db()
    assert dispute.state == Dispute.State.OPEN, "another sum than a claimed one waits for a second person"
    mei.post(address, {"key": uuid4(), "form": "agree"})
    dispute.refresh_from_db()
    assert dispute.state == Dispute.State.OPEN
    signed_in(prefecture.hong).post(address, {"key": uuid4(), "form": "agree"})
    dispute.refresh_from_db()
    assert (dispute.state, dispute.outcome and dispute.outcome.amount) == (Dispute.State.UPHELD, Decimal("20.5"))


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
