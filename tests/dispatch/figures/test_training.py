"""Test that the funnel of a class counts women, and only what they did with its craft after it."""

from datetime import date
from decimal import Decimal

import pytest

from dispatch.figures.spans import Span
from dispatch.figures.training import Funnel, funnel
from dispatch.models import Assignment, AssignmentPart, WorkReport
from dispatch.work import inspecting, reporting
from tests.dispatch.lots import hand, judge, lot_at, made, tell
from tests.personas import Prefecture, in_days
from workshops import teaching
from workshops.models import Craft, Place, TrainingClass, Worker

YEAR = Span(in_days(-300), in_days(0))


def held(
    world: Prefecture, *, craft: Craft, on: date, seated: list[str], came: list[str], passed: list[str], days: int = 2
) -> TrainingClass:
    """Hold a class at Liuzhuang."""
    place = world.stations["liuzhuang"]
    course = teaching.announce(title="班", craft=craft, station=place, begins_on=on, days=days, seats=9)
    teaching.sign_up(course, workers(world, seated))
    teaching.conclude(course, attended=workers(world, came), passed=workers(world, passed))
    return course


def workers(world: Prefecture, names: list[str]) -> list[Worker]:
    return [world.workers[name] for name in names]


def counted(span: Span = YEAR) -> Funnel:
    return funnel(Place.objects.all(), span)


def test_a_woman_in_two_classes_is_one_woman(prefecture: Prefecture) -> None:
    straw = prefecture.crafts["straw"]
    for day in (-20, -10):
        held(prefecture, craft=straw, on=in_days(day), seated=["xiuying", "guilan", "yan"],
             came=["xiuying", "guilan"], passed=["xiuying"])  # fmt: skip
    lot = lot_at(prefecture, rates=("10", "1"))
    made(prefecture, lot, "xiuying", 3)
    made(prefecture, lot, "guilan", 2)
    wanted = Funnel(classes=2, seated=3, attended=2, passed=1, working=1, earning=1, earned=Decimal(30))
    assert counted() == wanted


def test_work_in_another_craft_is_not_counted(prefecture: Prefecture) -> None:
    paper = prefecture.crafts["paper"]
    held(prefecture, craft=paper, on=in_days(-9), seated=["xiuying"], came=["xiuying"], passed=["xiuying"])
    made(prefecture, lot_at(prefecture), "xiuying", 3)
    assert (counted().passed, counted().working, counted().earning, counted().earned) == (1, 0, 0, 0)


def test_a_class_in_weaving_is_followed_into_its_branches(prefecture: Prefecture) -> None:
    weaving = prefecture.crafts["weaving"]
    held(prefecture, craft=weaving, on=in_days(-9), seated=["xiuying"], came=["xiuying"], passed=["xiuying"])
    made(prefecture, lot_at(prefecture), "xiuying", 3)
    assert (counted().working, counted().earning) == (1, 1)


@pytest.mark.parametrize(("begins", "working"), [(-2, 1), (-1, 0), (0, 0)])
def test_only_what_was_made_after_the_last_day_counts(prefecture: Prefecture, begins: int, working: int) -> None:
    straw = prefecture.crafts["straw"]
    made(prefecture, lot_at(prefecture), "xiuying", 3)  # today
    held(prefecture, craft=straw, on=in_days(begins), seated=["xiuying"], came=["xiuying"], passed=["xiuying"])
    assert (counted().working, counted().earning) == (working, working)


def test_reported_is_not_yet_earned_and_withdrawn_is_nothing(prefecture: Prefecture) -> None:
    straw = prefecture.crafts["straw"]
    held(prefecture, craft=straw, on=in_days(-9), seated=["xiuying"], came=["xiuying"], passed=["xiuying"])
    report = tell(prefecture, hand(prefecture, lot_at(prefecture), "xiuying", 4), 4)
    assert (counted().working, counted().earning) == (1, 0)
    inspecting.withdraw(judge(prefecture, report, 4), why="miscounted", by=prefecture.lan)
    assert (counted().working, counted().earning, counted().earned) == (1, 0, 0)
    reporting.withdraw(WorkReport.objects.get(), why="miscounted", by=prefecture.lan)
    assert counted().working == 0


def test_her_part_of_a_shared_card_is_hers(prefecture: Prefecture) -> None:
    straw = prefecture.crafts["straw"]
    held(prefecture, craft=straw, on=in_days(-9), seated=["guilan"], came=["guilan"], passed=["guilan"])
    card = hand(prefecture, lot_at(prefecture, rates=("10", "1")), "xiuying", 4)
    AssignmentPart.objects.bulk_create(
        AssignmentPart(assignment=card, worker=prefecture.workers[who], parts=1) for who in ("xiuying", "guilan")
    )
    judge(prefecture, tell(prefecture, Assignment.objects.get(pk=card.pk), 4), 4)
    assert (counted().working, counted().earning, counted().earned) == (1, 1, 20)


def test_a_class_counts_in_the_days_it_began_in(prefecture: Prefecture) -> None:
    straw = prefecture.crafts["straw"]
    held(prefecture, craft=straw, on=in_days(-9), seated=["xiuying"], came=[], passed=[])
    assert counted(Span(in_days(-9), in_days(-9))).seated == 1
    assert counted(Span(in_days(-8), in_days(0))) == Funnel(0, 0, 0, 0, 0, 0, Decimal(0))
