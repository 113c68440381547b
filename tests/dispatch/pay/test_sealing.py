"""Test that a change of an old row is found even with every guard turned off, and that batches are posted once."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from dispatch.models import Earning, Payslip, Period
from dispatch.pay import ledger, settling
from dispatch.work import inspecting, issuing
from shop.refusing import KeyReused
from tests.dispatch.lots import hand, judge, made, tell
from tests.dispatch.ordering import lot, work_order
from tests.personas import Prefecture
from workshops.models import Base


def transfers(world: Prefecture, *amounts: str) -> list[ledger.Transfer]:
    """Return transfers that pay costs back to Xiuying."""
    wages, hers = ledger.wages_of(world.bases["straw"]), ledger.account_of(world.workers["xiuying"])
    return [
        ledger.Transfer(
            kind=Earning.Kind.COSTS, debit=wages, credit=hers, amount=Decimal(each), note="thread", key=uuid4()
        )
        for each in amounts
    ]


def as_administrator(*statements: str) -> None:
    """Run statements as someone who may turn every guard off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET session_replication_role = replica")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("SET session_replication_role = origin")


@pytest.fixture
def closed(prefecture: Prefecture) -> Period:
    """Return a sealed period with two entries and a payslip."""
    base = prefecture.bases["straw"]
    ledger.post_batch(transfers(prefecture, "1.0040", "2"), base=base, by=prefecture.mei)
    period = ledger.open_period(base, timezone.localdate())
    settling.close(period, by=prefecture.mei)
    assert ledger.reconcile() == []
    period.refresh_from_db()
    return period


@pytest.mark.usefixtures("closed")
@pytest.mark.parametrize(
    "statements",
    [
        (
            "UPDATE dispatch_earning SET amount = amount + 1 WHERE amount = 2",
            "UPDATE dispatch_payslip SET exact = exact + 1, net = net + 1",
        ),
        ("UPDATE dispatch_earning SET note = 'as agreed'",),
        ("UPDATE dispatch_earning SET at = at - interval '1 microsecond'",),
        ("DELETE FROM dispatch_earning WHERE amount = 2",),
        ("UPDATE dispatch_payslip SET seal = repeat('0', 64)",),
        ("UPDATE dispatch_period SET seal = ''",),
        ("DELETE FROM dispatch_payslip", "DELETE FROM dispatch_earning"),
    ],
)
def test_a_change_of_a_sealed_row_is_found(statements: tuple[str, ...]) -> None:
    as_administrator(*statements)
    assert ledger.reconcile()
    said = StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("reconcile_ledger", stdout=said)
    assert left.value.code == 1
    assert "differs" in said.getvalue()


def test_an_earlier_period_sealed_anew_breaks_the_chain(prefecture: Prefecture, closed: Period) -> None:
    """A new seal for a period that was changed would need all later ones to be made anew too."""
    following = Period.objects.filter(state=Period.State.OPEN)
    following.update(begins_on=closed.begins_on - timedelta(days=1))  # it begins tomorrow, too late to close it today
    settling.close(following.get(), by=prefecture.mei)
    as_administrator(
        "UPDATE dispatch_earning SET note = 'changed'",
        "UPDATE dispatch_period SET seal = '' WHERE closing = 1",
        "UPDATE dispatch_payslip SET seal = ''",
    )
    ledger.seal(prefecture.bases["straw"])
    assert {each.rule for each in ledger.reconcile()} == {"a sealed period is as it was when it was sealed"}


def test_a_batch_is_posted_once(prefecture: Prefecture) -> None:
    base, wanted, by = prefecture.bases["straw"], transfers(prefecture, *["0.0001"] * 500), prefecture.mei
    assert ledger.post_batch(wanted[:200], base=base, by=by) == 200
    assert ledger.post_batch(wanted + wanted[:3], base=base, by=by) == 300
    assert ledger.balance(wanted[0].credit) == Decimal("0.0500")
    other = ledger.Transfer(**vars(wanted[7]) | {"amount": Decimal(9)})
    with pytest.raises(KeyReused):
        ledger.post_batch([*transfers(prefecture, "1"), other], base=base, by=by)
    assert Earning.objects.count() == 500
    assert ledger.post_batch([], base=base, by=by) == 0


@pytest.mark.parametrize("amount", ["0", "-1", "0.00001", "1.00005"])
def test_what_the_ledger_cannot_hold_is_refused(prefecture: Prefecture, amount: str) -> None:
    with pytest.raises(ValueError, match="up to 4 places"):
        transfers(prefecture, amount)


def test_a_base_may_settle_lot_by_lot(prefecture: Prefecture) -> None:
    """A lot's own period takes what it earns. Once it is closed the base's month does, and what is owed goes on."""
    base = prefecture.bases["straw"]
    Base.objects.filter(pk=base.pk).update(settles=Base.Settles.BY_LOT)
    given = lot(prefecture, work_order(prefecture, pieces=20), prefecture.stations["liuzhuang"], 20)
    issuing.accept(given, by=prefecture.lan)
    first = made(prefecture, given, "xiuying", 4)
    own = Period.objects.get(lot=given)
    assert set(first.earnings.values_list("period", flat=True)) == {own.pk}
    Period.objects.filter(pk=own.pk).update(begins_on=timezone.localdate())
    own.refresh_from_db()
    month = settling.close(own, by=prefecture.mei)
    slip = Payslip.objects.get(period=own)
    inspecting.withdraw(first, why="miscounted", by=prefecture.lan)
    later = judge(prefecture, tell(prefecture, hand(prefecture, given, "xiuying", 2), 2), 2)
    assert (month.lot, set(later.earnings.values_list("period", flat=True))) == (None, {month.pk})
    settling.close(month, by=prefecture.mei)
    owing, earned = Payslip.objects.get(period=month), later.earnings.get(kind=Earning.Kind.ACCEPTANCE).amount
    assert (owing.net, owing.carried_in) == (0, slip.carried_out)
    assert owing.carried_out == slip.carried_out - slip.exact + earned
    assert ledger.reconcile() == []
