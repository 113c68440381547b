"""Test that income is income, and that the days before are those that can be compared."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from dispatch.figures import counting
from dispatch.figures.spans import Span
from dispatch.models import AssignmentPart, Earning
from dispatch.pay import ledger
from dispatch.planning.incomes import recent_incomes
from dispatch.work import inspecting
from tests.dispatch.lots import hand, judge, lot_at, made, tell
from tests.personas import Prefecture, in_days
from workshops.models import Place

NOVEMBER = Span(date(2026, 11, 1), date(2026, 11, 30))
TODAY = in_days(0)


@pytest.mark.parametrize(
    ("span", "today", "before"),
    [
        (NOVEMBER, date(2026, 12, 5), Span(date(2026, 10, 1), date(2026, 10, 31))),
        (NOVEMBER, date(2026, 11, 1), Span(date(2026, 10, 1), date(2026, 10, 1))),
        (Span.of("month", date(2026, 3, 9)), date(2026, 3, 30), Span(date(2026, 2, 1), date(2026, 2, 28))),
        (Span.of("quarter", date(2026, 2, 9)), date(2026, 5, 1), Span(date(2025, 10, 1), date(2025, 12, 31))),
        (Span.of("year", date(2028, 2, 29)), date(2028, 2, 29), Span(date(2027, 1, 1), date(2027, 3, 1))),
        (Span(date(2026, 11, 3), date(2026, 11, 9)), date(2026, 12, 5), Span(date(2026, 10, 27), date(2026, 11, 2))),
        (Span(date(2026, 5, 1), date(2026, 8, 31)), date(2026, 12, 5), Span(date(2026, 1, 1), date(2026, 4, 30))),
    ],
)
def test_a_span_is_compared_with_as_many_days_before_it(span: Span, today: date, before: Span) -> None:
    assert span.compared_with(today) == before


@pytest.mark.parametrize(
    ("span", "label"),
    [
        (NOVEMBER, "2026-11"),
        (Span.of("quarter", date(2026, 11, 3)), "2026Q4"),
        (Span.of("year", date(2026, 11, 3)), "2026"),
        (Span(date(2026, 11, 2), date(2026, 11, 30)), "2026-11-02 – 2026-11-30"),
    ],
)
def test_a_span_has_the_shortest_name_that_fits(span: Span, label: str) -> None:
    assert span.label == label
    assert span.before.after == span


def test_twelve_months_are_this_one_and_eleven_before(prefecture: Prefecture) -> None:
    made(prefecture, lot_at(prefecture, rates=("20", "1")), "xiuying", 3)
    months = list(counting.earned_by_month(Place.objects.all()))
    assert len(months) == 12 and months[-1] == (TODAY.replace(day=1), 60)
    assert all(amount == 0 for _month, amount in months[:-1])


def paid(world: Prefecture, kind: Earning.Kind, amount: str, *, to_her: bool) -> Earning:
    sides = ledger.wages_of(world.bases["straw"]), ledger.account_of(world.workers["xiuying"])
    debit, credit = sides if to_her else sides[::-1]
    transfer = ledger.Transfer(kind=kind, debit=debit, credit=credit, amount=Decimal(amount), key=uuid4(), note="why")
    return ledger.post([transfer], base=world.bases["straw"], by=world.mei)[0]


def test_income_is_what_work_brought_and_nothing_else(prefecture: Prefecture) -> None:
    """Xiuying earns 1,020 and shares half with Guilan. She is helped by 400, paid back 90 and loses 25."""
    held = hand(prefecture, lot_at(prefecture, pieces=60, rates=("17", "1")), "xiuying", 60)
    AssignmentPart.objects.bulk_create(
        AssignmentPart(assignment=held, worker=prefecture.workers[who], parts=1) for who in ("xiuying", "guilan")
    )
    judge(prefecture, tell(prefecture, held, 60), 60)
    paid(prefecture, Earning.Kind.ADVANCE, "400", to_her=False)
    paid(prefecture, Earning.Kind.COSTS, "90", to_her=True)
    paid(prefecture, Earning.Kind.DEDUCTION, "25", to_her=False)
    paid(prefecture, Earning.Kind.ADJUSTMENT, "11", to_her=True)
    counties, station = Place.objects.all(), prefecture.stations["liuzhuang"]
    assert dict(counting.income_spread(counties)) == {
        "0": 1, "0–500": 0, "500–1000": 2, "1000–2000": 0, "2000–4000": 0, "4000+": 0
    }  # fmt: skip
    work = counting.work(counties, Span(TODAY, TODAY))
    assert (work.earned, work.earners) == (1031, 2)
    assert recent_incomes([station], TODAY) == {station.pk: 1031}
    row = counting.by_station(counties, Span(TODAY, TODAY)).get(pk=station.pk)
    assert (row.earned, row.earners) == (1031, 2)
    assert list(counting.earned_by_month(counties))[-1][1] == 1031


def test_what_is_taken_back_is_no_income(prefecture: Prefecture) -> None:
    inspection = made(prefecture, lot_at(prefecture), "xiuying", 3)
    inspecting.withdraw(inspection, why="miscounted", by=prefecture.lan)
    work = counting.work(Place.objects.all(), Span(TODAY, TODAY))
    assert (work.earned, work.earners, work.accepted) == (0, 0, 0)
