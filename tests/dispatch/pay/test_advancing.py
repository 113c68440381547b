"""Test that advances are kept back from the next payslips, and that the records which the law asks for are right."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from dispatch.models import Earning, Period
from dispatch.pay import advancing, ledger, records, settling
from dispatch.pay.errors import WrongAmount
from dispatch.rates import real_hours
from dispatch.work import reporting
from shop.refusing import NotYours, ReasonMissing
from tests.dispatch.lots import hand, judge, lot_at, made
from tests.personas import Prefecture, in_days
from workshops.models import JournalEntry


def give(world: Prefecture, amount: str, worker: str = "xiuying", by: str = "mei", note: str = "housing") -> Earning:
    return advancing.give(
        world.bases["straw"], worker=world.workers[worker], amount=Decimal(amount), note=note, by=world.people[by],
        key=uuid4(),
    )  # fmt: skip


def test_an_advance_is_kept_back_and_the_rest_is_carried(prefecture: Prefecture) -> None:
    ledger.open_period(prefecture.bases["straw"], in_days(-200))
    made(prefecture, lot_at(prefecture), "xiuying", 2)
    give(prefecture, "50")
    owing = advancing.owing(prefecture.bases["straw"])
    assert [(row.worker.name, row.amount) for row in owing] == [("王秀英", 50)]
    period = Period.objects.get()
    settling.close(period, by=prefecture.mei)
    slip = period.payslips.get()
    assert (slip.exact, slip.net, slip.carried_out) == (Decimal("-9"), 0, Decimal("-9"))
    assert [(row.advanced, row.carried) for row in advancing.owing(prefecture.bases["straw"])] == [(0, 9)]


def test_only_a_manager_advances_and_only_to_workers_of_her_base(prefecture: Prefecture) -> None:
    made(prefecture, lot_at(prefecture), "xiuying", 2)
    for wrong in ({"by": "otto"}, {"by": "lan"}, {"worker": "yan"}):
        with pytest.raises(NotYours):
            give(prefecture, "5", **wrong)
    for amount in ("0", "-1", "0.005"):
        with pytest.raises(WrongAmount):
            give(prefecture, amount)
    with pytest.raises(ReasonMissing):
        give(prefecture, "5", note=" ")


def test_income_by_person_and_quarter(prefecture: Prefecture, client: Client) -> None:
    made(prefecture, lot_at(prefecture), "xiuying", 2)
    give(prefecture, "30")
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
