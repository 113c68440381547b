"""Test that every figure on the officers' pages is counted from the rows, without work that was taken back."""

from decimal import Decimal
from typing import Any

from django.test import Client
from django.urls import reverse
from hypothesis import given

from dispatch.models import Lot, Payout
from shop.money import money
from tests.dispatch.acting import STORIES, Story, happen
from tests.dispatch.by_hand import NOT_INCOME, SAID, entries_of, made, paid, signed, standing_inspections, what
from tests.dispatch.examples import few, rolled_back
from tests.personas import Prefecture
from tests.reading import number, read, stats, table, words
from workshops.models import Worker


def incomes() -> list[Decimal]:
    """Return what each worker has earned by the ledger, advances, costs and deductions left out."""
    return [
        sum((signed(entry, worker) for entry in entries_of(worker) if what(entry) not in NOT_INCOME), Decimal(0))
        for worker in Worker.objects.all()
    ]


@few(7)
@given(story=STORIES)
def test_officers_read_what_the_villages_made(
    prefecture: Prefecture, everyone: dict[str, Client], story: Story
) -> None:
    with rolled_back():
        lots, guan = happen(prefecture, story), everyone["guan"]
        inspected, pay = standing_inspections(), incomes()
        unfinished = [lot for lot in lots if lot.state in Lot.UNFINISHED]
        late = [lot for lot in unfinished if lot.due_on < lot.begins_on]
        earned, earners = sum(pay), sum(amount > 0 for amount in pay)
        accepted = sum(one.accepted for one in inspected)
        home = read(guan, reverse("federation:home"))
        assert stats(home) == {
            "Registered workers": 3, "Lots underway": len(unfinished), "Late lots": len(late)
        }  # fmt: skip
        assert {row["Figure"]: number(list(row.values())[1]) for row in table(home, "Work and pay")} == {
            "Earned by workers": number(money(earned, 0)), "Women who earned": earners, "Pieces accepted": accepted,
            "Pieces refused": sum(one.rejected for one in inspected),
            "Said to be paid, not yet confirmed": number(money(paid(SAID), 0)),
            "Confirmed as received": number(money(paid([Payout.State.CONFIRMED]), 0)),
        }  # fmt: skip
        assert words(home.select_one(".county-figure")) == money(earned, 0)
        check_places(guan, [2, len(unfinished), len(late), earners, accepted, number(money(earned))])
        rows = table(read(guan, reverse("federation:lots")))
        assert {row["Lot"]: (number(row["Pieces"]), number(row["Made"])) for row in rows} == {
            lot.number: (lot.pieces, made(lot)) for lot in unfinished
        }
        check_the_split(guan, lots)


def check_places(client: Client, wanted: list[Any]) -> None:
    """Check that all work is shown at Liuzhuang in Qingxian, and none at any other place."""
    names = ("Workers", "Lots underway", "Late lots", "Women who earned", "Pieces accepted", "Earned")
    for address, heading, place in (("counties", "Place", "Qingxian"), ("stations", "Station", "Liuzhuang station")):
        rows = {row[heading]: row for row in table(read(client, reverse(f"federation:{address}")))}
        here = [number(rows[place].pop(name)) for name in names]
        workers = 1 if address == "counties" else 0  # Yan works at the other village of the county
        assert here == [wanted[0] + workers, *wanted[1:]]
        assert all(number(row[name]) == 0 for row in rows.values() for name in names[1:] if name in row)


def check_the_split(client: Client, lots: list[Lot]) -> None:
    """Check that the parts of the orders' price add up to the price."""
    page = read(client, reverse("federation:bases"))
    split = page.find("h2", string="Where the buyer's money goes").parent
    parts = [number(words(cell)) for cell in split.select("tbody td:nth-of-type(1)")]
    price = sum(lot.work_order.line.line_price_incl_tax for lot in lots)
    assert sum(parts) == number(words(split.select_one("tfoot td"))) == price
    row = next(row for row in table(page, "Bases") if row["Base"] == "Straw base")
    orders = [lot.work_order for lot in lots]
    for order in orders:
        order.refresh_from_db()
    assert number(row["Done"]) == sum(order.state == "done" for order in orders)
    assert number(row["Work orders underway"]) == sum(order.state in ("open", "in_work") for order in orders)
