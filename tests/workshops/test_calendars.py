"""Test that days are counted as the calendar says, by dates that anyone can check on a wall calendar."""

from datetime import date, datetime, time

import pytest
from django.db import IntegrityError, transaction

from shop.shipping.provinces import FARTHEST, carrier_days, find_province
from tests.personas import Prefecture
from workshops import public_holidays
from workshops.calendars import Calendar, Calendars, calendar_from
from workshops.models import CalendarEntry


@pytest.fixture(name="calendar")
def fixture_calendar(db: None) -> Calendar:
    public_holidays.fill(CalendarEntry, place=None)
    return calendar_from(CalendarEntry.objects.all())


@pytest.mark.parametrize(
    ("start", "days", "week", "end"),
    [
        ("2026-03-02", 0, 5, "2026-03-02"),
        ("2026-03-02", 4, 5, "2026-03-06"),
        ("2026-03-02", 5, 5, "2026-03-09"),  # over a weekend
        ("2026-03-02", 5, 6, "2026-03-07"),
        ("2026-03-02", 6, 7, "2026-03-08"),
        ("2026-02-13", 1, 5, "2026-02-14"),  # a Saturday that is worked
        ("2026-02-13", 2, 5, "2026-02-24"),  # then Spring Festival
        ("2026-02-13", 2, 7, "2026-02-24"),  # also for those who work every day
        ("2026-09-30", 1, 5, "2026-10-08"),
        ("2026-12-31", 1, 5, "2027-01-04"),
        ("2027-02-04", 1, 5, "2027-02-15"),
    ],
)
def test_working_days_are_counted_over_weekends_and_holidays(
    calendar: Calendar, start: str, days: int, week: int, end: str
) -> None:
    assert calendar.after(date.fromisoformat(start), days, week).isoformat() == end


@pytest.mark.parametrize(
    ("now", "first"),
    [
        ("2026-03-02 09:00", "2026-03-02"),
        ("2026-03-02 16:59", "2026-03-02"),
        ("2026-03-02 17:00", "2026-03-03"),  # this evening is no working day
        ("2026-03-06 20:00", "2026-03-09"),
        ("2026-02-14 10:00", "2026-02-14"),
        ("2026-02-14 18:00", "2026-02-24"),
        ("2026-02-18 10:00", "2026-02-24"),
    ],
)
def test_what_is_asked_in_the_evening_counts_from_the_next_working_day(
    calendar: Calendar, now: str, first: str
) -> None:
    assert calendar.first_day(datetime.fromisoformat(now), time(17)).isoformat() == first


@pytest.mark.parametrize(
    ("sent", "days", "there"),
    [("2026-03-05", 3, "2026-03-08"), ("2026-02-14", 2, "2026-02-25"), ("2026-02-12", 2, "2026-02-14")],
)
def test_a_carrier_travels_on_weekends_and_not_on_holidays(
    calendar: Calendar, sent: str, days: int, there: str
) -> None:
    assert calendar.carried(date.fromisoformat(sent), days).isoformat() == there


@pytest.mark.parametrize(
    ("day", "share"),
    [("2026-03-10", 1), ("2026-02-18", 0), ("2026-06-10", 0.5), ("2026-10-03", 0), ("2026-10-20", 0.6)],
)
def test_the_calendar_leaves_a_share_of_the_work(calendar: Calendar, day: str, share: float) -> None:
    assert calendar.share(date.fromisoformat(day)) == share


def test_an_entry_of_a_county_counts_there_and_below_alone(prefecture: Prefecture) -> None:
    qingxian, suning = prefecture.counties["qingxian"], prefecture.counties["suning"]
    span = {"from_on": date(2026, 9, 10), "until_on": date(2026, 9, 12)}
    CalendarEntry.objects.create(kind="less", name="红枣采收", place=qingxian, share="0.4", **span)
    CalendarEntry.objects.create(kind="less", name="秋收", share="0.7", **span)
    village = prefecture.stations["liuzhuang"].place
    CalendarEntry.objects.create(kind="less", name="停电", place=village, share=0, **span)
    CalendarEntry.objects.create(kind="less", name="大风", place=prefecture.places["cangzhou"], share="0.8", **span)
    found = Calendars(since=date(2026, 9, 11))
    assert found[village.pk].share(date(2026, 9, 12)) == 0
    assert found[qingxian.pk].share(date(2026, 9, 12)) == 0.4, "the least of what holds there"
    assert found[suning.pk].share(date(2026, 9, 12)) == 0.7
    assert found[suning.pk].share(date(2026, 9, 13)) == 1


def test_filling_twice_enters_nothing_twice_and_keeps_what_people_changed(db: None) -> None:
    public_holidays.fill(CalendarEntry, place=None)
    count = CalendarEntry.objects.count()
    changed = CalendarEntry.objects.get(kind="holiday", from_on="2027-02-05")
    changed.until_on = date(2027, 2, 12)
    changed.save()
    public_holidays.fill(CalendarEntry, place=None)
    changed.refresh_from_db()
    assert (CalendarEntry.objects.count(), changed.until_on) == (count, date(2027, 2, 12))


@pytest.mark.parametrize(
    "wrong",
    [
        {"until_on": "2026-02-14"},
        {"kind": "holiday", "share": "0.5"},
        {"kind": "less", "share": "1"},
        {"kind": "less", "share": "-0.1"},
        {"kind": "workday", "share": "0"},
    ],
)
def test_the_database_refuses_days_that_contradict_themselves(db: None, wrong: dict[str, str]) -> None:
    right = {"kind": "less", "name": "春节", "from_on": "2026-02-15", "until_on": "2026-02-23", "share": "0"}
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarEntry.objects.create(**right | wrong)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("浙江省", "33"), ("浙江", "33"), (" zhejiang Province", "33"), ("33", "33"), ("３３", "33"),
        ("新疆维吾尔自治区", "65"), ("Inner  Mongolia", "15"), ("内蒙古自治区", "15"), ("北京市", "11"),
        ("00", "00"), ("", None), ("Bavaria", None),
    ],
)  # fmt: skip
def test_a_province_is_known_by_any_usual_name(words: str, code: str | None) -> None:
    found = find_province(words)
    assert (found and found.code) == code


def test_a_province_that_is_not_known_yet_counts_as_the_farthest() -> None:
    assert carrier_days("") == FARTHEST == carrier_days("西藏") > carrier_days("河北") >= 1
    assert carrier_days("00") > FARTHEST
