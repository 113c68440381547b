"""Test that every sum and count of a base's lots, orders and pay agrees with the ledger and the rows."""

from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.test import Client
from django.urls import reverse
from hypothesis import given

from dispatch.models import Assignment, Dispute, Lot, Payout, PayoutBatch, Payslip, Period
from shop.money import money
from tests.dispatch.acting import STORIES, WORKERS, Story, happen
from tests.dispatch.by_hand import (
    SAID,
    Kind,
    balance,
    entries_of,
    in_hand,
    made,
    paid,
    signed,
    steps_by_hand,
    waiting_reports,
    what,
    worth,
)
from tests.dispatch.examples import few, rolled_back
from tests.personas import Prefecture
from tests.reading import bars, column, notes, number, read, stats, table, words
from workshops.models import Worker

LIVE = {Payout.State.PREPARED, *SAID, Payout.State.CONFIRMED}
CONFIRMED = [Payout.State.CONFIRMED]


def to_fen(amount: Decimal) -> Decimal:
    return number(money(amount))


@few(6)
@given(story=STORIES)
def test_lots_and_orders(prefecture: Prefecture, everyone: dict[str, Client], story: Story) -> None:
    with rolled_back():
        lots, mei = happen(prefecture, story), everyone["mei"]
        ready = {lot.number: made(lot) - lot.received for lot in lots if made(lot) > lot.received}
        todos = stats(read(mei, reverse("desk:home")))
        assert todos.get("Lots to receive", 0) == len(ready)
        assert todos.get("Disputes to answer", 0) == Dispute.objects.filter(state=Dispute.State.OPEN).count()
        late = [lot for lot in lots if lot.state in Lot.UNFINISHED and lot.due_on < lot.begins_on]
        assert todos.get("Late lots", 0) == len(late)
        receiving = table(read(mei, reverse("desk:receiving")))
        assert {row["Lot"]: number(row["Ready"]) for row in receiving} == ready
        wanted = {lot.number: (lot.pieces, made(lot), sum(one.pieces for one in lot.receipts.all())) for lot in lots}
        rows = table(read(mei, reverse("desk:lots")))
        assert {row["Number"]: progress(row) for row in rows} == wanted
        for lot in lots:
            check_a_lot(mei, lot)
            check_an_order(mei, lot)


def progress(row: dict[str, str]) -> tuple[Decimal, ...]:
    return tuple(number(row[name]) for name in ("Pieces", "Made", "Received"))


def check_a_lot(client: Client, lot: Lot) -> None:
    """Check its progress and, by operation, pieces in hands, to inspect, accepted and rejected."""
    page = read(client, reverse("desk:lot-detail", args=[lot.number]))
    shown = stats(page)
    assert (shown["Pieces"], shown["Made"], shown["Received"]) == (lot.pieces, made(lot), lot.received)
    names = ("In hands", "To inspect", "Accepted", "Rejected")
    assert [tuple(number(row[name]) for name in names) for row in table(page, "Operations")] == [
        (step.out, step.reported, step.accepted, step.rejected) for step in steps_by_hand(lot)
    ]
    people = page.find("h2", string="Who works on it").parent
    handed, good, _bad = ([number(words(cell)) for cell in people.select(f"td:nth-of-type({n})")] for n in (1, 2, 3))
    assert sum(handed) == sum(held.pieces for held in Assignment.objects.filter(lot_operation__lot=lot))
    assert sum(good) == sum(step.accepted for step in steps_by_hand(lot))


def check_an_order(client: Client, lot: Lot) -> None:
    """Check that its one lot is all that is made of it, and that the parts of its price add up."""
    order = lot.work_order
    order.refresh_from_db()
    page = read(client, reverse("desk:order-detail", args=[order.number]))
    shown = bars(page)
    assert shown["Made in the villages"] == f"{made(lot)} / {order.pieces}"
    assert shown["Received at the base"] == f"{lot.received} / {order.pieces}"
    split = page.find("h2", string="Where the buyer's money goes").parent
    parts = [number(words(cell)) for cell in split.select("tbody td:nth-of-type(1)")]
    assert sum(parts) == number(words(split.select_one("tfoot td"))) == order.line.line_price_incl_tax
    row = next(row for row in table(read(client, reverse("desk:orders"))) if row["Number"] == order.number)
    assert (number(row["Pieces"]), number(row["Received"])) == (order.pieces, lot.received)


@few(6)
@given(story=STORIES)
def test_pay(prefecture: Prefecture, everyone: dict[str, Client], story: Story) -> None:
    with rolled_back():
        happen(prefecture, story)
        mei, workers = everyone["mei"], [prefecture.workers[who] for who in WORKERS]
        running = Period.objects.get(state=Period.State.OPEN)
        check_an_open_period(mei, running, workers)
        home = read(mei, reverse("desk:pay"))
        assert stats(home) == stats(read(mei, reverse("desk:pay-period", args=[running.pk])))
        closed = list(Period.objects.filter(state=Period.State.CLOSED))
        assert len(table(home, "Closed periods")) == len(closed)
        for period, row in zip(closed, table(home, "Closed periods"), strict=True):
            slips = list(period.payslips.all())
            of_it = {"batch__period": period}
            assert [number(row[name]) for name in ("Payslips", "To be paid", "Said to be paid", "Confirmed")] == [
                len(slips), sum(slip.net for slip in slips), paid(SAID, **of_it), paid(CONFIRMED, **of_it)
            ]  # fmt: skip
            check_a_closed_period(mei, period, slips)
        check_records(mei, workers)
        check_advances(mei, workers, running)


def carried(worker: Worker) -> Decimal:
    """Return what her last payslip carried over. There is at most one."""
    return sum((slip.carried_out for slip in worker.payslips.all()), Decimal(0))


