"""Test that the pace of a station is what its women really made of the minutes they had."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import numpy as np
import pytest
from django.utils import timezone

from dispatch.models import Assignment, Inspection, WorkReport
from dispatch.planning.paces import WEEKS, paces_of, weekly_paces
from dispatch.planning.promising import quantile
from tests.dispatch.ordering import lot, work_order
from tests.personas import Prefecture, in_days
from workshops.models import CalendarEntry

STANDARD = np.array([1.0, 1.2, 0.8])


def weeks(*rows: list[float]) -> np.ndarray:
    return np.array(rows, dtype=float)


def test_without_reported_work_the_standard_minutes_hold() -> None:
    nothing = np.zeros((3, WEEKS))
    assert weekly_paces(nothing, nothing, STANDARD).tolist() == [[1.0], [1.2], [0.8]]
    few = np.zeros((3, WEEKS))
    few[0, :5] = 1000
    assert weekly_paces(few / 2, few, STANDARD).tolist() == [[1.0], [1.2], [0.8]], "five weeks say too little"


def test_a_station_that_shows_little_has_the_pace_of_all() -> None:
    there = weeks([1000] * 8, [2000] * 8, [0, 3000, 0, 0, 0, 0, 0, 0])
    done = weeks([800] * 8, [1000] * 8, [0, 6000, 0, 0, 0, 0, 0, 0])
    found = weekly_paces(done, there, STANDARD)
    assert found.shape == (3, 8)
    assert found[0].tolist() == [0.8] * 8
    assert found[1].tolist() == [0.5] * 8
    assert found[2] == pytest.approx([0.6, 7800 / 6000, *[0.6] * 6])


def test_a_week_in_which_a_station_shows_nothing_has_the_pace_of_all() -> None:
    there = weeks([1000] * 6 + [100], [1000] * 7)
    done = weeks([1000] * 6 + [500], [500] * 7)
    found = weekly_paces(done, there, STANDARD[:2])
    assert found[0] == pytest.approx([1.0] * 6 + [1000 / 1100])


def test_the_certain_day_counts_the_order_itself_among_the_weeks() -> None:
    """Of nine past weeks the eighth is needed for four in five: eight of ten, the order itself counted as one."""
    days = np.array([10, 11, 12, 13, 14, 15, 16, 17, 30])
    assert quantile(days, 0.8) == 17
    assert quantile(days, 0.5) == 14
    assert quantile(np.array([12]), 0.8) == 12


def test_paces_are_read_from_hand_outs_reports_and_inspections(prefecture: Prefecture) -> None:
    """Xiuying has work in hand for eight weeks, 240 minutes a day, and makes 8 good bodies of 70 minutes a week.

    A report that was withdrawn counts for nothing, nor do pieces for rework. In one week the calendar leaves half.
    """
    station, worker = prefecture.stations["liuzhuang"], prefecture.workers["xiuying"]
    given = lot(prefecture, work_order(prefecture, pieces=100), station, 100)
    body = given.operations.get(position=1)
    today = in_days(0)
    held = Assignment.objects.create(
        lot_operation=body, worker=worker, pieces=90, handed_by=prefecture.lan, key=uuid4(),
        handed_at=timezone.now() - timedelta(weeks=8),
    )  # fmt: skip
    CalendarEntry.objects.create(
        kind="less", name="秋收", share=Decimal("0.5"), from_on=today - timedelta(weeks=2),
        until_on=today - timedelta(weeks=1, days=1),
    )  # fmt: skip

    def report(weeks_ago: int, pieces: int, **more: object) -> WorkReport:
        day = today - timedelta(weeks=weeks_ago)
        return WorkReport.objects.create(
            assignment=held, pieces=pieces, done_on=day, by=prefecture.lan, at=timezone.now(), key=uuid4(), **more
        )

    for week in range(1, 9):
        report(week, 8)
    report(3, 5, withdrawn_at=timezone.now(), withdrawn_by=prefecture.lan)
    flawed = report(4, 6)
    Inspection.objects.create(
        report=flawed, accepted=2, rework=4, reason="size", by=prefecture.lan, at=timezone.now(), key=uuid4()
    )
    Assignment.objects.filter(pk=held.pk).update(reported=8 * 8, accepted=2)
    found = paces_of([station, prefecture.stations["beichen"]], today)
    usual, half = 8 * 70 / (7 * 240), 8 * 70 / (3.5 * 240)
    assert found[0] == pytest.approx([usual] * 4 + [10 * 70 / (7 * 240)] + [usual, half, usual])
    assert found[1] == pytest.approx(found[0]), "Beichen has shown nothing yet"
