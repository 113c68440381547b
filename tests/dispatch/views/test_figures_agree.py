"""Test that every sum and count on a page agrees with the ledger and the rows, whatever happened before."""

from collections import Counter
from decimal import Decimal
from typing import Any

from django.test import Client
from django.urls import reverse
from hypothesis import given

from dispatch.models import Assignment, Dispute, Lot, Payout, Payslip
from shop.money import money
from tests.dispatch.acting import STORIES, WORKERS, Story, happen
from tests.dispatch.by_hand import (
    SAID,
    Kind,
    accepted,
    balance,
    entries_of,
    in_hand,
    made,
    paid,
    rounded,
    standing_inspections,
    steps_by_hand,
    sums_of,
    waiting_reports,
)
from tests.dispatch.examples import few, rolled_back
from tests.personas import Prefecture
from tests.reading import bars, counts, number, read, words
from workshops.models import Worker


def shows(page: Any, amount: Decimal, *, where: str) -> bool:
    """Return whether one of the tags that `where` selects shows exactly this amount."""
    return money(amount) in [words(tag) for tag in page.select(where)]


@few(7)
@given(story=STORIES)
def test_a_workers_own_pages(prefecture: Prefecture, everyone: dict[str, Client], story: Story) -> None:
    with rolled_back():
        happen(prefecture, story)
        worker, xiuying = prefecture.workers["xiuying"], everyone["xiuying"]
        page, sums = read(xiuying, reverse("me:home")), rounded(sums_of(worker))
        assert number(words(page.select_one(".earned-amount"))) == sums.pop("This month")
        tiles = {words(tile.select_one("span")): number(words(tile.strong)) for tile in page.select(".tile")}
        assert {"Said to be paid": Decimal(0)} | tiles == sums
        said = Payout.objects.filter(payslip__worker=worker, state__in=SAID)
        assert [words(tag) for tag in page.select(".card-accent .digits")] == [money(one.amount) for one in said]
        check_her_work(page, worker)
        for payslip in worker.payslips.all():
            check_her_payslip(xiuying, payslip)


def check_her_work(page: Any, worker: Worker) -> None:
    """Check each assignment's counts, its sum and the pieces in her hands."""
    shown = Counter()
    for row in page.select("li.work"):
        judged = {words(tag).rsplit(" ", 1)[0]: int(words(tag).rsplit(" ", 1)[1]) for tag in row.select(".judged > *")}
        action = row.select_one("a.button.work-action")
        hand = int(words(action).split("(")[1].split()[0]) if action else 0
        figures = *(judged.get(name, 0) for name in ("good", "waiting", "rework", "refused")), hand
        shown[*figures, number(words(row.select_one(".work-amount")))] += 1
    wanted = Counter()
    for held in worker.assignments.select_related("lot_operation").order_by("-pk"):
        mine = {"report__assignment": held}
        found = standing_inspections(**mine)
        figures = (
            accepted(**mine), sum(report.pieces for report in waiting_reports(assignment=held)),
            sum(one.rework for one in found), sum(one.rejected for one in found), in_hand(held),
            number(money(accepted(**mine) * held.lot_operation.rate)),
        )  # fmt: skip
        wanted[figures] += 1
    assert not shown - wanted and sum(shown.values()) == min(sum(wanted.values()), 8)


def check_her_payslip(client: Client, payslip: Payslip) -> None:
    """Check that lines and entries add up to its sum, and with what was carried to the payout."""
    exact = balance(payslip.worker, period=payslip.period)
    net = number(money(payslip.net))
    assert shows(read(client, reverse("me:payslips")), payslip.net, where=".digits")
    page = read(client, reverse("me:payslip", args=[payslip.pk]))
    lines = [number(words(tag)) for tag in page.select(".payslip-line > strong.number")]
    carried = [amount for amount in (payslip.carried_in, payslip.carried_out) if amount]
    assert number(words(page.select_one(".earned-amount"))) == net
    assert sum(lines) - sum(carried) == exact == payslip.exact
    assert exact + payslip.carried_in - payslip.carried_out == payslip.net
    accepted = [entry for entry in entries_of(payslip.worker, period=payslip.period) if entry.kind == Kind.ACCEPTANCE]
    counted = [
        number(words(tag)) for tag in page.select(".payslip-line .soft > .number:first-child") if "×" in tag.text
    ]
    assert sum(counted) == sum(entry.pieces for entry in accepted)
    page = read(client, reverse("me:payslip-statement", args=[payslip.pk]))
    if page.select_one(".pagination") is None:
        entries = [number(words(tag)) for tag in page.select("ul.works:first-of-type strong.number")]
        assert sum(entries) == exact and len(entries) == len(entries_of(payslip.worker, period=payslip.period))


@few(6)
@given(story=STORIES)
def test_a_leads_pages(prefecture: Prefecture, everyone: dict[str, Client], story: Story) -> None:
    with rolled_back():
        lots, lan = happen(prefecture, story), everyone["lan"]
        waiting = waiting_reports()
        home = {words(row.select_one(".big-step-title")): words(row.select_one(".big-step-count"))
                for row in read(lan, reverse("station:home")).select(".big-step")}  # fmt: skip
        assert home.get("Inspect", "0") == str(len(waiting))
        assert home.get("Disputes", "0") == str(Dispute.objects.filter(state=Dispute.State.OPEN).count())
        listed = read(lan, reverse("station:reports")).select(".big-step-count")
        assert sorted(int(words(row)) for row in listed) == sorted(report.pieces for report in waiting)
        for lot in lots:
            check_a_lot(lan, lot)
        for who in WORKERS:
            check_a_worker(lan, prefecture.workers[who])


def check_a_lot(client: Client, lot: Lot) -> None:
    """Check each step's counts, the pieces in each woman's hands, and the reports that wait."""
    page = read(client, reverse("station:lot", args=[lot.token]))
    assert counts(page) == [
        {"left": step.left, "in hand": step.out, "reported": step.reported, "good": step.accepted}
        for step in steps_by_hand(lot)
    ]
    if lot.state in (Lot.State.ACCEPTED, Lot.State.IN_WORK):
        assert bars(page)["Finished pieces"] == f"{made(lot)} / {lot.pieces}"
    hands = [in_hand(held) for held in Assignment.objects.filter(lot_operation__lot=lot)]
    shown = [int(words(row)) for row in page.select("#out ~ .big-step .big-step-count")]
    assert sorted(shown) == sorted(pieces for pieces in hands if pieces)


def check_a_worker(client: Client, worker: Worker) -> None:
    """Check her sums, the pieces in her hands, and her payslips, as her lead reads them to her."""
    page = read(client, reverse("station:worker", args=[worker.pk]))
    assert {"Said to be paid": Decimal(0)} | counts(page)[0] == rounded(sums_of(worker))
    hands = [in_hand(held) for held in worker.assignments.all()]
    shown = [int(words(row)) for row in page.select(".big-step-count")]
    assert sorted(shown) == sorted(pieces for pieces in hands if pieces)
    page = read(client, reverse("station:worker-pay", args=[worker.pk]))
    slips = [number(words(row)) for row in page.select(".big-step-title")]
    assert sorted(slips) == sorted(payslip.net for payslip in worker.payslips.all())
    said = [number(words(row)) for row in page.select(".card-accent strong")]
    assert sum(said) == paid(SAID, payslip__worker=worker)
