"""Test pay accounts: each change is recorded, and a new account is shown to whoever releases the money."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dispatch.models import Payout, PayoutBatch, Period
from dispatch.pay import paying, settling
from shop.refusing import NotYours
from tests.dispatch.lots import lot_at, made
from tests.personas import Prefecture
from workshops import pay_accounts
from workshops.models import JournalEntry, PayAccount

SignedIn = Any
NEW = {"kind": "bank", "bank": "农业银行", "holder": "王秀英", "number": "6222020000000003"}


def entries() -> Any:
    return JournalEntry.objects.filter(verb="pay_accounts.change").order_by("pk")


def test_each_change_is_in_the_journal_without_the_number(prefecture: Prefecture) -> None:
    xiuying = prefecture.workers["xiuying"]
    held = pay_accounts.change(xiuying, **NEW, by=prefecture.xiuying)
    entry = entries().get()
    assert (entry.by, entry.station, entry.thing_id) == (prefecture.xiuying, xiuying.station, held.pk)
    assert entry.data == {
        "worker": "W00001", "kind": "bank", "bank": "农业银行", "now": "0003", "before": "0001",
    }  # fmt: skip
    pay_accounts.change(xiuying, **NEW, by=prefecture.lan)
    assert entries().count() == 1, "the same account again is no change"
    assert PayAccount.objects.get(pk=held.pk).changed_by == prefecture.xiuying
    pay_accounts.change(xiuying, **{**NEW, "holder": "李四"}, by=prefecture.lan)
    assert entries().count() == 2


@pytest.mark.parametrize("who", ["fen", "mei", "yan", "guan"])
def test_nobody_else_sends_her_money_elsewhere(prefecture: Prefecture, who: str) -> None:
    with pytest.raises(NotYours):
        pay_accounts.change(prefecture.workers["xiuying"], **NEW, by=prefecture.people[who])
    assert not entries().exists()


def batch_after(world: Prefecture, days: int) -> PayoutBatch:
    """Return a bank batch with Xiuying's 20.50, some days after Lan changed her account."""
    made(world, lot_at(world), "xiuying", 1)
    settling.close(Period.objects.get(), by=world.mei)
    pay_accounts.change(world.workers["xiuying"], **NEW, by=world.lan)
    PayAccount.objects.update(changed_at=timezone.now() - timedelta(days=days))
    return paying.prepare(Period.objects.get(closing=1), way=PayoutBatch.Way.BANK, by=world.mei)


@pytest.mark.parametrize(("days", "is_new"), [(0, True), (29, True), (31, False)])
def test_the_second_person_is_told_of_a_new_account(
    prefecture: Prefecture, signed_in: SignedIn, days: int, is_new: bool
) -> None:
    batch = batch_after(prefecture, days)
    payout = batch.payouts.get()
    assert (payout.is_account_new, payout.account_changed_by) == (is_new, prefecture.lan)
    hong: Client = signed_in(prefecture.hong)
    batch_page, slip_page = (
        "/en" + reverse(f"desk:pay-{name}", args=[pk])
        for name, pk in (("batch", batch.pk), ("payslip", payout.payslip_id))
    )
    page = hong.get(batch_page).content.decode()
    assert ("less than 30 days" in page) == is_new
    with pytest.raises(DatabaseError), transaction.atomic():
        Payout.objects.filter(pk=payout.pk).update(account_changed_at=None)
    assert "account last changed" in hong.get(slip_page).content.decode()


def test_she_sees_who_changed_it_last(prefecture: Prefecture, signed_in: SignedIn) -> None:
    address = reverse("station:worker-account", args=[prefecture.workers["xiuying"].pk])
    signed_in(prefecture.lan).post(address, {"key": uuid4(), **NEW})
    page = signed_in(prefecture.xiuying).get("/en" + reverse("me:account")).content.decode()
    assert "Last changed on" in page and "by Lan" in page and "6222020000000003" not in page
