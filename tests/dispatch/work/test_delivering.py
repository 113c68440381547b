"""Test that promise and forecast end in the buyer's hands: checked, packed, carried to her province."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.work.delivering import Road
from workshops.calendars import Calendar
from workshops.models import LeadTimes

HOLIDAYS = frozenset(date(2026, 2, day) for day in range(15, 24))
CALENDAR = Calendar(holidays=HOLIDAYS, workdays=frozenset({date(2026, 2, 14), date(2026, 2, 28)}))


def road(pieces: int = 100, carrier: int = 3, **lead: int) -> Road:
    """A base that checks for two days, packs for one, and does 1,000 pieces a day."""
    return Road(
        CALENDAR, LeadTimes(**{"checking_days": 2, "packing_days": 1, "pieces_a_day": 1000} | lead), pieces, carrier
    )


@pytest.mark.parametrize(
    ("at_base", "pieces", "carrier", "delivered"),
    [
        ("2026-03-02", 100, 3, "2026-03-08"),  # Monday: leaves on Thursday, travels over the weekend
        ("2026-03-05", 100, 3, "2026-03-13"),  # Thursday: leaves on Tuesday
        ("2026-03-02", 5000, 3, "2026-03-12"),  # five days for 5,000 pieces
        ("2026-02-12", 100, 2, "2026-02-26"),  # two days before the holidays and one after them
        ("2026-02-11", 100, 1, "2026-02-24"),  # leaves on a worked Saturday, arrives after the holidays
    ],
)
def test_the_way_from_the_base_counts_working_days_and_the_carriers(
    at_base: str, pieces: int, carrier: int, delivered: str
) -> None:
    assert road(pieces, carrier).delivered_on(date.fromisoformat(at_base)).isoformat() == delivered


@given(
    promised=st.dates(date(2026, 1, 10), date(2026, 4, 30)),
    pieces=st.integers(1, 20_000),
    carrier=st.integers(0, 15),
    week=st.integers(5, 7),
)
@settings(max_examples=100, deadline=None)
def test_what_reaches_the_base_on_its_last_day_is_delivered_in_time_and_a_day_later_it_is_not(
    promised: date, pieces: int, carrier: int, week: int
) -> None:
    way = road(pieces, carrier, week=week)
    due = way.due_at_base(promised)
    assert way.delivered_on(due) <= promised
    assert way.delivered_on(date.fromordinal(due.toordinal() + 1)) > promised
