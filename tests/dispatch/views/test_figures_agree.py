"""Every sum and count on a page is what the ledger and the rows say, whatever work and money came before."""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given

from dispatch.models import Payout, Payslip
from shop.money import money
from tests.dispatch.acting import STORIES, Story, happen
from tests.dispatch.by_hand import (
    SAID,
    Kind,
    accepted,
    balance,
    entries_of,
    in_hand,
    standing_inspections,
    sums_of,
    waiting_reports,
)
from tests.dispatch.examples import few, rolled_back
from tests.personas import Prefecture
from tests.reading import number, read, words
from workshops.models import Worker


@pytest.fixture
def everyone(prefecture: Prefecture, signed_in: Callable[[Any], Client]) -> dict[str, Client]:
    """A signed-in client for each who reads figures, by name."""
    return {name: signed_in(prefecture.people[name]) for name in ("xiuying", "lan", "mei", "guan")}


def shows(page: Any, amount: Decimal, *, where: str) -> bool:
    """Whether one of the tags that `where` selects says exactly this amount."""
    return money(amount) in [words(tag) for tag in page.select(where)]


def rounded(figures: dict[str, Decimal]) -> dict[str, Decimal]:
    return {label: number(money(amount)) for label, amount in figures.items()}


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
    """Each assignment with its counts, its sum and what is in her hands."""
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
    """Its lines and its single entries both add up to its sum, and with what was carried to what is paid."""
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