def check_an_open_period(client: Client, period: Period, workers: list[Worker]) -> None:
    """Check what closing would pay, and what is still missing."""
    page = read(client, reverse("desk:pay-period", args=[period.pk]))
    earned = {worker: balance(worker, period=period) for worker in workers if entries_of(worker, period=period)}
    net = {
        worker: max(exact + carried(worker), Decimal(0)).quantize(Decimal("0.01"), ROUND_DOWN)
        for worker, exact in earned.items()
    }
    shown, waiting = stats(page), waiting_reports()
    assert (shown["To be paid so far"], shown["Workers"]) == (sum(net.values()), len(earned))
    assert shown["Pieces waiting for inspection"] == sum(report.pieces for report in waiting)
    assert notes(page)["Pieces waiting for inspection"] == money(worth(waiting))
    assert shown["Open disputes"] == Dispute.objects.filter(state=Dispute.State.OPEN).count()
    lines = {row["Worker"]: row for row in table(page, "What each would be paid")}
    assert lines.keys() == {worker.name for worker in earned}
    for worker, exact in earned.items():
        row = lines[worker.name]
        assert [number(row[name]) for name in ("Earned", "Carried in", "To be paid")] == [
            to_fen(exact), carried(worker), net[worker]
        ]  # fmt: skip
    reports = table(page, "Reports that wait for inspection")
    assert sum(column(reports, "Pieces")) == sum(report.pieces for report in waiting)
    assert sum(column(reports, "Reports that wait for inspection")) == len(waiting)
    hands = sum(in_hand(held) for held in Assignment.objects.all())
    said = [words(row) for row in page.select(".checks li") if "in workers’ hands" in words(row)]
    assert [number(row) for row in said] == [hands for _once in (1,) if hands]


def check_a_closed_period(client: Client, period: Period, slips: list[Payslip]) -> None:
    """Check its sums, its payslips, and its batch with each payout."""
    page = read(client, reverse("desk:pay-period", args=[period.pk]))
    of_it: dict[str, Any] = {"batch__period": period}
    unpaid = [slip for slip in slips if slip.net and not slip.payouts.exclude(state__in=Payout.OVER).exists()]
    contested = [slip for slip in unpaid if slip.disputes.filter(state=Dispute.State.OPEN).exists()]
    assert stats(page) == {
        "To be paid": sum(slip.net for slip in slips), "Said to be paid": paid(SAID, **of_it),
        "Confirmed as received": paid(CONFIRMED, **of_it),
        "Not yet in a batch": sum(slip.net for slip in unpaid) - sum(slip.net for slip in contested),
    }  # fmt: skip
    rows = {row["Worker"]: row for row in table(page, "Payslips")}
    for slip in slips:
        entries = entries_of(slip.worker, period=period)
        pieces = sum(entry.pieces * (1 if entry.kind == Kind.ACCEPTANCE else -1) for entry in entries)
        row = rows.pop(slip.worker.name)
        assert [number(row[name]) for name in ("Pieces", "Earned", "To be paid")] == [
            pieces, to_fen(balance(slip.worker, period=period)), slip.net
        ]  # fmt: skip
        foot = read(client, reverse("desk:pay-payslip", args=[slip.pk])).select("tfoot td")
        first, *middle, last = (number(words(cell)) for cell in foot)
        assert first == balance(slip.worker, period=period) and last == slip.net
        assert sum(middle) == slip.carried_in + slip.carried_out
    assert not rows
    for batch in PayoutBatch.objects.filter(period=period):
        amounts = [one.amount for one in batch.payouts.all() if one.state in LIVE]
        got = paid(CONFIRMED, batch=batch)
        shown = read(client, reverse("desk:pay-batch", args=[batch.pk]))
        assert stats(shown) == {"Payouts": len(amounts), "Sum": sum(amounts), "Confirmed as received": got}
        assert sorted(column(table(shown, "Payouts"), "Amount")) == sorted(amounts)
        row = table(page, "Batches")[0]
        assert [number(row[name]) for name in ("Payouts", "Sum", "Confirmed")] == [len(amounts), sum(amounts), got]


def check_records(client: Client, workers: list[Worker]) -> None:
    """Check the income of the quarter by person."""
    rows = {row["Worker"].split()[0]: row for row in table(read(client, reverse("desk:pay-records")))}
    for worker in workers:
        moved = [(what(entry), signed(entry, worker)) for entry in entries_of(worker)]
        if not moved:
            assert worker.name not in rows
            continue
        kept = -sum(amount for kind, amount in moved if kind == Kind.DEDUCTION)
        gross = sum(amount for kind, amount in moved if kind not in (Kind.DEDUCTION, Kind.ADVANCE, Kind.COSTS))
        names = ("Gross", "Deductions", "Income of the quarter", "Confirmed as received")
        got = paid(CONFIRMED, payslip__worker=worker)
        shown = [number(rows[worker.name][name]) for name in names]
        assert shown == [to_fen(gross), to_fen(kept), to_fen(gross - kept), got]


def check_advances(client: Client, workers: list[Worker], running: Period) -> None:
    """Check what each owes the base: advances of the open period, and the rest from her last payslip."""
    rows = {row["Worker"].split()[0]: row for row in table(read(client, reverse("desk:pay-advances")), "What is owed")}
    for worker in workers:
        given = [entry.amount for entry in entries_of(worker, period=running) if entry.kind == Kind.ADVANCE]
        owed = max(-carried(worker), Decimal(0))
        row = rows.pop(worker.name, {"Advanced": "0", "Carried": "0", "Owes": "0"})
        assert [number(row[name]) for name in ("Advanced", "Carried", "Owes")] == [sum(given), owed, sum(given) + owed]
    assert not rows
