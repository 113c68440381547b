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


def test_a_station_that_shows_little_counts_as_one_of_the_slower_ones() -> None:
    there = weeks([1000] * 8, [2000] * 8, [0, 3000, 0, 0, 0, 0, 0, 0])
    done = weeks([800] * 8, [1000] * 8, [0, 6000, 0, 0, 0, 0, 0, 0])
    found = weekly_paces(done, there, STANDARD)
    assert found.shape == (3, 8)
    assert found[0].tolist() == [0.8] * 8
    assert found[1].tolist() == [0.5] * 8
    assert found[2] == pytest.approx([0.53] * 8), "a tenth of the way from the slowest to the fastest"


def test_a_week_of_which_a_station_shows_nothing_is_its_usual_one_as_the_week_was_for_all() -> None:
    there = weeks([1000] * 6 + [100], [3000] * 7)
    done = weeks([1000] * 6 + [500], [1500] * 6 + [750])
    found = weekly_paces(done, there, STANDARD[:2])
    for_all = (500 + 750) / 3100 / ((1000 + 1500) / 4000)
    assert found[0] == pytest.approx([1.0] * 6 + [for_all])


@pytest.mark.parametrize(
    ("making", "day"),
    [(7, 17), (14, 30), (28, 30)],
)
def test_the_certain_day_is_later_the_fewer_independent_weeks_were_seen(making: int, day: int) -> None:
    """Of nine past weeks four in five are eight, as if the order were the tenth. In two weeks of making it saw half."""
    days = np.array([30, 11, 12, 13, 14, 15, 16, 17, 10])
    assert quantile(days, 0.8, making=making) == day
    assert quantile(np.array([12]), 0.8, making=7) == 12


def test_paces_are_read_from_hand_outs_and_their_reports(prefecture: Prefecture) -> None:
    """Xiuying has work in hand for eight weeks, 240 minutes a day, and makes 66 good bodies of 70 minutes in them.

    In one week the calendar leaves half. What was handed out last week and is not finished says nothing yet.
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

    WorkReport.objects.create(
        assignment=held, pieces=64, done_on=today - timedelta(days=1), by=prefecture.lan, at=timezone.now(), key=uuid4()
    )
    flawed = WorkReport.objects.create(
        assignment=held, pieces=6, done_on=today - timedelta(weeks=4), by=prefecture.lan, at=timezone.now(), key=uuid4()
    )
    Inspection.objects.create(
        report=flawed, accepted=2, rework=4, reason="size", by=prefecture.lan, at=timezone.now(), key=uuid4()
    )
    Assignment.objects.filter(pk=held.pk).update(reported=64, accepted=2)
    Assignment.objects.create(
        lot_operation=body, worker=prefecture.workers["guilan"], pieces=5, handed_by=prefecture.lan, key=uuid4(),
        handed_at=timezone.now() - timedelta(weeks=1),
    )  # fmt: skip
    found = paces_of([station, prefecture.stations["beichen"]], today)
    a_day = 66 * 70 / 57  # from the first day to today
    assert found[0] == pytest.approx([a_day / 240] * 6 + [a_day / 120, a_day / 240])
    assert found[1] == pytest.approx(found[0]), "Beichen has shown nothing yet, and Liuzhuang is all there is"
