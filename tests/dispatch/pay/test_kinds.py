"""Test that each kind of entry is held to its sides, worded, sealed and counted once, on her page as in the ledger."""

import re
from collections import defaultdict
from dataclasses import fields
from decimal import Decimal
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from dispatch.models import Account, Earning, Payslip, Period
from dispatch.models.kinds import AccountKind
from dispatch.pay import deducting, earnings, ledger, records, settling
from dispatch.planning.incomes import recent_incomes
from tests.dispatch.lots import lot_at, made
from tests.dispatch.pay.test_sealing import as_administrator
from tests.personas import Prefecture, in_days
from workshops.models import Base

SignedIn = Any
Kind = Earning.Kind
HELD_TO_SIDES = [kind for kind in Kind if kind.row.sides and kind != Kind.ACCEPTANCE]  # that is held to its inspection
HAN = re.compile(r"[\u4e00-\u9fff]")


def accounts(world: Prefecture) -> dict[str, list[Account]]:
    """Return the accounts of Xiuying and Guilan, and one of each other kind."""
    return {
        "wages": [ledger.wages_of(world.bases["straw"])],
        "worker": [ledger.account_of(world.workers[who]) for who in ("xiuying", "guilan")],
        "station": [ledger.margin_of(world.stations["liuzhuang"])],
        "broker": [ledger.broker_of(world.mei)],
    }


def post(world: Prefecture, kind: Earning.Kind, debit: Account, credit: Account, amount: str = "1") -> Earning:
    wanted = ledger.Transfer(
        kind=kind, debit=debit, credit=credit, amount=Decimal(amount), note=f"for {kind}", key=uuid4()
    )
    return ledger.post([wanted], base=world.bases["straw"], by=world.mei)[0]


def post_one_of_each(world: Prefecture) -> None:
    """Post each kind between each of its sides, in amounts that tell them apart, and once more to be reversed."""
    made(world, lot_at(world, pieces=10, rates=("30", "7.5")), "xiuying", 10)
    owned = accounts(world)
    wanted = [(kind, sides) for kind in HELD_TO_SIDES for sides in kind.row.sides]
    for number, (kind, sides) in enumerate(wanted):
        debit, credit = owned[sides.debit][0], owned[sides.credit][-1 if sides.debit == "worker" else 0]
        post(world, kind, debit, credit, f"1.{number}7")
        undone = post(world, kind, debit, credit, f"2.{number}")
        ledger.reverse(undone, by=world.mei, key=uuid4(), note="wrong")


@pytest.fixture
def base(prefecture: Prefecture) -> Base:
    """Return the straw base, whose open period holds every kind. Xiuying has earned 300 by pieces."""
    post_one_of_each(prefecture)
    assert set(Earning.objects.values_list("kind", flat=True)) == set(Kind.values)
    return prefecture.bases["straw"]


def documented() -> list[tuple[str, str, str]]:
    """Read (kind, from, to) off the table on the ledger's page."""
    page = (settings.ROOT / "docs/ledger.md").read_text()
    table = page.partition("| kind | from | to |")[2].partition("\n\n")[0]
    rows = [[cell.strip() for cell in line.split("|")[1:4]] for line in table.splitlines()[2:]]
    kinds = []
    for kind, debit, credit in rows:
        kinds.append((kind, debit, credit.removesuffix(", or back")))
        kinds += [(kind, credit.removesuffix(", or back"), debit)] if credit.endswith(", or back") else []
    return kinds


@pytest.mark.parametrize("kind", HELD_TO_SIDES)
def test_the_database_holds_a_kind_to_the_sides_that_the_docs_name(prefecture: Prefecture, kind: Earning.Kind) -> None:
    owned, let_through = accounts(prefecture), set()
    for debit, credit in product(AccountKind.values, repeat=2):
        one, other = owned[debit][0], owned[credit][-1]
        if one == other:
            continue
        try:
            with transaction.atomic():
                post(prefecture, kind, one, other)
        except DatabaseError as refusal:
            assert "wrong sides" in str(refusal)
        else:
            let_through.add((kind.value, debit, credit))
    assert let_through == {row for row in documented() if row[0] == kind}


