"""Test the arithmetic of the federation's figures."""

from datetime import date

import pytest

from dispatch.figures import counting


@pytest.mark.parametrize(
    ("day", "months", "first"),
    [
        (date(2026, 11, 30), 11, date(2025, 12, 1)),
        (date(2026, 12, 1), 11, date(2026, 1, 1)),
        (date(2026, 3, 31), 11, date(2025, 4, 1)),
        (date(2028, 2, 29), 0, date(2028, 2, 1)),
    ],
)
def test_twelve_months_are_this_one_and_eleven_before(day: date, months: int, first: date) -> None:
    assert counting.months_before(day, months) == first