def test_the_docs_name_each_kind() -> None:
    assert {kind for kind, _debit, _credit in documented()} == set(Kind.values)


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_is_worded_and_has_its_heading_in_the_records(kind: Earning.Kind) -> None:
    with translation.override("zh-hans"):
        assert HAN.search(str(kind.label)), "its Chinese is missing"
    is_hers = any("worker" in sides for sides in kind.row.sides)
    assert (kind.row.heading in {field.name for field in fields(records.Income)}) is is_hers


def broken_seals() -> dict[str, set[int]]:
    """Return the primary keys of periods and statements that are not as they were when they were sealed."""
    broken = defaultdict(set)
    for difference in ledger.reconcile():
        if sealed := re.match(r"a sealed (period|statement)", difference.rule):
            broken[sealed[1]].add(difference.thing)
    return broken


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_is_inside_the_seal_on_both_sides(base: Base, prefecture: Prefecture, kind: Earning.Kind) -> None:
    settling.close(Period.objects.get(base=base), by=prefecture.mei)
    assert not broken_seals()
    entry = Earning.objects.filter(kind=kind).latest("pk")
    hers = {side.worker_id for side in (entry.debit, entry.credit) if side.worker_id}
    as_administrator(f"UPDATE dispatch_earning SET note = note || '.' WHERE id = {entry.pk}")  # noqa: S608 a number
    broken = broken_seals()
    assert broken["period"] == {entry.period_id}
    assert {slip.worker_id for slip in Payslip.objects.filter(pk__in=broken["statement"])} == hers


@pytest.mark.usefixtures("base")
def test_the_print_adds_up_to_the_payslip_and_to_the_ledger(prefecture: Prefecture, signed_in: SignedIn) -> None:
    settling.close(Period.objects.get(closing=None), by=prefecture.mei)
    for who in ("xiuying", "guilan"):
        slip = Payslip.objects.get(worker=prefecture.workers[who])
        address = reverse("desk:pay-payslip", args=[slip.pk]) + "?format=print"
        page = signed_in(prefecture.mei).get(address).content.decode()
        rows = re.findall(r"<tr>.*?</tr>", page.partition("<tbody>")[2].partition("</tbody>")[0], re.DOTALL)
        shown = [re.findall(r'class="figure">(.*?)</td>', row, re.DOTALL)[-1].strip() for row in rows]
        total = sum(Decimal(figure.replace("¥", "").replace("\N{MINUS SIGN}", "-")) for figure in shown)
        assert total == slip.exact == ledger.balance(ledger.account_of(slip.worker))


def test_what_she_has_earned_is_the_same_everywhere(prefecture: Prefecture, signed_in: SignedIn) -> None:
    """It is pay for work before anything is kept back: deductions, advances and costs change nothing of it."""
    made(prefecture, lot_at(prefecture, pieces=10, rates=("30", "7.5")), "xiuying", 10)
    base, station, xiuying = prefecture.bases["straw"], prefecture.stations["liuzhuang"], prefecture.workers["xiuying"]
    wages, hers = ledger.wages_of(base), ledger.account_of(xiuying)
    post(prefecture, Kind.DEDUCTION, hers, wages, "12.50")
    post(prefecture, Kind.ADVANCE, hers, wages, "20")
    post(prefecture, Kind.COSTS, wages, hers, "5")
    ledger.reverse(post(prefecture, Kind.DEDUCTION, hers, wages, "8"), by=prefecture.mei, key=uuid4(), note="wrong")
    assert ledger.balance(hers) == Decimal("272.50")
    assert earnings.sums(xiuying).this_month == 300
    assert deducting.room(xiuying, Period.objects.get()).earned == 300
    assert records.incomes(base, records.Quarter.of(timezone.localdate()))[0].gross == 300
    assert recent_incomes([station], in_days(1)) == {station.pk: 300}
    assert '<p class="earned-amount">¥300.00</p>' in signed_in(prefecture.xiuying).get("/me/").content.decode()
